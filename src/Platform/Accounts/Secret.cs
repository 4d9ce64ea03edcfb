using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Hven.Platform.Accounts;

/// <summary>Secrets that clients hold and Hven keeps the hash of: 256 random bits, so that a plain hash is enough.</summary>
public static class Secret
{
    /// <summary>What a personal token begins with, by which scanners of repositories know it.</summary>
    public const string TokenPrefix = "hven_";

    /// <summary>A new secret of 43 letters, digits, - and _.</summary>
    public static string Create() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>What is kept of a secret: SHA-256 in lower-case hexadecimal digits.</summary>
    public static string Hash(string secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
    }
}

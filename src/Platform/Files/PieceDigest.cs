using System.Security.Cryptography;
using Hven.Platform.Http;

namespace Hven.Platform.Files;

/// <summary>The digest that one piece of an upload must have (tus, extension checksum).</summary>
public sealed class PieceDigest : IDisposable
{
    private static readonly Dictionary<string, HashAlgorithmName> s_algorithms = new(StringComparer.Ordinal) { ["sha256"] = HashAlgorithmName.SHA256, ["sha512"] = HashAlgorithmName.SHA512, ["sha1"] = HashAlgorithmName.SHA1 };

    private readonly IncrementalHash _hash;
    private readonly byte[] _expected;

    private PieceDigest(HashAlgorithmName algorithm, byte[] expected) => (_hash, _expected) = (IncrementalHash.CreateHash(algorithm), expected);

    /// <summary>How digests can be worked out.</summary>
    public static IEnumerable<string> Algorithms => s_algorithms.Keys;

    /// <summary>Reads <c>Upload-Checksum</c>; null when there is none.</summary>
    /// <exception cref="ServiceException">It cannot be read.</exception>
    public static PieceDigest? Of(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        string[] parts = text.Split(' ', 2, StringSplitOptions.TrimEntries);
        byte[] expected = new byte[64];
        return s_algorithms.TryGetValue(parts[0], out HashAlgorithmName algorithm) && parts.Length == 2 && Convert.TryFromBase64String(parts[1], expected, out int length)
            ? new(algorithm, expected[..length])
            : throw new ServiceException("upload-checksum", 400, $"Upload-Checksum is '{State.StateText.Clean(text, 60)}'; it must be one of {string.Join(", ", Algorithms)}, a blank, and the digest in base64.");
    }

    /// <summary>Adds bytes of the piece.</summary>
    public void Add(ReadOnlySpan<byte> bytes) => _hash.AppendData(bytes);

    /// <summary>Holds what came against what was told.</summary>
    /// <exception cref="ServiceException">They differ.</exception>
    public void Require()
    {
        if (!CryptographicOperations.FixedTimeEquals(_hash.GetHashAndReset(), _expected))
        {
            throw new ServiceException("upload-checksum", 460, "The piece does not have the digest of Upload-Checksum: it was damaged on its way. Nothing of it was kept; send it again.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();
}

using System.Text;

namespace Hven.Tables.Votable;

/// <summary>UTF-16 with the most significant byte first, the form of unicodeChar (VOTable 1.5, section 6).</summary>
internal static class WideText
{
    /// <summary>Writes a text of UTF-8.</summary>
    public static void Put(ReadOnlySpan<byte> utf8, Span<byte> target) => Encoding.BigEndianUnicode.GetBytes(Encoding.UTF8.GetString(utf8), target);
}

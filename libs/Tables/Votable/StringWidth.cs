using System.Text;

namespace Hven.Tables.Votable;

/// <summary>Lengths of strings as arraysize counts them: bytes of UTF-8 for char, units of UTF-16 for unicodeChar (VOTable 1.5, section 2.1).</summary>
internal static class StringWidth
{
    /// <summary>Units of a text.</summary>
    public static int Of(OutputField field, ReadOnlySpan<byte> text) => field.Datatype == "unicodeChar" ? Encoding.UTF8.GetCharCount(text) : text.Length;

    /// <summary>Units that fill a string up to the width that all strings of its column have.</summary>
    /// <exception cref="TableFormatException">The string is longer.</exception>
    public static int Missing(OutputField field, ReadOnlySpan<byte> text)
    {
        int width = field.Column.IsArray ? field.Layout.StringWidth : field.Layout.ElementCount;
        int held = Of(field, text);
        return width - held is >= 0 and int missing ? missing : throw new TableFormatException(
            "VOT-WIDTH", $"Column '{field.Column.Name}': a string of {held} {field.Datatype} where arraysize has {width}");
    }
}

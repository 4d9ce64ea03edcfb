using System.Globalization;
using System.Text;

namespace Hven.Fits;

/// <summary>Writes card images in the fixed format (FITS 4.0, section 4.2).</summary>
internal static class CardFormat
{
    public static byte[] Format(string keyword, CardKind kind, string value, string comment)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(keyword);
        ArgumentNullException.ThrowIfNull(comment);
        if (keyword is "END" or "COMMENT" or "HISTORY" or "CONTINUE" or "HIERARCH" || keyword.Contains('=', StringComparison.Ordinal) || keyword.Trim() != keyword)
        {
            throw new ArgumentException($"A card with a value cannot have the keyword '{keyword}'.", nameof(keyword));
        }

        string head = IsStandard(keyword) ? keyword.PadRight(8) + "= " : $"HIERARCH {Printable(keyword)} = ";
        if (kind == CardKind.Text)
        {
            return Text(head, Printable(value).Replace("'", "''", StringComparison.Ordinal), Printable(comment));
        }

        string field = IsStandard(keyword) ? value.PadLeft(20) : value;
        if (head.Length + field.Length > Card.Size)
        {
            throw new ArgumentException($"Keyword '{keyword}' and its value do not fit one card.", nameof(keyword));
        }

        return Image(head + field, Printable(comment));
    }

    public static string Real(double value)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, "A FITS header cannot hold a value that is not finite.");
        }

        string text = value.ToString("R", CultureInfo.InvariantCulture);
        if (text.Contains('.', StringComparison.Ordinal))
        {
            return text;
        }

        int exponent = text.IndexOf('E', StringComparison.Ordinal);
        return exponent < 0 ? text + ".0" : text.Insert(exponent, ".0");
    }

    /// <summary>The text with what FITS headers cannot hold (all but ASCII 32 to 126) replaced by question marks.</summary>
    /// <param name="text">Any text.</param>
    public static string Printable(string text) =>
        text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0 ? text : string.Concat(text.Select(c => c is >= ' ' and <= '~' ? c : '?'));

    private static bool IsStandard(string keyword) =>
        keyword.Length <= 8 && keyword.All(c => c is (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '_');

    private static byte[] Text(string head, string quoted, string comment)
    {
        if (head.Length + quoted.Length + 2 <= Card.Size)
        {
            return Image($"{head}'{quoted.PadRight(8)}'", comment);
        }

        List<byte> image = [];
        string prefix = head;
        for (int start = 0; start < quoted.Length;)
        {
            int room = Card.Size - prefix.Length - 3;
            if (room < 2)
            {
                throw new ArgumentException($"The keyword in '{head}' is too long for a string.", nameof(head));
            }

            int length = Math.Min(room, quoted.Length - start);
            // A doubled quote stands for one character and is not to be torn apart.
            int quotes = 0;
            while (quotes < length && quoted[start + length - 1 - quotes] == '\'')
            {
                quotes++;
            }

            length -= quotes & 1;
            bool last = start + length == quoted.Length;
            image.AddRange(Image($"{prefix}'{quoted.AsSpan(start, length)}{(last ? "" : "&")}'", last ? comment : ""));
            start += length;
            prefix = "CONTINUE  ";
        }

        return [.. image];
    }

    private static byte[] Image(string field, string comment)
    {
        string whole = comment.Length == 0 ? field : $"{field.PadRight(30)} / {comment}";

        // A string that fills the field so far leaves less room than the field's own padding would want.
        return Encoding.ASCII.GetBytes((whole.Length > Card.Size ? whole[..Math.Max(Card.Size, 0)] : whole).PadRight(Card.Size));
    }
}

using System.Buffers;
using System.Globalization;

namespace Hven.Fits;

/// <summary>Looks for breaches of FITS 4.0 in a header that could be read all the same (sections 3.3.1, 4.1, 4.2, 4.4.1).</summary>
internal static class HeaderRules
{
    private static readonly SearchValues<byte> _keywordBytes = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"u8);

    public static void Check(Header header, ReadOnlySpan<byte> bytes, FindingLog log)
    {
        HashSet<string> met = new(StringComparer.Ordinal);
        long offset = header.ByteOffset;
        foreach (Card card in header)
        {
            CheckCard(header, card, offset, log);
            if (card.Kind != CardKind.Commentary && card.Keyword != "CONTINUE" && !met.Add(card.Keyword))
            {
                log.Report("FITS-DUPLICATE", $"{card.Keyword} stands more than once; the first card counts", header.Hdu, offset, card.Keyword);
            }

            offset += card.Image.Length;
        }

        ReadOnlySpan<byte> tail = bytes[(int)(offset - header.ByteOffset)..];
        if (tail[3..].IndexOfAnyExcept((byte)' ') is int junk and >= 0)
        {
            log.Report("FITS-END", "Behind END there is something other than blanks", header.Hdu, offset + 3 + junk, "END");
        }

        CheckOrder(header, log);
    }

    private static void CheckCard(Header header, Card card, long offset, FindingLog log)
    {
        int control = card.Image.IndexOfAnyExceptInRange((byte)' ', (byte)'~');
        if (control >= 0)
        {
            log.Report("FITS-CHARACTER", $"The card holds the byte {card.Image[control]:X2}, which is no printable ASCII", header.Hdu, offset + control, card.Keyword);
        }

        ReadOnlySpan<byte> keyword = card.Image[..8];
        if (keyword.TrimEnd((byte)' ').IndexOfAnyExcept(_keywordBytes) >= 0)
        {
            log.Report("FITS-KEYWORD", $"'{card.ToString()[..8]}' is no keyword: it is of A-Z, 0-9, - and _, from the first byte on", header.Hdu, offset, card.Keyword);
        }

        if (card.Kind == CardKind.NonStandard)
        {
            log.Report("FITS-CARD", $"'{card.Value}' is no value; the card is kept as it is", header.Hdu, offset, card.Keyword);
        }
        else if (card.Kind == CardKind.Commentary && card.Keyword is not ("COMMENT" or "HISTORY" or "") && card.Image[8] == '=')
        {
            log.Report("FITS-CARD", "A blank is missing behind the equals sign, so the card has no value", header.Hdu, offset + 9, card.Keyword);
        }
        else if (card.Keyword == "CONTINUE")
        {
            log.Report("FITS-CONTINUE", "The card continues no string", header.Hdu, offset, card.Keyword);
        }
    }

    private static void CheckOrder(Header header, FindingLog log)
    {
        long offset = header.ByteOffset;
        string[] wanted = Mandatory(header);
        for (int index = 0; index < wanted.Length; index++)
        {
            Card? card = index < header.Count ? header[index] : null;
            if (card?.Keyword != wanted[index])
            {
                string code = header.Find(wanted[index]) is null ? "FITS-MISSING" : "FITS-ORDER";
                log.Report(code, $"{wanted[index]} is to be card {index + 1} of the header", header.Hdu, offset, wanted[index]);
                return;
            }

            CheckFixed(header, card, offset, log);
            offset += card.Image.Length;
        }

        if (header[0] is { Keyword: "SIMPLE", Value: not "T" })
        {
            log.Report("FITS-SIMPLE", "SIMPLE is not T: the file says that it does not follow the standard", header.Hdu, header.ByteOffset, "SIMPLE");
        }
    }

    private static string[] Mandatory(Header header)
    {
        bool primary = header[0].Keyword == "SIMPLE";
        long axes = header.GetInteger("NAXIS") ?? 0;
        string[] tail = header[0] switch
        {
            _ when primary => [],
            { Value: "TABLE" or "BINTABLE" } => ["PCOUNT", "GCOUNT", "TFIELDS"],
            _ => ["PCOUNT", "GCOUNT"],
        };
        IEnumerable<string> lengths = Enumerable.Range(1, (int)Math.Clamp(axes, 0, 999)).Select(axis => "NAXIS" + axis.ToString(CultureInfo.InvariantCulture));
        return [primary ? "SIMPLE" : "XTENSION", "BITPIX", "NAXIS", .. lengths, .. tail];
    }

    // The mandatory cards have the fixed format: numbers and logicals end in column 30, strings start in column 11 and close in column 20 or later.
    private static void CheckFixed(Header header, Card card, long offset, FindingLog log)
    {
        ReadOnlySpan<byte> field = card.Image[10..30];
        bool isFixed = card.Kind switch
        {
            CardKind.Text => field[0] == '\'' && card.Image[11..].IndexOf((byte)'\'') >= 8,
            CardKind.Integer or CardKind.Logical => field.TrimStart((byte)' ').Length == card.Value.Length,
            _ => false,
        };
        if (!isFixed)
        {
            log.Report("FITS-FIXED", $"{card.Keyword} is not in the fixed format", header.Hdu, offset, card.Keyword);
        }
    }
}

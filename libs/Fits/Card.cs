using System.Globalization;
using System.Text;

namespace Hven.Fits;

/// <summary>
/// One header card: keyword, value, comment (FITS 4.0, section 4). A long string and the CONTINUE cards that carry it are one card here.
/// A card that was read keeps its bytes, so that a header that is not changed is written back byte for byte.
/// </summary>
public sealed class Card
{
    /// <summary>Bytes of one card image.</summary>
    public const int Size = 80;

    private readonly byte[] _image;

    internal Card(string keyword, CardKind kind, string value, string comment, byte[] image)
    {
        Keyword = keyword;
        Kind = kind;
        Value = value;
        Comment = comment;
        _image = image;
    }

    /// <summary>Makes a card with a string.</summary>
    /// <param name="keyword">The keyword; what is no standard keyword becomes a HIERARCH card.</param>
    /// <param name="value">The string; characters outside printable ASCII become <c>?</c>; a long one is carried on with CONTINUE.</param>
    /// <param name="comment">The comment; cut where the card ends.</param>
    public Card(string keyword, string value, string comment = "")
        : this(keyword, CardKind.Text, value ?? throw new ArgumentNullException(nameof(value)), comment)
    {
    }

    /// <summary>Makes a card with a logical value.</summary>
    /// <param name="keyword">The keyword; what is no standard keyword becomes a HIERARCH card.</param>
    /// <param name="value">The value.</param>
    /// <param name="comment">The comment; cut where the card ends.</param>
    public Card(string keyword, bool value, string comment = "")
        : this(keyword, CardKind.Logical, value ? "T" : "F", comment)
    {
    }

    /// <summary>Makes a card with an integer.</summary>
    /// <param name="keyword">The keyword; what is no standard keyword becomes a HIERARCH card.</param>
    /// <param name="value">The value; wide enough for TZERO of unsigned 64-bit columns.</param>
    /// <param name="comment">The comment; cut where the card ends.</param>
    public Card(string keyword, Int128 value, string comment = "")
        : this(keyword, CardKind.Integer, value.ToString(CultureInfo.InvariantCulture), comment)
    {
    }

    /// <summary>Makes a card with a floating-point number, in the shortest form that reads back equal.</summary>
    /// <param name="keyword">The keyword; what is no standard keyword becomes a HIERARCH card.</param>
    /// <param name="value">The value.</param>
    /// <param name="comment">The comment; cut where the card ends.</param>
    /// <exception cref="ArgumentOutOfRangeException">NaN or infinite: FITS has no way to write these in a header.</exception>
    public Card(string keyword, double value, string comment = "")
        : this(keyword, CardKind.Real, CardFormat.Real(value), comment)
    {
    }

    private Card(string keyword, CardKind kind, string value, string comment)
        : this(keyword, kind, value, comment, CardFormat.Format(keyword, kind, value, comment))
    {
    }

    /// <summary>The keyword; for a HIERARCH card what stands between HIERARCH and the equals sign.</summary>
    public string Keyword { get; }

    /// <summary>What kind of value the card has.</summary>
    public CardKind Kind { get; }

    /// <summary>The value as text: the decoded string for <see cref="CardKind.Text"/>, the text of a commentary card, else the value field as it stands.</summary>
    public string Value { get; }

    /// <summary>The comment after the slash; empty when there is none.</summary>
    public string Comment { get; }

    /// <summary>The card's bytes, a multiple of 80.</summary>
    public ReadOnlySpan<byte> Image => _image;

    /// <summary>Makes one or more COMMENT, HISTORY or blank cards.</summary>
    /// <param name="keyword"><c>COMMENT</c>, <c>HISTORY</c> or the empty string.</param>
    /// <param name="text">The text; cut into pieces of 72 characters.</param>
    public static IEnumerable<Card> Commentary(string keyword, string text)
    {
        ArgumentNullException.ThrowIfNull(keyword);
        ArgumentNullException.ThrowIfNull(text);
        string ascii = CardFormat.Printable(text);
        for (int start = 0; start == 0 || start < ascii.Length; start += 72)
        {
            string part = ascii.Substring(start, Math.Min(72, ascii.Length - start));
            yield return new Card(keyword, CardKind.Commentary, part, "", Encoding.ASCII.GetBytes((keyword.PadRight(8) + part).PadRight(Size)));
        }
    }

    /// <summary>Reads one card of 80 bytes. Never fails: what breaks the grammar is <see cref="CardKind.NonStandard"/>.</summary>
    /// <param name="image">Exactly 80 bytes; bytes outside ASCII are taken as Latin-1.</param>
    /// <exception cref="ArgumentException"><paramref name="image"/> is not 80 bytes long.</exception>
    public static Card Parse(ReadOnlySpan<byte> image)
    {
        if (image.Length != Size)
        {
            throw new ArgumentException($"A card has 80 bytes, not {image.Length}.", nameof(image));
        }

        return CardParser.Parse(image);
    }

    /// <summary>The value as an integer.</summary>
    /// <param name="value">The value; 0 when it is none.</param>
    /// <returns><see langword="false"/> when the value is no integer or does not fit.</returns>
    public bool TryGetInteger(out long value)
    {
        if (Kind == CardKind.Integer)
        {
            return long.TryParse(Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
        }

        // Some writers give integers as reals ("NAXIS1 = 120."): accepted when nothing is lost.
        if (Kind == CardKind.Real && TryGetReal(out double real) && Math.Abs(real) < 1L << 53 && real == Math.Floor(real))
        {
            value = (long)real;
            return true;
        }

        value = 0;
        return false;
    }

    /// <summary>The value as a number.</summary>
    /// <param name="value">The value; 0 when it is none.</param>
    /// <returns><see langword="false"/> when the value is no number.</returns>
    public bool TryGetReal(out double value)
    {
        value = 0;
        return Kind is CardKind.Integer or CardKind.Real
            && double.TryParse(Value.Replace('D', 'E').Replace('d', 'E'), NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }

    /// <inheritdoc/>
    public override string ToString() => Encoding.Latin1.GetString(_image);
}

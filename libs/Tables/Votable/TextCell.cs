using System.Globalization;
using System.Numerics;
using System.Text;

namespace Hven.Tables.Votable;

/// <summary>Parses the cells of one column of TABLEDATA (VOTable 1.5, section 5.1).</summary>
/// <param name="field">The column's FIELD.</param>
/// <param name="slips">Told of the first slip of each kind.</param>
internal abstract class TextCell(FieldLayout field, List<(Rule Rule, string Message)> slips)
{
    private readonly HashSet<Rule> _told = [];
    private readonly byte[]? _missing = field.Missing is null ? null : Encoding.UTF8.GetBytes(field.Missing.Trim());

    protected FieldLayout Field { get; } = field;

    /// <summary>Makes the parser of a column.</summary>
    /// <param name="field">Its FIELD.</param>
    /// <param name="slips">Told of the first slip of each kind.</param>
    /// <param name="marksNulls">Whether an empty cell is a slip for integers.</param>
    public static TextCell Of(FieldLayout field, List<(Rule Rule, string Message)> slips, bool marksNulls = false) => field.Column.Type switch
    {
        ElementType.String => new StringCell(field, slips),
        ElementType.Boolean when field.Datatype == "bit" => new BitCell(field, slips),
        ElementType.Boolean => new ElementCell<byte>(field, Parse.Logical, slips),
        ElementType.UInt8 => new ElementCell<byte>(field, Parse.Integer, slips, marksNulls),
        ElementType.Int16 => new ElementCell<short>(field, Parse.Integer, slips, marksNulls),
        ElementType.Int32 => new ElementCell<int>(field, Parse.Integer, slips, marksNulls),
        ElementType.Int64 => new ElementCell<long>(field, Parse.Integer, slips, marksNulls),
        ElementType.Float32 => new ElementCell<float>(field, Parse.Float, slips),
        ElementType.Float64 => new ElementCell<double>(field, Parse.Double, slips),
        ElementType.Complex64 => new ComplexCell<ComplexSingle>(field, slips, (real, imaginary) => new((float)real, (float)imaginary)),
        _ => new ComplexCell<Complex>(field, slips, (real, imaginary) => new(real, imaginary)),
    };

    /// <summary>Appends one cell.</summary>
    /// <param name="text">Its text, references resolved.</param>
    /// <param name="target">The column's vector.</param>
    /// <returns>What is wrong with the text, or <see langword="null"/>; when something is, the vector may or may not have grown.</returns>
    public abstract string? Append(ReadOnlySpan<byte> text, ColumnVector target);

    /// <summary>Tells of a slip, once a kind.</summary>
    protected void Slip(Rule rule, string message)
    {
        if (_told.Add(rule))
        {
            slips.Add((rule, $"column '{Field.Column.Name}': {message}"));
        }
    }

    protected bool IsMissing(ReadOnlySpan<byte> token) => _missing is not null && token.SequenceEqual(_missing);

    protected static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => text.Trim(" \t\r\n"u8);

    /// <summary>Takes the next token, tokens being set apart by blanks.</summary>
    protected static ReadOnlySpan<byte> Token(ref ReadOnlySpan<byte> text)
    {
        text = text.TrimStart(" \t\r\n"u8);
        int end = text.IndexOfAny(" \t\r\n"u8);
        ReadOnlySpan<byte> token = end < 0 ? text : text[..end];
        text = text[token.Length..];
        return token;
    }

    protected static string Show(ReadOnlySpan<byte> text) => $"'{Encoding.UTF8.GetString(text[..Math.Min(text.Length, 100)])}'";

    /// <summary>Checks the number of elements against a fixed arraysize.</summary>
    protected string? Counted(int count, ReadOnlySpan<byte> text) =>
        Field.IsVariable || count == Field.ElementCount ? null : $"{Show(text)} has {count} elements, arraysize says {Field.ElementCount}";
}

/// <summary>How one token of each datatype is read.</summary>
internal static class Parse
{
    /// <summary>Reads one token.</summary>
    /// <returns>True for a value, false for a token that is none, null for one that means null.</returns>
    public delegate bool? Token<T>(ReadOnlySpan<byte> token, out T value);

    public static bool? Integer<T>(ReadOnlySpan<byte> token, out T value)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (T.TryParse(token, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value))
        {
            return true;
        }

        if (token.StartsWith("0x"u8) || token.StartsWith("0X"u8))
        {
            return T.TryParse(token[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
        }

        // NaN in an integer column is a slip that services make; there is only one thing that it can mean.
        return Ascii.EqualsIgnoreCase(token, "nan"u8) ? null : false;
    }

    public static bool? Double(ReadOnlySpan<byte> token, out double value) => FloatText.TryParse(token, out value);

    public static bool? Float(ReadOnlySpan<byte> token, out float value) => FloatText.TryParse(token, out value);

    public static bool? Logical(ReadOnlySpan<byte> token, out byte value)
    {
        value = 0;
        if (token.Length == 1)
        {
            value = token[0] is (byte)'T' or (byte)'t' or (byte)'1' ? (byte)1 : (byte)0;
            return token[0] == (byte)'?' ? null : token[0] is (byte)'T' or (byte)'t' or (byte)'1' or (byte)'F' or (byte)'f' or (byte)'0';
        }

        value = Ascii.EqualsIgnoreCase(token, "true"u8) ? (byte)1 : (byte)0;
        return value == 1 || Ascii.EqualsIgnoreCase(token, "false"u8);
    }
}

/// <summary>Numbers and logicals, one or many.</summary>
internal sealed class ElementCell<T>(FieldLayout field, Parse.Token<T> parse, List<(Rule Rule, string Message)> slips, bool marksNulls = false) : TextCell(field, slips)
    where T : unmanaged, IEquatable<T>
{
    // The null value is compared as a number too: 1.0 is the 1 that VALUES names.
    private readonly T? _missingValue =
        field.Missing is not null && parse(Encoding.UTF8.GetBytes(field.Missing.Trim()), out T value) == true ? value : null;

    public override string? Append(ReadOnlySpan<byte> text, ColumnVector target)
    {
        ReadOnlySpan<byte> trimmed = Trim(text);
        if (trimmed.IsEmpty)
        {
            if (marksNulls)
            {
                Slip(Rule.Empty, $"an empty cell of {Field.Datatype} before VOTable 1.3 is taken as null");
            }

            target.AppendNull();
            return null;
        }

        if (target is not ListVector list)
        {
            return One(trimmed, (PrimitiveVector<T>)target);
        }

        int count = 0;
        for (ReadOnlySpan<byte> rest = trimmed; Token(ref rest) is { IsEmpty: false } token; count++)
        {
            if (One(token, (PrimitiveVector<T>)list.Items) is { } fault)
            {
                return fault;
            }
        }

        list.EndRow();
        return Counted(count, trimmed);
    }

    private string? One(ReadOnlySpan<byte> token, PrimitiveVector<T> target)
    {
        if (IsMissing(token))
        {
            target.AppendNull();
            return null;
        }

        switch (parse(token, out T value))
        {
            case true when _missingValue is { } missing && missing.Equals(value):
                target.AppendNull();
                return null;
            case true:
                target.Append(value);
                return null;
            case null:
                if (token[0] != (byte)'?')
                {
                    Slip(Rule.IntegerNan, $"{Show(token)} in a column of {Field.Datatype} is taken as null");
                }

                target.AppendNull();
                return null;
            default:
                return $"{Show(token)} is no {Field.Datatype}";
        }
    }
}

/// <summary>Complex numbers: pairs of numbers.</summary>
internal sealed class ComplexCell<T>(FieldLayout field, List<(Rule Rule, string Message)> slips, Func<double, double, T> make) : TextCell(field, slips)
    where T : unmanaged
{
    public override string? Append(ReadOnlySpan<byte> text, ColumnVector target)
    {
        ReadOnlySpan<byte> trimmed = Trim(text);
        if (trimmed.IsEmpty)
        {
            target.AppendNull();
            return null;
        }

        ListVector? list = target as ListVector;
        PrimitiveVector<T> items = (PrimitiveVector<T>)(list?.Items ?? target);
        int count = 0;
        for (ReadOnlySpan<byte> rest = trimmed; Token(ref rest) is { IsEmpty: false } real; count++)
        {
            ReadOnlySpan<byte> imaginary = Token(ref rest);
            if (!FloatText.TryParse(real, out double x) || !FloatText.TryParse(imaginary, out double y) || (list is null && count > 0))
            {
                return $"{Show(trimmed)} is no {Field.Datatype}";
            }

            items.Append(make(x, y));
        }

        list?.EndRow();
        return list is null ? null : Counted(count, trimmed);
    }
}

/// <summary>Bits: digits 0 and 1, with or without blanks between.</summary>
internal sealed class BitCell(FieldLayout field, List<(Rule Rule, string Message)> slips) : TextCell(field, slips)
{
    public override string? Append(ReadOnlySpan<byte> text, ColumnVector target)
    {
        ReadOnlySpan<byte> trimmed = Trim(text);
        if (trimmed.IsEmpty)
        {
            target.AppendNull();
            return null;
        }

        ListVector? list = target as ListVector;
        PrimitiveVector<byte> items = (PrimitiveVector<byte>)(list?.Items ?? target);
        int count = 0;
        foreach (byte next in trimmed)
        {
            if (next is (byte)'0' or (byte)'1' && (list is not null || count == 0))
            {
                items.Append((byte)(next - '0'));
                count++;
            }
            else if (next is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
            {
                return $"{Show(trimmed)} is no {Field.Datatype}";
            }
        }

        list?.EndRow();
        return list is null ? null : Counted(count, trimmed);
    }
}

/// <summary>
/// Texts. An empty cell is null: TABLEDATA cannot tell the two apart, and databases write nulls so. Arrays of strings are cut at their fixed width.
/// </summary>
internal sealed class StringCell(FieldLayout field, List<(Rule Rule, string Message)> slips) : TextCell(field, slips)
{
    // Characters that a cell of one string may have.
    private readonly int _most = field.IsVariable ? field.Bound ?? int.MaxValue : field.Dimensions.Length == 0 ? 1 : field.Dimensions[0];

    public override string? Append(ReadOnlySpan<byte> text, ColumnVector target)
    {
        if (text.IsEmpty || IsMissing(text))
        {
            target.AppendNull();
            return null;
        }

        if (target is ListVector list)
        {
            TextArray.Append(Field, text, (TextVector)list.Items);
            list.EndRow();
        }
        else
        {
            if (text.Length > _most && Characters(text) > _most)
            {
                Slip(Rule.Length, $"{Show(text)} is longer than arraysize says; it is kept as it is");
            }

            TextArray.AppendText(text, (TextVector)target);
        }

        return null;
    }

    // Bytes for char, UTF-16 units for unicodeChar (VOTable 1.5, section 2.1); documents that count characters instead are not blamed.
    private static int Characters(ReadOnlySpan<byte> text) => Encoding.UTF8.GetCharCount(text);
}

/// <summary>Strings and arrays of strings of one width.</summary>
internal static class TextArray
{
    /// <summary>Appends bytes that are to be UTF-8; what is not is taken as Latin-1, so that a batch never holds broken text.</summary>
    public static void AppendText(ReadOnlySpan<byte> text, TextVector target)
    {
        if (Ascii.IsValid(text) || System.Text.Unicode.Utf8.IsValid(text))
        {
            target.Append(text);
        }
        else
        {
            target.Append(Encoding.Latin1.GetString(text));
        }
    }

    /// <summary>
    /// Cuts a text into strings of one width, each without the blanks and NULs that fill it up. The width counts bytes for char, units of UTF-16 for
    /// unicodeChar (VOTable 1.5, section 2.1); no character is cut in two.
    /// </summary>
    /// <returns>Whether something stood behind a NUL, and is lost.</returns>
    public static bool Append(FieldLayout field, ReadOnlySpan<byte> text, TextVector target)
    {
        bool isCut = false;
        while (!text.IsEmpty)
        {
            int end = 0;
            for (int units = 0; units < field.StringWidth && end < text.Length;)
            {
                Rune.DecodeFromUtf8(text[end..], out _, out int used);
                end += used;
                units += field.Datatype == "char" ? used : used == 4 ? 2 : 1;
            }

            ReadOnlySpan<byte> one = text[..end];
            isCut |= CutAtNul(ref one);
            AppendText(one.TrimEnd((byte)' '), target);
            text = text[end..];
        }

        return isCut;
    }

    /// <summary>Ends a text at its first NUL.</summary>
    /// <returns>Whether more than NULs and blanks, which fill up, stood behind it.</returns>
    public static bool CutAtNul(ref ReadOnlySpan<byte> text)
    {
        int end = text.IndexOf((byte)0);
        if (end < 0)
        {
            return false;
        }

        bool isCut = text[end..].ContainsAnyExcept((byte)0, (byte)' ');
        text = text[..end];
        return isCut;
    }
}

using System.Numerics;

namespace Hven.Tables.Csv;

/// <summary>Reads the text of one value.</summary>
/// <typeparam name="T">The value.</typeparam>
internal interface ICellParser<T>
{
    /// <summary>Reads a value; blanks around it are allowed.</summary>
    static abstract bool TryParse(ReadOnlySpan<byte> text, out T value);

    /// <summary>Reads the value of a cell, as the other method does of its text.</summary>
    /// <param name="buffer">Holds the cell and <see cref="NumberForm.Reach"/> bytes from its start on.</param>
    /// <param name="cell">Where it lies.</param>
    /// <param name="value">The value.</param>
    static abstract bool TryParse(byte[] buffer, CsvCell cell, out T value);
}

internal readonly struct BooleanCell : ICellParser<byte>
{
    public static bool TryParse(ReadOnlySpan<byte> text, out byte value) => CsvValue.TryParseBoolean(text, out value);

    public static bool TryParse(byte[] buffer, CsvCell cell, out byte value) => TryParse(buffer.AsSpan(cell.Start, cell.Length), out value);
}

internal readonly struct SignedCell<T> : ICellParser<T>
    where T : IBinaryInteger<T>
{
    public static bool TryParse(ReadOnlySpan<byte> text, out T value) => CsvValue.TryParseInt64(text, out long wide) & Narrow(wide, out value);

    public static bool TryParse(byte[] buffer, CsvCell cell, out T value) =>
        NumberForm.TryFind(buffer, cell.Start, cell.Length, out NumberForm number) && number.TryReadInt64(buffer, out long wide)
            ? Narrow(wide, out value)
            : TryParse(buffer.AsSpan(cell.Start, cell.Length), out value);

    private static bool Narrow(long wide, out T value)
    {
        value = T.CreateTruncating(wide);
        return long.CreateTruncating(value) == wide;
    }
}

internal readonly struct UnsignedCell<T> : ICellParser<T>
    where T : IBinaryInteger<T>
{
    public static bool TryParse(ReadOnlySpan<byte> text, out T value)
    {
        bool parsed = CsvValue.TryParseUInt64(text, out ulong wide);
        value = T.CreateTruncating(wide);
        return parsed && ulong.CreateTruncating(value) == wide;
    }

    public static bool TryParse(byte[] buffer, CsvCell cell, out T value) => TryParse(buffer.AsSpan(cell.Start, cell.Length), out value);
}

internal readonly struct SingleCell : ICellParser<float>
{
    public static bool TryParse(ReadOnlySpan<byte> text, out float value) => CsvValue.TryParseSingle(text, out value);

    public static bool TryParse(byte[] buffer, CsvCell cell, out float value) => TryParse(buffer.AsSpan(cell.Start, cell.Length), out value);
}

internal readonly struct DoubleCell : ICellParser<double>
{
    public static bool TryParse(ReadOnlySpan<byte> text, out double value) => CsvValue.TryParseDouble(text, out value);

    public static bool TryParse(byte[] buffer, CsvCell cell, out double value) =>
        (NumberForm.TryFind(buffer, cell.Start, cell.Length, out NumberForm number) && number.TryReadDouble(buffer, out value))
        || CsvValue.TryParseDouble(buffer.AsSpan(cell.Start, cell.Length), out value);
}

internal readonly struct ComplexCell : ICellParser<Complex>
{
    public static bool TryParse(ReadOnlySpan<byte> text, out Complex value)
    {
        bool split = ComplexText.TrySplit(text, out ReadOnlySpan<byte> real, out ReadOnlySpan<byte> imaginary);
        double im = 0;
        bool parsed = CsvValue.TryParseDouble(real, out double re) && CsvValue.TryParseDouble(imaginary, out im);
        value = new Complex(re, im);
        return split && parsed;
    }

    public static bool TryParse(byte[] buffer, CsvCell cell, out Complex value) => TryParse(buffer.AsSpan(cell.Start, cell.Length), out value);
}

internal readonly struct ComplexSingleCell : ICellParser<ComplexSingle>
{
    public static bool TryParse(ReadOnlySpan<byte> text, out ComplexSingle value)
    {
        bool split = ComplexText.TrySplit(text, out ReadOnlySpan<byte> real, out ReadOnlySpan<byte> imaginary);
        float im = 0;
        bool parsed = CsvValue.TryParseSingle(real, out float re) && CsvValue.TryParseSingle(imaginary, out im);
        value = new ComplexSingle(re, im);
        return split && parsed;
    }

    public static bool TryParse(byte[] buffer, CsvCell cell, out ComplexSingle value) => TryParse(buffer.AsSpan(cell.Start, cell.Length), out value);
}

/// <summary>The two texts of a complex number: the blank-separated pair of VOTable and DALI, or Python's <c>(1+2j)</c>, which ECSV holds.</summary>
internal static class ComplexText
{
    public static bool TrySplit(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> real, out ReadOnlySpan<byte> imaginary)
    {
        text = text.Trim(" \t()"u8);
        int blank = text.IndexOfAny((byte)' ', (byte)'\t');
        if (blank > 0)
        {
            real = text[..blank];
            imaginary = text[(blank + 1)..];
            return true;
        }

        real = "0"u8;
        imaginary = default;
        if (text.IsEmpty || text[^1] != (byte)'j')
        {
            return false;
        }

        text = text[..^1];
        int sign = text.LastIndexOfAny((byte)'+', (byte)'-');
        if (sign > 0 && (text[sign - 1] | 0x20) == 'e')
        {
            sign = text[..sign].LastIndexOfAny((byte)'+', (byte)'-');
        }

        real = sign > 0 ? text[..sign] : real;
        imaginary = sign > 0 ? text[sign..] : text;
        return true;
    }
}

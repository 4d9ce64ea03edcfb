using System.Numerics;
using Hven.Tables.Numbers;

namespace Hven.Tables.Csv;

internal readonly struct BooleanFormat : INumberFormat<byte>
{
    public int Format(byte value, Span<byte> target)
    {
        ReadOnlySpan<byte> text = value != 0 ? "true"u8 : "false"u8;
        text.CopyTo(target);
        return text.Length;
    }
}

internal readonly struct SignedFormat<T> : INumberFormat<T>
    where T : IBinaryInteger<T>
{
    public int Format(T value, Span<byte> target) => ShortestNumber.Format(long.CreateTruncating(value), target);
}

internal readonly struct UnsignedFormat<T> : INumberFormat<T>
    where T : IBinaryInteger<T>
{
    public int Format(T value, Span<byte> target) => ShortestNumber.Format(ulong.CreateTruncating(value), target);
}

internal readonly struct SingleFormat : INumberFormat<float>
{
    public int Format(float value, Span<byte> target) => ShortestNumber.Format(value, target);
}

internal readonly struct DoubleFormat : INumberFormat<double>
{
    public int Format(double value, Span<byte> target) => ShortestNumber.Format(value, target);
}

internal readonly struct ComplexSingleFormat : INumberFormat<ComplexSingle>
{
    public int Format(ComplexSingle value, Span<byte> target)
    {
        int length = ShortestNumber.Format(value.Real, target);
        target[length++] = (byte)' ';
        return length + ShortestNumber.Format(value.Imaginary, target[length..]);
    }
}

internal readonly struct ComplexFormat : INumberFormat<Complex>
{
    public int Format(Complex value, Span<byte> target)
    {
        int length = ShortestNumber.Format(value.Real, target);
        target[length++] = (byte)' ';
        return length + ShortestNumber.Format(value.Imaginary, target[length..]);
    }
}

/// <summary>A fixed number of digits after the point.</summary>
internal readonly struct FixedFormat<T> : INumberFormat<T>
    where T : IBinaryFloatingPointIeee754<T>
{
    private readonly int _digits;
    private readonly double _scale;

    public FixedFormat(int digits)
    {
        _digits = digits;
        _scale = Math.Pow(10, digits);
    }

    public int Format(T value, Span<byte> target)
    {
        double wide = double.CreateTruncating(value);
        double scaled = Math.Round(Math.Abs(wide) * _scale, MidpointRounding.AwayFromZero);
        if (!(scaled < 1e15))
        {
            return value is float single ? ShortestNumber.Format(single, target) : ShortestNumber.Format(wide, target);
        }

        int length = 0;
        if (double.IsNegative(wide))
        {
            target[length++] = (byte)'-';
        }

        // One digit at least stands before the point: the digits are written with as many leading zeros as that needs.
        ulong whole = (ulong)scaled;
        ulong scale = (ulong)_scale;
        ulong units = _digits == 0 ? whole : whole / scale;
        length += ShortestNumber.Format(units, target[length..]);
        if (_digits == 0)
        {
            return length;
        }

        target[length++] = (byte)'.';
        ShortestNumber.Format(whole - (units * scale) + scale, target[(length - 1)..]);
        target[length - 1] = (byte)'.';
        return length + _digits;
    }
}

using System.Globalization;
using System.Numerics;
using Hven.Tables.Parquet.Interop;
using ParquetSharp;

namespace Hven.Tables.Parquet;

/// <summary>
/// Decimals of Parquet: integers with a scale, in 32 or 64 bits or as big-endian two's complement bytes. They become the type that keeps every digit: 64-bit
/// integers without a fraction, binary64 up to 15 digits, else text. What a column declares for its precision is often more than it holds, so that wide
/// ones are looked through.
/// </summary>
internal static class ParquetDecimal
{
    // Any decimal of so many digits comes back from the binary64 nearest to it.
    private const int DigitsOfDouble = 15;
    private const int DigitsOfInt64 = 18;
    private const int Chunk = 4096;

    private static readonly BigInteger s_unscaledOfDouble = BigInteger.Pow(10, DigitsOfDouble);

    /// <summary>The type of a column.</summary>
    /// <param name="file">The file.</param>
    /// <param name="leaf">The column's leaf.</param>
    /// <param name="type">What it is declared as.</param>
    public static ElementType TypeOf(ParquetFileReader file, int leaf, DecimalLogicalType type)
    {
        bool isInteger = type.Scale == 0;
        Predicate<BigInteger> fits = isInteger ? value => value >= long.MinValue && value <= long.MaxValue : FitsDouble;
        return type.Precision <= (isInteger ? DigitsOfInt64 : DigitsOfDouble) || All(file, leaf, fits)
            ? isInteger ? ElementType.Int64 : ElementType.Float64
            : ElementType.String;
    }

    /// <summary>Reads big-endian two's complement bytes.</summary>
    public static BigInteger Read(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: false, isBigEndian: true);

    /// <summary>The binary64 nearest to <paramref name="unscaled"/> / 10^<paramref name="scale"/>.</summary>
    public static double ToDouble(BigInteger unscaled, int scale) =>
        double.Parse(string.Create(CultureInfo.InvariantCulture, $"{unscaled}E{-scale}"), NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>All digits of <paramref name="unscaled"/> / 10^<paramref name="scale"/>.</summary>
    public static string ToText(BigInteger unscaled, int scale)
    {
        string digits = BigInteger.Abs(unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        string sign = unscaled.Sign < 0 ? "-" : "";
        return scale == 0 ? sign + digits : $"{sign}{digits.AsSpan(0, digits.Length - scale)}.{digits.AsSpan(digits.Length - scale)}";
    }

    private static bool FitsDouble(BigInteger unscaled)
    {
        while (BigInteger.Abs(unscaled) >= s_unscaledOfDouble)
        {
            unscaled = BigInteger.DivRem(unscaled, 10, out BigInteger last);
            if (!last.IsZero)
            {
                return false;
            }
        }

        return true;
    }

    private static bool All(ParquetFileReader file, int leaf, Predicate<BigInteger> fits)
    {
        for (int group = 0; group < file.FileMetaData.NumRowGroups; group++)
        {
            using RowGroupReader rows = file.RowGroup(group);
            using ColumnReader column = rows.Column(leaf);
            int length = column.ColumnDescriptor.TypeLength;
            bool all = column switch
            {
                ColumnReader<long> values => All(values, value => fits(value)),
                ColumnReader<ByteArray> values => All(values, value => fits(Read(NativeBytes.Span(value)))),
                ColumnReader<FixedLenByteArray> values => All(values, value => fits(Read(NativeBytes.Span(value, length)))),
                _ => true,
            };
            if (!all)
            {
                return false;
            }
        }

        return true;
    }

    private static bool All<T>(ColumnReader<T> column, Predicate<T> fits)
        where T : unmanaged
    {
        T[] values = new T[Chunk];
        short[] definitions = new short[column.ColumnDescriptor.MaxDefinitionLevel > 0 ? Chunk : 0];
        short[] repetitions = new short[column.ColumnDescriptor.MaxRepetitionLevel > 0 ? Chunk : 0];
        while (column.HasNext)
        {
            long levels = column.ReadBatch(Chunk, definitions, repetitions, values, out long count);
            if (Array.FindIndex(values, 0, (int)count, value => !fits(value)) >= 0)
            {
                return false;
            }

            if (levels == 0 && count == 0)
            {
                break;
            }
        }

        return true;
    }
}

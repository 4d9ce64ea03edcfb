using System.Globalization;
using System.Numerics;
using System.Text;

namespace Hven.Tables.Tests;

/// <summary>Cells as text, exact to the bit, for comparing what went in with what came out.</summary>
internal static class Cells
{
    /// <summary>All cells of a batch, column by column; <c>~</c> is null.</summary>
    public static List<string> Of(RecordBatch batch) =>
        [.. batch.Schema.Columns.SelectMany((column, index) => Enumerable.Range(0, batch.RowCount).Select(row => $"{column.Name}[{row}]={Of(batch.Columns[index], row)}"))];

    /// <summary>Reads a table to its end.</summary>
    public static async Task<List<string>> OfAsync(ITableReader reader)
    {
        RecordBatch all = new(reader.Schema);
        RecordBatch batch = new(reader.Schema);
        while (await reader.ReadAsync(batch, CancellationToken.None))
        {
            for (int column = 0; column < all.Columns.Count; column++)
            {
                for (int row = 0; row < batch.RowCount; row++)
                {
                    all.Columns[column].AppendFrom(batch.Columns[column], row);
                }
            }
        }

        return Of(all);
    }

    public static string Of(ColumnVector vector, int row)
    {
        if (vector.IsNull(row))
        {
            return "~";
        }

        return vector switch
        {
            ListVector list => $"[{string.Join(',', Enumerable.Range(list.Offsets[row], list.Offsets[row + 1] - list.Offsets[row]).Select(item => Of(list.Items, item)))}]",
            TextVector text => $"'{Encoding.UTF8.GetString(text[row])}'",
            PrimitiveVector<byte> numbers => Number(numbers.Values[row]),
            PrimitiveVector<sbyte> numbers => Number(numbers.Values[row]),
            PrimitiveVector<short> numbers => Number(numbers.Values[row]),
            PrimitiveVector<ushort> numbers => Number(numbers.Values[row]),
            PrimitiveVector<int> numbers => Number(numbers.Values[row]),
            PrimitiveVector<uint> numbers => Number(numbers.Values[row]),
            PrimitiveVector<long> numbers => Number(numbers.Values[row]),
            PrimitiveVector<ulong> numbers => Number(numbers.Values[row]),
            PrimitiveVector<float> numbers => Real(numbers.Values[row]),
            PrimitiveVector<double> numbers => Real(numbers.Values[row]),
            PrimitiveVector<ComplexSingle> numbers => Real(numbers.Values[row].Real) + Real(numbers.Values[row].Imaginary),
            PrimitiveVector<Complex> numbers => Real(numbers.Values[row].Real) + Real(numbers.Values[row].Imaginary),
            _ => throw new InvalidOperationException(vector.GetType().Name),
        };
    }

    private static string Number<T>(T value)
        where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);

    private static string Real(double value) => double.IsNaN(value) ? "NaN" : BitConverter.DoubleToInt64Bits(value).ToString("x16", CultureInfo.InvariantCulture);
}

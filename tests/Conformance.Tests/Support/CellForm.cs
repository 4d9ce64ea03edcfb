using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Hven.Tables;

namespace Hven.Conformance.Tests.Support;

/// <summary>The exact form of cells that the reference scripts print too, hashed column by column, so that whole tables compare in a line each.</summary>
internal static class CellForm
{
    /// <summary>Name, rows, hash and first cells of a column.</summary>
    internal sealed record Digest(string Name, int Rows, string Sha256, IReadOnlyList<string> First);

    /// <summary>Reads a table to its end and hashes its columns.</summary>
    /// <param name="reader">The table.</param>
    /// <param name="nullText">What a null string counts as.</param>
    /// <param name="nullLogical">What a null logical counts as.</param>
    public static async Task<List<Digest>> OfAsync(ITableReader reader, string nullText = "", string nullLogical = "F")
    {
        int count = reader.Schema.Columns.Count;
        IncrementalHash[] hashes = [.. Enumerable.Range(0, count).Select(_ => IncrementalHash.CreateHash(HashAlgorithmName.SHA256))];
        List<string>[] first = [.. Enumerable.Range(0, count).Select(_ => new List<string>())];
        int rows = 0;
        RecordBatch batch = new(reader.Schema);
        while (await reader.ReadAsync(batch, TestContext.Current.CancellationToken))
        {
            rows += batch.RowCount;
            for (int column = 0; column < count; column++)
            {
                for (int row = 0; row < batch.RowCount; row++)
                {
                    string cell = Of(batch.Columns[column], reader.Schema.Columns[column].Type, row, nullText, nullLogical);
                    if (first[column].Count < 3)
                    {
                        first[column].Add(cell);
                    }

                    hashes[column].AppendData(Encoding.UTF8.GetBytes(cell + "\n"));
                }
            }
        }

        return [.. reader.Schema.Columns.Select((column, index) =>
            new Digest(column.Name, rows, Convert.ToHexStringLower(hashes[index].GetCurrentHash()), first[index]))];
    }

    public static string Of(ColumnVector vector, ElementType type, int row, string nullText, string nullLogical)
    {
        if (vector is ListVector list)
        {
            return string.Join(' ', Enumerable.Range(list.Offsets[row], list.Offsets[row + 1] - list.Offsets[row])
                .Select(item => Of(list.Items, type, item, nullText, nullLogical)));
        }

        if (vector.IsNull(row))
        {
            return type switch { ElementType.String => nullText, ElementType.Boolean => nullLogical, ElementType.Float32 or ElementType.Float64 => "nan", ElementType.Complex64 or ElementType.Complex128 => "nan nan", _ => "~" };
        }

        return vector switch
        {
            TextVector text => Encoding.UTF8.GetString(text[row]),
            PrimitiveVector<byte> bytes => type == ElementType.Boolean ? bytes.Values[row] == 1 ? "T" : "F" : Number(bytes.Values[row]),
            PrimitiveVector<sbyte> numbers => Number(numbers.Values[row]),
            PrimitiveVector<short> numbers => Number(numbers.Values[row]),
            PrimitiveVector<ushort> numbers => Number(numbers.Values[row]),
            PrimitiveVector<int> numbers => Number(numbers.Values[row]),
            PrimitiveVector<uint> numbers => Number(numbers.Values[row]),
            PrimitiveVector<long> numbers => Number(numbers.Values[row]),
            PrimitiveVector<ulong> numbers => Number(numbers.Values[row]),
            PrimitiveVector<float> numbers => Real(numbers.Values[row]),
            PrimitiveVector<double> numbers => Real(numbers.Values[row]),
            PrimitiveVector<ComplexSingle> numbers => $"{Real(numbers.Values[row].Real)} {Real(numbers.Values[row].Imaginary)}",
            PrimitiveVector<Complex> numbers => $"{Real(numbers.Values[row].Real)} {Real(numbers.Values[row].Imaginary)}",
            _ => throw new InvalidOperationException($"No form for {vector.GetType()}."),
        };
    }

    private static string Number<T>(T value)
        where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);

    private static string Real(double value)
    {
        Span<byte> bits = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleBigEndian(bits, value);
        return double.IsNaN(value) ? "nan" : Convert.ToHexStringLower(bits);
    }
}

using System.Numerics;

namespace Hven.Tables.Tests;

/// <summary>A table of every type with the values that formats get wrong, from a seed.</summary>
internal static class SampleTable
{
    /// <summary>Makes a schema and its rows.</summary>
    /// <param name="rows">How many rows.</param>
    /// <param name="seed">Seed of the random values; extremes come first.</param>
    /// <param name="withArrays">Whether array columns are wanted.</param>
    /// <param name="ascii">Whether texts keep to ASCII without blanks in front, for readers that insist on it.</param>
    public static RecordBatch Make(int rows, int seed, bool withArrays, bool ascii = false)
    {
        List<Column> columns =
        [
            new("flag", ElementType.Boolean), new("u8", ElementType.UInt8), new("i8", ElementType.Int8), new("i16", ElementType.Int16),
            new("u16", ElementType.UInt16), new("i32", ElementType.Int32) { Unit = "s" }, new("u32", ElementType.UInt32), new("i64", ElementType.Int64),
            new("u64", ElementType.UInt64), new("f32", ElementType.Float32), new("ra", ElementType.Float64) { Unit = "deg", Ucd = "pos.eq.ra;meta.main", Description = "Right ascension <ICRS> & more" },
            new("c64", ElementType.Complex64), new("c128", ElementType.Complex128), new("name", ElementType.String), new("name12", ElementType.String) { TextWidth = 12 },
        ];
        if (withArrays)
        {
            columns.AddRange(
            [
                new("fixed", ElementType.Float32) { Shape = ArrayShape.Fixed(3) }, new("matrix", ElementType.Int16) { Shape = new([2, 3], false) },
                new("spectrum", ElementType.Float64) { Shape = ArrayShape.Variable }, new("counts", ElementType.Int32) { Shape = ArrayShape.Variable },
                new("flags", ElementType.Boolean) { Shape = ArrayShape.Fixed(5) }, new("labels", ElementType.String) { Shape = ArrayShape.Fixed(2), TextWidth = 4 },
            ]);
        }

        RecordBatch batch = new(new TableSchema(columns) { Name = "sample" });
        Random random = new(seed);
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns.Count; column++)
            {
                Fill(batch.Columns[column], columns[column], ascii && columns[column].Type == ElementType.String && (row is 2 or 3 or 4) ? 6 : row, random);
            }
        }

        return batch;
    }

    private static void Fill(ColumnVector vector, Column column, int row, Random random)
    {
        // Every seventh cell is null, each column in other rows.
        if (row > 8 && random.Next(7) == 0)
        {
            vector.AppendNull();
            return;
        }

        if (vector is not ListVector list)
        {
            Append(vector, column.Type, row, random);
            return;
        }

        int count = column.Shape!.IsVariable ? random.Next(5) : column.Shape.ElementCount;
        for (int item = 0; item < count; item++)
        {
            Append(list.Items, column.Type, column.Type == ElementType.Int16 ? 3 : random.Next(100) + 5, random);
        }

        list.EndRow();
    }

    private static void Append(ColumnVector vector, ElementType type, int row, Random random)
    {
        switch (vector)
        {
            case PrimitiveVector<byte> bytes:
                bytes.Append(type == ElementType.Boolean ? (byte)random.Next(2) : (byte)(row == 0 ? 0 : random.Next(255)));
                break;
            case PrimitiveVector<sbyte> numbers:
                numbers.Append((sbyte)(row == 0 ? sbyte.MaxValue : random.Next(-127, 127)));
                break;
            case PrimitiveVector<short> numbers:
                numbers.Append((short)(row == 0 ? short.MaxValue : random.Next(-32767, 32767)));
                break;
            case PrimitiveVector<ushort> numbers:
                numbers.Append((ushort)(row == 0 ? 0 : random.Next(65535)));
                break;
            case PrimitiveVector<int> numbers:
                numbers.Append(row == 0 ? int.MaxValue : row == 1 ? int.MinValue + 1 : random.Next());
                break;
            case PrimitiveVector<uint> numbers:
                numbers.Append(row == 0 ? 0 : row == 1 ? uint.MaxValue - 1 : (uint)random.NextInt64(uint.MaxValue));
                break;
            case PrimitiveVector<long> numbers:
                numbers.Append(row == 0 ? long.MaxValue : row == 1 ? long.MinValue + 1 : random.NextInt64());
                break;
            case PrimitiveVector<ulong> numbers:
                numbers.Append(row == 0 ? 0 : row == 1 ? ulong.MaxValue - 1 : (ulong)random.NextInt64());
                break;
            case PrimitiveVector<float> numbers:
                numbers.Append(row switch { 0 => float.NaN, 1 => float.PositiveInfinity, 2 => float.NegativeInfinity, 3 => -0f, 4 => float.Epsilon, _ => random.NextSingle() });
                break;
            case PrimitiveVector<double> numbers:
                numbers.Append(row switch { 0 => double.NaN, 1 => double.PositiveInfinity, 2 => double.NegativeInfinity, 3 => -0d, 4 => double.Epsilon, 5 => double.MaxValue, _ => random.NextDouble() * 360 });
                break;
            case PrimitiveVector<ComplexSingle> numbers:
                numbers.Append(new(random.NextSingle(), row == 0 ? -0f : random.NextSingle()));
                break;
            case PrimitiveVector<Complex> numbers:
                numbers.Append(new(random.NextDouble(), random.NextDouble()));
                break;
            case TextVector texts:
                texts.Append(row switch { 0 => "", 1 => "a<b&c>]]>\"'", 2 => "Čebyšëv", 3 => " lead", 4 => "𝛼✶", _ => $"N{random.Next(999)}" });
                break;
        }
    }
}

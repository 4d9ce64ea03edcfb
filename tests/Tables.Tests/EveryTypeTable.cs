using System.Numerics;

namespace Hven.Tables.Tests;

/// <summary>Tables of every type with the values that formats get wrong, and their comparison bit by bit.</summary>
internal static class EveryTypeTable
{
    /// <summary>A column of each type, scalar and as array.</summary>
    public static TableSchema Schema(bool arrays)
    {
        IEnumerable<Column> scalars = Enum.GetValues<ElementType>().Select(type => new Column($"{type} col", type) { Unit = "mas.yr**-1", Ucd = "pos.pm" });
        IEnumerable<Column> lists = Enum.GetValues<ElementType>().Select(type => new Column($"{type}_list", type)
        {
            Shape = type == ElementType.Int32 ? ArrayShape.Fixed(3) : ArrayShape.Variable,
            Description = "Several <values> & more",
        });
        return new TableSchema([.. scalars, .. arrays ? lists : []]) { Name = "sample", Description = "Every type" };
    }

    /// <summary>Fills a batch with rows drawn from extremes, random bits and nulls.</summary>
    public static RecordBatch Fill(TableSchema schema, int rows, int seed)
    {
        var random = new Random(seed);
        var batch = new RecordBatch(schema);
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < schema.Columns.Count; column++)
            {
                Append(batch.Columns[column], schema.Columns[column], random);
            }
        }

        return batch;
    }

    public static void AssertEqual(RecordBatch expected, int start, RecordBatch actual)
    {
        for (int column = 0; column < expected.Columns.Count; column++)
        {
            string name = expected.Schema.Columns[column].Name;
            for (int row = 0; row < actual.RowCount; row++)
            {
                string left = Show(expected.Columns[column], start + row);
                string right = Show(actual.Columns[column], row);
                Assert.True(left == right, $"{name}, row {start + row}: expected {left}, was {right}");
            }
        }
    }

    /// <summary>Reads all of a table and compares it with what was written.</summary>
    public static async Task AssertReadsAsync(ITableReader reader, RecordBatch expected, int start = 0)
    {
        var batch = new RecordBatch(reader.Schema);
        int row = start;
        while (await reader.ReadAsync(batch, TestContext.Current.CancellationToken))
        {
            AssertEqual(expected, row, batch);
            row += batch.RowCount;
        }

        Assert.Equal(expected.RowCount, row);
    }

    public static string Show(ColumnVector vector, int row)
    {
        if (vector.IsNull(row))
        {
            return "null";
        }

        return vector switch
        {
            PrimitiveVector<double> values => $"{BitConverter.DoubleToUInt64Bits(Canonical(values.Values[row])):x}",
            PrimitiveVector<float> values => $"{BitConverter.SingleToUInt32Bits((float)Canonical(values.Values[row])):x}",
            PrimitiveVector<Complex> values => $"{Canonical(values.Values[row].Real):R} {Canonical(values.Values[row].Imaginary):R}",
            PrimitiveVector<byte> values => $"{values.Values[row]}",
            PrimitiveVector<sbyte> values => $"{values.Values[row]}",
            PrimitiveVector<short> values => $"{values.Values[row]}",
            PrimitiveVector<ushort> values => $"{values.Values[row]}",
            PrimitiveVector<int> values => $"{values.Values[row]}",
            PrimitiveVector<uint> values => $"{values.Values[row]}",
            PrimitiveVector<long> values => $"{values.Values[row]}",
            PrimitiveVector<ulong> values => $"{values.Values[row]}",
            PrimitiveVector<ComplexSingle> values => $"{values.Values[row].Real:R} {values.Values[row].Imaginary:R}",
            TextVector texts => "'" + System.Text.Encoding.UTF8.GetString(texts[row]) + "'",
            ListVector list => "[" + string.Join(", ", Enumerable.Range(list.Offsets[row], list.Offsets[row + 1] - list.Offsets[row]).Select(item => Show(list.Items, item))) + "]",
            _ => throw new InvalidOperationException(vector.GetType().Name),
        };
    }

    private static double Canonical(double value) => double.IsNaN(value) ? double.NaN : value;

    private static void Append(ColumnVector vector, Column column, Random random)
    {
        if (random.Next(7) == 0)
        {
            vector.AppendNull();
            return;
        }

        if (vector is ListVector list)
        {
            int count = column.Shape!.IsVariable ? random.Next(5) : column.Shape.ElementCount;
            for (int item = 0; item < count; item++)
            {
                Append(list.Items, column with { Shape = null }, random);
            }

            list.EndRow();
            return;
        }

        long bits = random.Next(4) switch { 0 => 0, 1 => long.MinValue, 2 => long.MaxValue, _ => random.NextInt64(long.MinValue, long.MaxValue) };
        switch (vector)
        {
            case PrimitiveVector<double> values: values.Append(NextDouble(random)); break;
            case PrimitiveVector<float> values: values.Append(NextSingle(random)); break;
            case PrimitiveVector<Complex> values: values.Append(new Complex(NextDouble(random), NextDouble(random))); break;
            case PrimitiveVector<ComplexSingle> values: values.Append(new ComplexSingle(NextSingle(random), NextSingle(random))); break;
            case PrimitiveVector<byte> values: values.Append(column.Type == ElementType.Boolean ? (byte)(bits & 1) : (byte)bits); break;
            case PrimitiveVector<sbyte> values: values.Append((sbyte)(bits >> 56)); break;
            case PrimitiveVector<short> values: values.Append((short)(bits >> 48)); break;
            case PrimitiveVector<ushort> values: values.Append((ushort)(bits >> 48)); break;
            case PrimitiveVector<int> values: values.Append((int)(bits >> 32)); break;
            case PrimitiveVector<uint> values: values.Append((uint)(bits >> 32)); break;
            case PrimitiveVector<long> values: values.Append(bits); break;
            case PrimitiveVector<ulong> values: values.Append((ulong)bits); break;
            case TextVector texts: texts.Append(s_texts[random.Next(s_texts.Length)]); break;
            default: throw new InvalidOperationException(vector.GetType().Name);
        }
    }

    private static readonly string[] s_texts =
    [
        "", "NGC 1068", "NULL", "null", "\\N", "a,b", "say \"x\"", "\"", "two\nlines", "cr\r\nlf", "Čebyšëv ✶ 星 🌌", " blank ", "#comment", "007", "nan", "tab\there", "a;b|c", "[1]",
    ];

    private static double NextDouble(Random random) => random.Next(9) switch
    {
        0 => double.NaN,
        1 => double.PositiveInfinity,
        2 => double.NegativeInfinity,
        3 => -0.0,
        4 => double.Epsilon,
        5 => double.MaxValue,
        6 => Math.Round(random.NextDouble() * 360, 6),
        7 => random.Next(-1000, 1000),
        _ => BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)),
    };

    private static float NextSingle(Random random) => random.Next(6) switch
    {
        0 => float.NaN,
        1 => float.NegativeInfinity,
        2 => -0.0f,
        3 => float.Epsilon,
        4 => float.MaxValue,
        _ => BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue)),
    };
}

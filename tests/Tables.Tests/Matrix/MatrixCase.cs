using System.Numerics;

namespace Hven.Tables.Tests.Matrix;

/// <summary>A table of one column under test, beside a column that numbers its rows.</summary>
/// <param name="Kind">What is special about it, for instance <c>null</c> or <c>matrix</c>.</param>
/// <param name="Batch">The table.</param>
internal sealed record MatrixCase(string Kind, RecordBatch Batch)
{
    private static readonly (string Kind, string Text)[] s_texts =
    [
        ("plain text", "NGC 1068"), ("empty text", ""), ("non-ASCII text", "Čebyšëv ✶ 星 🌌"), ("quotes", "say \"x\", 'y' & <z>, a\\b"), ("newlines", "a\nb"),
        ("carriage returns", "a\r\nb"), ("tab", "a\tb"), ("leading blank", " x"), ("trailing blank", "x "), ("word for null", "NULL"), ("number as text", "007"),
        ("comment sign", "#x"), ("bracket", "[1]"), ("control character", "a\u0001b"), ("NUL inside", "a\0b"),
    ];

    /// <summary>Every kind of a type.</summary>
    public static IEnumerable<MatrixCase> Of(ElementType type)
    {
        Action<ColumnVector>[] values = Values(type);
        yield return Make("no rows", type, null, []);
        yield return Make("values", type, null, [.. values.Select(Row)]);
        yield return Make("null", type, null, [Row(values[0]), vector => vector.AppendNull(), Row(values[1])]);
        if (type == ElementType.String)
        {
            foreach ((string kind, string text) in s_texts)
            {
                yield return Make(kind, type, null, [vector => ((TextVector)vector).Append(text), vector => ((TextVector)vector).Append("next")]);
            }
        }

        yield return Make("fixed", type, ArrayShape.Fixed(2), [List(values[0], values[1]), List(values[1], values[0])]);
        yield return Make("fixed, null row", type, ArrayShape.Fixed(2), [List(values[0], values[1]), vector => vector.AppendNull()]);
        yield return Make("fixed, null element", type, ArrayShape.Fixed(2), [List(values[0], items => items.AppendNull()), List(values[1], values[0])]);
        yield return Make("matrix", type, new ArrayShape([2, 3], false), [List([.. Enumerable.Range(0, 6).Select(at => values[at % values.Length])])]);
        yield return Make("variable", type, ArrayShape.Variable, [List(values[0]), List(values[1], values[0], values[1])]);
        yield return Make("variable, empty", type, ArrayShape.Variable, [List(values[0]), List(), List(values[1])]);
        yield return Make("variable, null row", type, ArrayShape.Variable, [List(values[0]), vector => vector.AppendNull(), List(values[1])]);
        yield return Make("variable, null element", type, ArrayShape.Variable, [List(values[0], items => items.AppendNull(), values[1])]);
        yield return Make("variable matrix", type, new ArrayShape([2, 0], true), [List(values[0], values[1]), List(values[0], values[1], values[1], values[0])]);
    }

    /// <summary>Values of a type that formats get wrong, not null.</summary>
    private static Action<ColumnVector>[] Values(ElementType type) => type switch
    {
        ElementType.Boolean => All<byte>(0, 1),
        ElementType.UInt8 => All<byte>(0, 7, byte.MaxValue),
        ElementType.Int8 => All<sbyte>(-1, 0, sbyte.MinValue, sbyte.MaxValue),
        ElementType.UInt16 => All<ushort>(0, 7, ushort.MaxValue),
        ElementType.Int16 => All<short>(-1, 0, short.MinValue, short.MaxValue),
        ElementType.UInt32 => All<uint>(0, 7, uint.MaxValue),
        ElementType.Int32 => All(-1, 0, int.MinValue, int.MaxValue),
        ElementType.UInt64 => All<ulong>(0, 7, ulong.MaxValue, (1UL << 53) + 1),
        ElementType.Int64 => All(-1, 0, long.MinValue, long.MaxValue, (1L << 53) + 1),
        ElementType.Float32 => All(0.1f, -0f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.Epsilon, float.MaxValue, 1e-5f),
        ElementType.Float64 => All(0.1, -0d, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, double.MaxValue, 359.99999999999994),
        ElementType.Complex64 => All(new ComplexSingle(0.1f, -0f), new ComplexSingle(1, -2.5f), new ComplexSingle(float.NaN, float.NegativeInfinity)),
        ElementType.Complex128 => All(new Complex(0.1, -0d), new Complex(1, -2.5), new Complex(double.NegativeInfinity, double.NaN)),
        _ => [Text("NGC 1068"), Text("b,c"), Text("Čebyšëv")],
    };

    private static Action<ColumnVector>[] All<T>(params T[] values)
        where T : unmanaged => [.. values.Select(value => (Action<ColumnVector>)(vector => ((PrimitiveVector<T>)vector).Append(value)))];

    private static Action<ColumnVector> Text(string text) => vector => ((TextVector)vector).Append(text);

    private static Action<ColumnVector> Row(Action<ColumnVector> value) => value;

    private static Action<ColumnVector> List(params Action<ColumnVector>[] items) => vector =>
    {
        var list = (ListVector)vector;
        foreach (Action<ColumnVector> item in items)
        {
            item(list.Items);
        }

        list.EndRow();
    };

    private static MatrixCase Make(string kind, ElementType type, ArrayShape? shape, Action<ColumnVector>[] rows)
    {
        var column = new Column("x", type)
        {
            Shape = shape,
            Unit = "mas.yr**-1",
            Ucd = "pos.pm;pos.eq.ra",
            Utype = "a.b",
            Description = "Proper \"motion\" & <more>: π",
        };
        var batch = new RecordBatch(new TableSchema([new Column("row", ElementType.Int32), column]) { Name = "sample", Description = "A table" });
        for (int row = 0; row < rows.Length; row++)
        {
            ((PrimitiveVector<int>)batch.Columns[0]).Append(row);
            rows[row](batch.Columns[1]);
        }

        return new MatrixCase(kind, batch);
    }
}

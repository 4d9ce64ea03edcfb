using System.Numerics;
using ParquetSharp;
using ParquetSharp.Schema;

namespace Hven.Tables.Parquet;

/// <summary>How a column of a table stands in a Parquet file.</summary>
/// <param name="Node">Its node of the schema.</param>
/// <param name="Leaf">The path of the node that holds the values.</param>
/// <param name="Sink">What writes it.</param>
internal sealed record ParquetColumnLayout(Node Node, string[] Leaf, ParquetColumnSink Sink)
{
    public static ParquetColumnLayout For(Column column, bool required) => column.Type switch
    {
        ElementType.Boolean => Lay(column, required, LogicalType.None(), PhysicalType.Boolean, new SameValues<byte, bool>()),
        ElementType.UInt8 => Lay(column, required, LogicalType.Int(8, false), PhysicalType.Int32, new WidenedValues<byte>()),
        ElementType.Int8 => Lay(column, required, LogicalType.Int(8, true), PhysicalType.Int32, new WidenedValues<sbyte>()),
        ElementType.UInt16 => Lay(column, required, LogicalType.Int(16, false), PhysicalType.Int32, new WidenedValues<ushort>()),
        ElementType.Int16 => Lay(column, required, LogicalType.Int(16, true), PhysicalType.Int32, new WidenedValues<short>()),
        ElementType.UInt32 => Lay(column, required, LogicalType.Int(32, false), PhysicalType.Int32, new SameValues<uint, int>()),
        ElementType.Int32 => Lay(column, required, LogicalType.Int(32, true), PhysicalType.Int32, new SameValues<int, int>()),
        ElementType.UInt64 => Lay(column, required, LogicalType.Int(64, false), PhysicalType.Int64, new SameValues<ulong, long>()),
        ElementType.Int64 => Lay(column, required, LogicalType.Int(64, true), PhysicalType.Int64, new SameValues<long, long>()),
        ElementType.Float32 => Lay(column, required, LogicalType.None(), PhysicalType.Float, new SameValues<float, float>()),
        ElementType.Float64 => Lay(column, required, LogicalType.None(), PhysicalType.Double, new SameValues<double, double>()),
        ElementType.Complex64 => Lay(column, required, LogicalType.None(), PhysicalType.Float, new SameValues<ComplexSingle, float>(2), 2),
        ElementType.Complex128 => Lay(column, required, LogicalType.None(), PhysicalType.Double, new SameValues<Complex, double>(2), 2),
        ElementType.String => Lay(column, required, LogicalType.String(), PhysicalType.ByteArray, new TextValues()),
        _ => throw new ArgumentOutOfRangeException(nameof(column), column.Type, "Unknown element type."),
    };

    /// <summary>Whether a dictionary is likely to make the column smaller: few different values are expected of texts and short integers only.</summary>
    public static bool SuitsDictionary(Column column) =>
        column.Type is not (ElementType.Int64 or ElementType.UInt64 or ElementType.Float32 or ElementType.Float64 or ElementType.Complex64 or ElementType.Complex128);

    private static ParquetColumnLayout Lay<TPhysical>(
        Column column, bool required, LogicalType logical, PhysicalType physical, ParquetLeafValues<TPhysical> values, int parts = 1)
        where TPhysical : unmanaged
    {
        if (!column.IsArray && parts == 1)
        {
            Repetition repetition = required ? Repetition.Required : Repetition.Optional;
            return new ParquetColumnLayout(
                new PrimitiveNode(column.Name, repetition, logical, physical), [column.Name], new ParquetScalarSink<TPhysical>(values, column.Name, required));
        }

        // The three-level form of the Parquet format, "Nested types: lists".
        var element = new PrimitiveNode("element", Repetition.Optional, logical, physical);
        var repeated = new GroupNode("list", Repetition.Repeated, [element]);
        var list = new GroupNode(column.Name, Repetition.Optional, [repeated], LogicalType.List());
        return new ParquetColumnLayout(list, [column.Name, "list", "element"], new ParquetListSink<TPhysical>(values, parts));
    }
}

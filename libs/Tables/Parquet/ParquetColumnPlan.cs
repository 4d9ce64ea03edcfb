using System.Numerics;
using Hven.Tables.Parquet.Interop;
using ParquetSharp;
using ParquetSharp.Schema;

namespace Hven.Tables.Parquet;

/// <summary>How one column of a Parquet file becomes a column of a table.</summary>
/// <param name="Column">The table's column.</param>
/// <param name="Open">Makes what reads it; takes the column as the table finally describes it.</param>
internal sealed record ParquetColumnPlan(Column Column, Func<Column, ParquetColumnSource> Open)
{
    // A batch of such values stays within 256 MiB.
    private const int MaxRawBytes = 16_384;

    /// <summary>Plans the column under one field of the schema's root.</summary>
    /// <returns>The plan, or <see langword="null"/> and the reason why a table cannot hold it.</returns>
    public static (ParquetColumnPlan? Plan, string? Refusal) For(ParquetFileReader file, Node field, int firstLeaf)
    {
        ColumnDescriptor leaf = file.FileMetaData.Schema.Column(firstLeaf);
        if (field is PrimitiveNode)
        {
            return field.Repetition == Repetition.Repeated
                ? Plan(file, field.Name, leaf, firstLeaf, new ParquetListLevels(0, leaf.MaxDefinitionLevel))
                : Plan(file, field.Name, leaf, firstLeaf, null);
        }

        // A list of values: one group that repeats, one leaf, no structure within (the three- and two-level forms of the LIST annotation).
        if (field is GroupNode { FieldCount: 1 } group && field.LogicalType.Type == LogicalTypeEnum.List && leaf.MaxRepetitionLevel == 1
            && IsListOfValues(group.Field(0)))
        {
            short empty = field.Repetition == Repetition.Optional ? (short)1 : (short)0;
            return Plan(file, field.Name, leaf, firstLeaf, new ParquetListLevels(empty, leaf.MaxDefinitionLevel));
        }

        return (null, "it is a structure, a map or a list of lists, which a table cannot hold");
    }

    private static bool IsListOfValues(Node repeated) =>
        repeated.Repetition == Repetition.Repeated && (repeated is PrimitiveNode || repeated is GroupNode { FieldCount: 1 } inner && inner.Field(0) is PrimitiveNode);

    private static (ParquetColumnPlan? Plan, string? Refusal) Plan(ParquetFileReader file, string name, ColumnDescriptor leaf, int index, ParquetListLevels? levels)
    {
        using LogicalType logical = leaf.LogicalType;
        LogicalTypeEnum kind = logical.Type;
        Builder make = new(file, name, index, levels);
        return leaf.PhysicalType switch
        {
            PhysicalType.Boolean => make.As(ElementType.Boolean, new BooleanAppender()),
            PhysicalType.Float => make.As(ElementType.Float32, new CopyAppender<float>()),
            PhysicalType.Double => make.As(ElementType.Float64, new CopyAppender<double>()),
            PhysicalType.Int96 => make.AsTime(new FormatAppender<Int96>(ParquetTime.FormatInt96)),
            PhysicalType.Int32 => Int32(make, logical),
            PhysicalType.Int64 => Int64(make, logical),
            PhysicalType.ByteArray when kind == LogicalTypeEnum.Decimal => Decimal<ByteArray>(make, (DecimalLogicalType)logical, value => ParquetDecimal.Read(NativeBytes.Span(value))),
            PhysicalType.ByteArray when kind is LogicalTypeEnum.Bson or LogicalTypeEnum.Geometry or LogicalTypeEnum.Geography =>
                (null, $"its {kind} values are not text"),
            PhysicalType.ByteArray => make.As(ElementType.String, new TextAppender(name)),
            PhysicalType.FixedLenByteArray => FixedLength(make, logical, leaf.TypeLength),
            _ => (null, $"its physical type {leaf.PhysicalType} is unknown"),
        };
    }

    private static (ParquetColumnPlan?, string?) Int32(Builder make, LogicalType logical) => logical switch
    {
        IntLogicalType { BitWidth: 8, IsSigned: true } => make.As(ElementType.Int8, new IntegerAppender<int, sbyte>()),
        IntLogicalType { BitWidth: 8 } => make.As(ElementType.UInt8, new IntegerAppender<int, byte>()),
        IntLogicalType { BitWidth: 16, IsSigned: true } => make.As(ElementType.Int16, new IntegerAppender<int, short>()),
        IntLogicalType { BitWidth: 16 } => make.As(ElementType.UInt16, new IntegerAppender<int, ushort>()),
        IntLogicalType { BitWidth: 32, IsSigned: false } => make.As(ElementType.UInt32, new IntegerAppender<int, uint>()),
        DecimalLogicalType { Scale: 0 } => make.As(ElementType.Int64, new IntegerAppender<int, long>()),
        DecimalLogicalType { Scale: var scale } => make.As(ElementType.Float64, new ConvertAppender<int, double>(value => value / Math.Pow(10, scale))),
        TimeLogicalType time => Time<int>(make, value => value, time.TimeUnit),
        { Type: LogicalTypeEnum.Date } => make.AsTime(new FormatAppender<int>(ParquetTime.FormatDate)),
        _ => make.As(ElementType.Int32, new CopyAppender<int>()),
    };

    private static (ParquetColumnPlan?, string?) Int64(Builder make, LogicalType logical)
    {
        switch (logical)
        {
            case IntLogicalType { IsSigned: false }:
                return make.As(ElementType.UInt64, new IntegerAppender<long, ulong>());
            case DecimalLogicalType { Scale: > 0 } type:
                return Decimal<long>(make, type, value => value);
            case TimestampLogicalType timestamp:
                TimeUnit unit = timestamp.TimeUnit;
                return make.AsTime(new FormatAppender<long>(value => ParquetTime.FormatTimestamp(value, unit)));
            case TimeLogicalType time:
                return Time<long>(make, value => value, time.TimeUnit);
            default:
                return make.As(ElementType.Int64, new CopyAppender<long>());
        }
    }

    private static (ParquetColumnPlan?, string?) Time<T>(Builder make, Func<T, long> widen, TimeUnit unit)
        where T : unmanaged => make.As(ElementType.String, new FormatAppender<T>(value => ParquetTime.FormatTimeOfDay(widen(value), unit)));

    private static (ParquetColumnPlan?, string?) Decimal<T>(Builder make, DecimalLogicalType type, Func<T, BigInteger> read)
        where T : unmanaged
    {
        int scale = type.Scale;
        return make.TypeOf(type) switch
        {
            ElementType.Int64 => make.As(ElementType.Int64, new ConvertAppender<T, long>(value => (long)read(value))),
            ElementType.Float64 => make.As(ElementType.Float64, new ConvertAppender<T, double>(value => ParquetDecimal.ToDouble(read(value), scale))),
            _ => make.As(ElementType.String, new FormatAppender<T>(value => ParquetDecimal.ToText(read(value), scale))),
        };
    }

    private static (ParquetColumnPlan?, string?) FixedLength(Builder make, LogicalType logical, int length)
    {
        switch (logical)
        {
            case DecimalLogicalType type:
                return Decimal<FixedLenByteArray>(make, type, value => ParquetDecimal.Read(NativeBytes.Span(value, length)));
            case { Type: LogicalTypeEnum.Float16 } when length == 2:
                return make.As(
                    ElementType.Float32,
                    new ConvertAppender<FixedLenByteArray, float>(value => (float)BitConverter.ToHalf(NativeBytes.Span(value, 2))));
            case { Type: LogicalTypeEnum.Uuid } when length == 16:
                return make.As(ElementType.String, new FormatAppender<FixedLenByteArray>(value => new Guid(NativeBytes.Span(value, 16), bigEndian: true).ToString()));
            case { Type: LogicalTypeEnum.None } when length is > 0 and <= MaxRawBytes && make.Levels is null:
                return make.AsBytes(length);
            default:
                return (null, $"its values are {length} raw bytes each ({logical.Type})");
        }
    }

    /// <summary>Ends a plan: single values or lists of them.</summary>
    private readonly record struct Builder(ParquetFileReader File, string Name, int Index, ParquetListLevels? Levels)
    {
        public ElementType TypeOf(DecimalLogicalType type) => ParquetDecimal.TypeOf(File, Index, type);

        public (ParquetColumnPlan? Plan, string? Refusal) AsBytes(int length) =>
            Make(new Column(Name, ElementType.UInt8) { Shape = ArrayShape.Fixed(length) }, new BytesAppender(length));

        public (ParquetColumnPlan? Plan, string? Refusal) AsTime<T>(ParquetAppender<T> appender)
            where T : unmanaged => Make(new Column(Name, ElementType.String) { Xtype = "timestamp" }, appender);

        public (ParquetColumnPlan? Plan, string? Refusal) As<T>(ElementType type, ParquetAppender<T> appender)
            where T : unmanaged => Make(new Column(Name, type), appender);

        private (ParquetColumnPlan? Plan, string? Refusal) Make<T>(Column column, ParquetAppender<T> appender)
            where T : unmanaged
        {
            int index = Index;
            if (Levels is not { } levels)
            {
                return (new ParquetColumnPlan(column, final => new ParquetScalarSource<T>(index, final.Name, appender)), null);
            }

            column = column with { Shape = ArrayShape.Variable };
            return (new ParquetColumnPlan(column, final => final.Type switch
            {
                ElementType.Complex64 => ParquetComplexSource<float, ComplexSingle>.For(final, parts => new ParquetListSource<T>(index, parts, levels, appender)),
                ElementType.Complex128 => ParquetComplexSource<double, Complex>.For(final, parts => new ParquetListSource<T>(index, parts, levels, appender)),
                _ => new ParquetListSource<T>(index, final, levels, appender),
            }), null);
        }
    }
}

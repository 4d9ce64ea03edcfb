using System.Globalization;
using System.Numerics;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Hven.Tables.Arrow;

/// <summary>How one field of an Arrow schema becomes a column of a table.</summary>
/// <param name="Column">The table's column.</param>
/// <param name="Source">What reads it.</param>
internal sealed record ArrowField(Column Column, ArrowSource Source)
{
    private const string Fault = "ARROW-TIME";

    /// <summary>Plans the column of a field.</summary>
    /// <returns>The plan, or <see langword="null"/> and the reason why a table cannot hold it.</returns>
    public static (ArrowField? Plan, string? Refusal) For(Field field)
    {
        (ArrowField? plan, string? refusal) = Of(field.Name, field.DataType, Text(field, "datatype"));
        if (plan is null)
        {
            return (null, refusal);
        }

        Column column = plan.Column with
        {
            Unit = Text(field, "unit") ?? plan.Column.Unit,
            Ucd = Text(field, "ucd"),
            Utype = Text(field, "utype"),
            Xtype = Text(field, "xtype") ?? plan.Column.Xtype,
            Description = Text(field, "description"),
            NullValue = Text(field, "null"),
        };

        // A shape said in the metadata refines that of the type; the rows are held to it.
        if (column.IsArray && Text(field, "arraysize") is { } arraysize && ArrayShape.TryParse(arraysize) is { } shape)
        {
            column = column with { Shape = shape };
        }

        return (new ArrowField(column, column.IsArray ? new ArrowShapeCheck(plan.Source, column) : plan.Source), null);
    }

    private static (ArrowField? Plan, string? Refusal) Of(string name, IArrowType type, string? datatype)
    {
        if (Complex(name, type, datatype) is { } complex)
        {
            return (complex, null);
        }

        switch (type)
        {
            case ListType list:
                return List(name, list.ValueDataType, datatype, item => new ArrowLists<int>(item), null);
            case LargeListType list:
                return List(name, list.ValueDataType, datatype, item => new ArrowLists<long>(item), null);
            case FixedSizeListType list when list.ListSize > 0:
                return List(name, list.ValueDataType, datatype, item => new ArrowFixedLists(item, list.ListSize), list.ListSize);
            case DictionaryType dictionary:
                (ArrowField? values, string? refusal) = Of(name, dictionary.ValueType, null);
                return values is null || values.Column.IsArray
                    ? (null, refusal ?? "its dictionary holds lists")
                    : (values with { Source = new ArrowDictionary(values, dictionary.IndexType) }, null);
            default:
                return Scalar(name, type) is { } scalar
                    ? (scalar, null)
                    : (null, $"a table cannot hold values of Arrow's type {type.Name}");
        }
    }

    private static (ArrowField? Plan, string? Refusal) List(string name, IArrowType item, string? datatype, Func<ArrowSource, ArrowSource> wrap, int? size)
    {
        // The inner axes of an array of several dimensions are lists of fixed size without nulls.
        var inner = new List<int>();
        while (Complex(name, item, datatype) is null && item is FixedSizeListType { ListSize: > 0 } fixedSize)
        {
            inner.Insert(0, fixedSize.ListSize);
            item = fixedSize.ValueDataType;
        }

        (ArrowField? plan, string? refusal) = Of(name, item, datatype);
        if (plan is null || plan.Column.IsArray)
        {
            return (null, refusal ?? "it holds lists of lists of varying length");
        }

        ArrowSource source = plan.Source;
        foreach (int length in inner)
        {
            source = new ArrowInnerAxis(source, length, name);
        }

        return (new ArrowField(plan.Column with { Shape = new ArrayShape([.. inner, size ?? 0], size is null) }, wrap(source)), null);
    }

    private static ArrowField? Complex(string name, IArrowType type, string? datatype) => (type, datatype) switch
    {
        (FixedSizeListType { ListSize: 2, ValueDataType: FloatType }, "complex64") => new(new Column(name, ElementType.Complex64), new ArrowPairs<ComplexSingle>()),
        (FixedSizeListType { ListSize: 2, ValueDataType: DoubleType }, "complex128") => new(new Column(name, ElementType.Complex128), new ArrowPairs<Complex>()),
        _ => null,
    };

    private static ArrowField? Scalar(string name, IArrowType type) => type switch
    {
        NullType => new(new Column(name, ElementType.String), new ArrowNulls()),
        BooleanType => new(new Column(name, ElementType.Boolean), new ArrowBits()),
        UInt8Type => Same<byte>(name, ElementType.UInt8),
        Int8Type => Same<sbyte>(name, ElementType.Int8),
        UInt16Type => Same<ushort>(name, ElementType.UInt16),
        Int16Type => Same<short>(name, ElementType.Int16),
        UInt32Type => Same<uint>(name, ElementType.UInt32),
        Int32Type => Same<int>(name, ElementType.Int32),
        UInt64Type => Same<ulong>(name, ElementType.UInt64),
        Int64Type => Same<long>(name, ElementType.Int64),
        FloatType => Same<float>(name, ElementType.Float32),
        DoubleType => Same<double>(name, ElementType.Float64),
        HalfFloatType => new(new Column(name, ElementType.Float32), new ArrowConverted<Half, float>(value => (float)value)),
        DurationType duration => new(new Column(name, ElementType.Int64) { Unit = Unit(duration.Unit) }, new ArrowValuesSource<long>()),
        StringType => new(new Column(name, ElementType.String), new ArrowTextsSource<int>()),
        LargeStringType => new(new Column(name, ElementType.String), new ArrowTextsSource<long>()),
        StringViewType => new(new Column(name, ElementType.String), new ArrowViews()),
        Date32Type => Time<int>(name, "timestamp", days => IsoTime.Date(days, Fault)),
        Date64Type => Time<long>(name, "timestamp", milliseconds => IsoTime.Date(Math.DivRem(milliseconds, 86_400_000).Quotient - (milliseconds % 86_400_000 < 0 ? 1 : 0), Fault)),
        TimestampType timestamp => Time<long>(name, "timestamp", value => IsoTime.Timestamp(value, Decimals(timestamp.Unit), Fault)),
        Time32Type time => Time<int>(name, null, value => IsoTime.TimeOfDay(value, Decimals(time.Unit), Fault)),
        Time64Type time => Time<long>(name, null, value => IsoTime.TimeOfDay(value, Decimals(time.Unit), Fault)),
        Decimal32Type number => Decimal(name, number.Precision, number.Scale, 4),
        Decimal64Type number => Decimal(name, number.Precision, number.Scale, 8),
        Decimal128Type number => Decimal(name, number.Precision, number.Scale, 16),
        Decimal256Type number => Decimal(name, number.Precision, number.Scale, 32),
        _ => null,
    };

    private static ArrowField Same<T>(string name, ElementType type)
        where T : unmanaged => new(new Column(name, type), new ArrowValuesSource<T>());

    private static ArrowField Time<T>(string name, string? xtype, Func<T, string> format)
        where T : unmanaged => new(new Column(name, ElementType.String) { Xtype = xtype }, new ArrowFormatted<T>(format));

    private static ArrowField Decimal(string name, int precision, int scale, int width) => scale == 0 && precision <= 18
        ? new(new Column(name, ElementType.Int64), new ArrowDecimals<long>(width, number => (long)number))
        : new(new Column(name, ElementType.Float64), new ArrowDecimals<double>(width, number =>
            double.Parse(string.Create(CultureInfo.InvariantCulture, $"{number}E{-scale}"), NumberStyles.Float, CultureInfo.InvariantCulture)));

    private static int Decimals(TimeUnit unit) => unit switch { TimeUnit.Second => 0, TimeUnit.Millisecond => 3, TimeUnit.Microsecond => 6, _ => 9 };

    private static string Unit(TimeUnit unit) => unit switch { TimeUnit.Second => "s", TimeUnit.Millisecond => "ms", TimeUnit.Microsecond => "us", _ => "ns" };

    private static string? Text(Field field, string key) => field.Metadata?.GetValueOrDefault(key) is { Length: > 0 } text ? text : null;
}

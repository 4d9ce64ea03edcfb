using System.Buffers.Binary;
using System.Numerics;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Hven.Tables.Arrow;

/// <summary>Texts between offsets of 32 or 64 bits.</summary>
internal sealed class ArrowTextsSource<TOffset> : ArrowSource
    where TOffset : unmanaged, IBinaryInteger<TOffset>
{
    public override void Append(ArrayData data, int start, int count, ColumnVector target)
    {
        var texts = (TextVector)target;
        ReadOnlySpan<byte> bytes = data.Buffers[2].Span;
        ReadOnlySpan<TOffset> offsets = count == 0 ? default : Values<TOffset>(data, start, count + 1);
        for (int row = 0; row < count; row++)
        {
            int from = int.CreateChecked(offsets[row]);
            texts.Append(bytes[from..int.CreateChecked(offsets[row + 1])]);
        }

        CopyNulls(data, start, count, target);
    }
}

/// <summary>Texts as views of 16 bytes: up to 12 bytes in place, longer ones in buffers of their own (Arrow columnar format, "Variable-size Binary View").</summary>
internal sealed class ArrowViews : ArrowSource
{
    private const int InPlace = 12;

    public override void Append(ArrayData data, int start, int count, ColumnVector target)
    {
        var texts = (TextVector)target;
        ReadOnlySpan<byte> views = data.Buffers[1].Span.Slice((data.Offset + start) * 16, count * 16);
        ReadOnlySpan<byte> validity = Validity(data);
        for (int row = 0; row < count; row++)
        {
            ReadOnlySpan<byte> view = views.Slice(row * 16, 16);
            int length = BinaryPrimitives.ReadInt32LittleEndian(view);
            if (IsNull(validity, data.Offset + start + row))
            {
                texts.AppendNull();
            }
            else if (length <= InPlace)
            {
                texts.Append(view.Slice(4, length));
            }
            else
            {
                int buffer = BinaryPrimitives.ReadInt32LittleEndian(view[8..]);
                texts.Append(data.Buffers[buffer + 2].Span.Slice(BinaryPrimitives.ReadInt32LittleEndian(view[12..]), length));
            }
        }
    }
}

/// <summary>Values by their number in a dictionary.</summary>
internal sealed class ArrowDictionary(ArrowField values, IArrowType indexType) : ArrowSource
{
    private readonly ColumnVector _values = ColumnVector.For(values.Column);
    private ArrayData? _read;

    public override void Append(ArrayData data, int start, int count, ColumnVector target)
    {
        if (!ReferenceEquals(_read, data.Dictionary))
        {
            _values.Clear();
            values.Source.Append(data.Dictionary, 0, data.Dictionary.Length, _values);
            _read = data.Dictionary;
        }

        switch (indexType)
        {
            case Int8Type: Gather<sbyte>(data, start, count, target); break;
            case UInt8Type: Gather<byte>(data, start, count, target); break;
            case Int16Type: Gather<short>(data, start, count, target); break;
            case UInt16Type: Gather<ushort>(data, start, count, target); break;
            case UInt32Type: Gather<uint>(data, start, count, target); break;
            case Int64Type: Gather<long>(data, start, count, target); break;
            case UInt64Type: Gather<ulong>(data, start, count, target); break;
            default: Gather<int>(data, start, count, target); break;
        }
    }

    private void Gather<T>(ArrayData data, int start, int count, ColumnVector target)
        where T : unmanaged, IBinaryInteger<T>
    {
        ReadOnlySpan<T> numbers = Values<T>(data, start, count);
        ReadOnlySpan<byte> validity = Validity(data);
        for (int row = 0; row < count; row++)
        {
            if (IsNull(validity, data.Offset + start + row))
            {
                target.AppendNull();
                continue;
            }

            int number = int.CreateChecked(numbers[row]);
            if ((uint)number >= (uint)_values.Length)
            {
                throw new TableFormatException("ARROW-DAMAGED", $"Column {values.Column.Name} refers to entry {number} of a dictionary of {_values.Length}.");
            }

            target.AppendFrom(_values, number);
        }
    }
}

using System.Numerics;
using Apache.Arrow;
using Hven.Tables.Csv;

namespace Hven.Tables.Arrow;

/// <summary>Lists between offsets of 32 or 64 bits.</summary>
internal sealed class ArrowLists<TOffset>(ArrowSource item) : ArrowSource
    where TOffset : unmanaged, IBinaryInteger<TOffset>
{
    public override void Append(ArrayData data, int start, int count, ColumnVector target)
    {
        var list = (ListVector)target;
        ReadOnlySpan<byte> validity = Validity(data);
        ReadOnlySpan<TOffset> offsets = count == 0 ? default : Values<TOffset>(data, start, count + 1);
        ArrayData items = data.Children[0];
        for (int row = 0; row < count; row++)
        {
            if (IsNull(validity, data.Offset + start + row))
            {
                list.AppendNull();
                continue;
            }

            int from = int.CreateChecked(offsets[row]);
            int length = int.CreateChecked(offsets[row + 1]) - from;
            if (from < 0 || length < 0 || length > items.Length - from)
            {
                throw new TableFormatException("ARROW-DAMAGED", $"A list refers to elements {from} to {from + length} of {items.Length}.");
            }

            item.Append(items, from, length, list.Items);
            list.EndRow();
        }
    }
}

/// <summary>Lists of one length.</summary>
internal sealed class ArrowFixedLists(ArrowSource item, int size) : ArrowSource
{
    public override void Append(ArrayData data, int start, int count, ColumnVector target)
    {
        var list = (ListVector)target;
        ReadOnlySpan<byte> validity = Validity(data);
        for (int row = 0; row < count; row++)
        {
            int position = data.Offset + start + row;
            if (IsNull(validity, position))
            {
                list.AppendNull();
                continue;
            }

            item.Append(data.Children[0], checked(position * size), size, list.Items);
            list.EndRow();
        }
    }
}

/// <summary>An inner axis of an array of several dimensions: elements that are lists of one length, laid out flat.</summary>
internal sealed class ArrowInnerAxis(ArrowSource item, int size, string column) : ArrowSource
{
    public override void Append(ArrayData data, int start, int count, ColumnVector target)
    {
        ReadOnlySpan<byte> validity = Validity(data);
        for (int row = 0; row < count; row++)
        {
            if (IsNull(validity, data.Offset + start + row))
            {
                throw new TableFormatException("ARROW-TYPE", $"Column {column} has an array in which a whole line has no value; a table's arrays have elements only.");
            }
        }

        item.Append(data.Children[0], checked((data.Offset + start) * size), checked(count * size), target);
    }
}

/// <summary>Holds the rows to the shape that the column's metadata say.</summary>
internal sealed class ArrowShapeCheck(ArrowSource lists, Column column) : ArrowSource
{
    public override void Append(ArrayData data, int start, int count, ColumnVector target)
    {
        int first = target.Length;
        lists.Append(data, start, count, target);
        var list = (ListVector)target;
        for (int row = first; row < list.Length; row++)
        {
            int length = list.Offsets[row + 1] - list.Offsets[row];
            if (!list.IsNull(row) && !ArrayLength.Fits(column.Shape!, length))
            {
                throw new TableFormatException("ARROW-SHAPE", $"Column {column.Name} is said to hold arrays of shape {column.Shape}; a row has {length} elements.");
            }
        }
    }
}

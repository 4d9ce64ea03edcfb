using System.Buffers.Binary;

namespace Hven.Tables.Votable;

/// <summary>
/// Writes one column of a block of rows for BINARY and BINARY2. Each row has a cursor into the block; a column puts its cells at the cursors and
/// moves them on. So rows of varying length cost no more than those of one length.
/// </summary>
internal abstract class BinaryCells
{
    /// <summary>Adds the bytes that the cells take up to the rows' lengths.</summary>
    public abstract void Measure(ColumnVector vector, int start, Span<int> lengths);

    /// <summary>Writes the cells of <c>cursors.Length</c> rows.</summary>
    public abstract void Write(ColumnVector vector, int start, Span<int> cursors, Span<byte> block);

    public static BinaryCells Of(OutputField field)
    {
        ElementEncoder element = ElementEncoder.Of(field);
        return field.Column.IsArray ? new ArrayCells(field, element)
            : field.Datatype == "char" ? new TextCells()
            : new ScalarCells(element);
    }

    private sealed class ScalarCells(ElementEncoder element) : BinaryCells
    {
        public override void Measure(ColumnVector vector, int start, Span<int> lengths)
        {
            foreach (ref int length in lengths)
            {
                length += element.Size;
            }
        }

        public override void Write(ColumnVector vector, int start, Span<int> cursors, Span<byte> block) => element.Scatter(vector, start, cursors, block);
    }

    /// <summary>A string of varying length, or an unsigned 64-bit integer in decimal.</summary>
    private sealed class TextCells : BinaryCells
    {
        public override void Measure(ColumnVector vector, int start, Span<int> lengths)
        {
            for (int row = 0; row < lengths.Length; row++)
            {
                lengths[row] += 4 + (vector is TextVector texts ? texts[start + row].Length : Digits(vector, start + row));
            }
        }

        public override void Write(ColumnVector vector, int start, Span<int> cursors, Span<byte> block)
        {
            for (int row = 0; row < cursors.Length; row++)
            {
                int length;
                if (vector is TextVector texts)
                {
                    ReadOnlySpan<byte> text = texts[start + row];
                    length = text.Length;
                    text.CopyTo(block[(cursors[row] + 4)..]);
                }
                else
                {
                    length = Digits(vector, start + row);
                    _ = length == 0 || ((PrimitiveVector<ulong>)vector).Values[start + row].TryFormat(block[(cursors[row] + 4)..], out _, default, null);
                }

                BinaryPrimitives.WriteInt32BigEndian(block[cursors[row]..], length);
                cursors[row] += 4 + length;
            }
        }

        private static int Digits(ColumnVector vector, int row)
        {
            if (vector.IsNull(row))
            {
                return 0;
            }

            int digits = 1;
            for (ulong rest = ((PrimitiveVector<ulong>)vector).Values[row]; rest >= 10; rest /= 10)
            {
                digits++;
            }

            return digits;
        }
    }

    private sealed class ArrayCells(OutputField field, ElementEncoder element) : BinaryCells
    {
        // Strings of an array are padded to one width, which is then the element's size in bytes.
        private readonly int _prefix = field.IsVariable ? 4 : 0;
        private readonly int _perItem = field.Datatype == "char" ? field.Column.TextWidth!.Value : 1;

        public override void Measure(ColumnVector vector, int start, Span<int> lengths)
        {
            ListVector list = (ListVector)vector;
            for (int row = 0; row < lengths.Length; row++)
            {
                lengths[row] = checked(lengths[row] + _prefix + (Count(list, start + row) * element.Size));
            }
        }

        public override void Write(ColumnVector vector, int start, Span<int> cursors, Span<byte> block)
        {
            ListVector list = (ListVector)vector;
            for (int row = 0; row < cursors.Length; row++)
            {
                int count = Count(list, start + row);
                int at = cursors[row];
                if (_prefix > 0)
                {
                    BinaryPrimitives.WriteInt32BigEndian(block[at..], count * _perItem);
                    at += 4;
                }

                if (list.IsNull(start + row))
                {
                    element.PutNulls(count, block[at..]);
                }
                else
                {
                    element.Put(list.Items, list.Offsets[start + row], count, block[at..]);
                }

                cursors[row] = at + (count * element.Size);
            }
        }

        private int Count(ListVector list, int row)
        {
            int held = list.Offsets[row + 1] - list.Offsets[row];
            if (field.IsVariable)
            {
                return held;
            }

            int wanted = field.Column.Shape!.ElementCount;
            return held == wanted || list.IsNull(row) ? wanted : throw new TableFormatException(
                "VOT-SHAPE", $"Column '{field.Column.Name}': a cell of {held} elements where the shape has {wanted}");
        }
    }
}

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
        return field.Datatype == "bit" ? new BitCells(field)
            : field.Column.IsArray ? new ArrayCells(field, element)
            : field.Column.Type == ElementType.UInt64 ? new DigitCells()
            : field.IsString ? new TextCells(field)
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

    /// <summary>One string a cell: of varying length behind its length, or filled up with NUL to the one that arraysize says.</summary>
    private sealed class TextCells(OutputField field) : BinaryCells
    {
        private readonly bool _isWide = field.Datatype == "unicodeChar";
        private readonly int _unit = field.Datatype == "unicodeChar" ? 2 : 1;
        private readonly int _fixed = field.IsVariable ? 0 : field.Layout.ElementCount;

        public override void Measure(ColumnVector vector, int start, Span<int> lengths)
        {
            TextVector texts = (TextVector)vector;
            for (int row = 0; row < lengths.Length; row++)
            {
                lengths[row] = checked(lengths[row] + (_fixed > 0 ? _fixed * _unit : 4 + (StringWidth.Of(field, texts[start + row]) * _unit)));
            }
        }

        public override void Write(ColumnVector vector, int start, Span<int> cursors, Span<byte> block)
        {
            TextVector texts = (TextVector)vector;
            for (int row = 0; row < cursors.Length; row++)
            {
                ReadOnlySpan<byte> text = texts[start + row];
                int length = StringWidth.Of(field, text);
                int at = cursors[row];
                if (_fixed == 0)
                {
                    BinaryPrimitives.WriteInt32BigEndian(block[at..], length);
                    at += 4;
                }

                Put(text, block[at..]);
                at += length * _unit;
                if (_fixed > 0)
                {
                    int missing = StringWidth.Missing(field, text) * _unit;
                    block.Slice(at, missing).Clear();
                    at += missing;
                }

                cursors[row] = at;
            }
        }

        private void Put(ReadOnlySpan<byte> text, Span<byte> target)
        {
            if (_isWide)
            {
                WideText.Put(text, target);
            }
            else
            {
                text[..Math.Min(text.Length, target.Length)].CopyTo(target);
            }
        }
    }

    /// <summary>Unsigned 64-bit integers in decimal.</summary>
    private sealed class DigitCells : BinaryCells
    {
        public override void Measure(ColumnVector vector, int start, Span<int> lengths)
        {
            for (int row = 0; row < lengths.Length; row++)
            {
                lengths[row] += 4 + Digits(vector, start + row);
            }
        }

        public override void Write(ColumnVector vector, int start, Span<int> cursors, Span<byte> block)
        {
            for (int row = 0; row < cursors.Length; row++)
            {
                int length = Digits(vector, start + row);
                _ = length == 0 || ((PrimitiveVector<ulong>)vector).Values[start + row].TryFormat(block[(cursors[row] + 4)..], out _, default, null);
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

    /// <summary>Bits, eight a byte, the first one the most significant (VOTable 1.5, section 6).</summary>
    private sealed class BitCells(OutputField field) : BinaryCells
    {
        public override void Measure(ColumnVector vector, int start, Span<int> lengths)
        {
            for (int row = 0; row < lengths.Length; row++)
            {
                lengths[row] += (field.IsVariable ? 4 : 0) + ((Count(vector, start + row) + 7) / 8);
            }
        }

        public override void Write(ColumnVector vector, int start, Span<int> cursors, Span<byte> block)
        {
            for (int row = 0; row < cursors.Length; row++)
            {
                int count = Count(vector, start + row);
                int at = cursors[row];
                if (field.IsVariable)
                {
                    BinaryPrimitives.WriteInt32BigEndian(block[at..], count);
                    at += 4;
                }

                int bytes = (count + 7) / 8;
                block.Slice(at, bytes).Clear();
                ReadOnlySpan<byte> bits = Bits(vector, start + row);
                for (int bit = 0; bit < bits.Length; bit++)
                {
                    block[at + (bit >> 3)] |= (byte)(bits[bit] != 0 ? 0x80 >> (bit & 7) : 0);
                }

                cursors[row] = at + bytes;
            }
        }

        private static ReadOnlySpan<byte> Bits(ColumnVector vector, int row) =>
            vector is ListVector list ? ((PrimitiveVector<byte>)list.Items).Values[list.Offsets[row]..list.Offsets[row + 1]]
            : vector.IsNull(row) ? [] : ((PrimitiveVector<byte>)vector).Values.Slice(row, 1);

        private int Count(ColumnVector vector, int row)
        {
            int held = Bits(vector, row).Length;
            int wanted = field.IsVariable ? held : field.Layout.ElementCount;
            return held == wanted || vector.IsNull(row) ? wanted : throw new TableFormatException(
                "VOT-SHAPE", $"Column '{field.Column.Name}': a cell of {held} bits where arraysize has {wanted}");
        }
    }

    private sealed class ArrayCells(OutputField field, ElementEncoder element) : BinaryCells
    {
        // Strings of an array are padded to one width, which is then the element's size in bytes.
        private readonly int _prefix = field.IsVariable ? 4 : 0;
        private readonly int _perItem = Math.Max(1, field.Layout.StringWidth);

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

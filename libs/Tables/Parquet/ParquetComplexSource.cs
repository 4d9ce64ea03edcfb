using System.Runtime.InteropServices;
using ParquetSharp;

namespace Hven.Tables.Parquet;

/// <summary>A column of complex numbers, single or in arrays, which a file holds as lists of their parts.</summary>
internal sealed class ParquetComplexSource<TPart, TComplex> : ParquetColumnSource
    where TPart : unmanaged
    where TComplex : unmanaged
{
    private readonly ParquetColumnSource _parts;
    private readonly ListVector _lists;
    private readonly string _name;

    private ParquetComplexSource(ParquetColumnSource parts, Column column, string name)
        : base(parts.ColumnIndex)
    {
        _parts = parts;
        _lists = (ListVector)ColumnVector.For(column);
        _name = name;
    }

    /// <summary>Makes the source of a column.</summary>
    /// <param name="column">The column of complex numbers.</param>
    /// <param name="open">Makes the source of the lists.</param>
    public static ParquetComplexSource<TPart, TComplex> For(Column column, Func<Column, ParquetColumnSource> open)
    {
        ElementType part = column.Type == ElementType.Complex64 ? ElementType.Float32 : ElementType.Float64;
        Column lists = column with { Type = part, Shape = new ArrayShape([2, .. column.Shape?.Lengths ?? []], column.Shape?.IsVariable ?? false) };
        return new ParquetComplexSource<TPart, TComplex>(open(lists), lists, column.Name);
    }

    public override void Open(RowGroupReader rowGroup) => _parts.Open(rowGroup);

    public override void Read(int rows, ColumnVector vector)
    {
        _lists.Clear();
        _parts.Read(rows, _lists);
        ReadOnlySpan<TComplex> numbers = MemoryMarshal.Cast<TPart, TComplex>(((PrimitiveVector<TPart>)_lists.Items).Values);
        for (int row = 0; row < rows; row++)
        {
            int first = _lists.Offsets[row] / 2;
            if (_lists.IsNull(row))
            {
                vector.AppendNull();
            }
            else if (vector is ListVector target)
            {
                for (int number = first; number < _lists.Offsets[row + 1] / 2; number++)
                {
                    Append(number, numbers, (PrimitiveVector<TComplex>)target.Items);
                }

                target.EndRow();
            }
            else
            {
                Append(first, numbers, (PrimitiveVector<TComplex>)vector);
            }
        }
    }

    public override void Dispose() => _parts.Dispose();

    private void Append(int number, ReadOnlySpan<TComplex> numbers, PrimitiveVector<TComplex> target)
    {
        bool real = _lists.Items.IsNull(2 * number);
        if (real != _lists.Items.IsNull((2 * number) + 1))
        {
            throw new TableFormatException("PARQUET-COMPLEX", $"Column {_name} has a complex number with one part only.");
        }

        if (real)
        {
            target.AppendNull();
        }
        else
        {
            target.Append(numbers[number]);
        }
    }
}

using System.Runtime.CompilerServices;

namespace Hven.Tables.Csv;

/// <summary>What the cells of one column have been so far.</summary>
internal struct CsvColumnTypes
{
    private CsvValueKind _kinds;

    /// <summary>The longest text in bytes.</summary>
    public int MaxWidth { get; private set; }

    /// <summary>Adds the cells of one column of a block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(CsvBlock block, int column)
    {
        // Compiled once and for good, as the tokenizer is.
        byte[] buffer = block.Buffer;
        CsvValueKind kinds = _kinds;
        int widest = MaxWidth;
        for (int record = 0; record < block.Records.Count; record++)
        {
            CsvCell cell = block.Records.Cell(record, column);
            widest = Math.Max(widest, cell.Length);
            if ((kinds & CsvValueKind.Text) == 0)
            {
                kinds |= NumberForm.TryFind(buffer, cell.Start, cell.Length, out NumberForm number) && number.TryClassify(buffer, out CsvValueKind kind)
                    ? kind
                    : CsvValue.Classify(buffer.AsSpan(cell.Start, cell.Length), cell.IsQuoted);
            }
        }

        (_kinds, MaxWidth) = (kinds, widest);
    }

    public void Add(CsvColumnTypes other)
    {
        MaxWidth = Math.Max(MaxWidth, other.MaxWidth);
        _kinds |= other._kinds;
    }

    /// <summary>The type that holds all cells without loss: integers that no one type holds stay text, as they are labels more often than quantities.</summary>
    public readonly ElementType Type
    {
        get
        {
            const CsvValueKind numbers =
                CsvValueKind.Int64 | CsvValueKind.UInt64 | CsvValueKind.Negative | CsvValueKind.WideInteger | CsvValueKind.Float64;
            if (_kinds == CsvValueKind.Boolean)
            {
                return ElementType.Boolean;
            }

            if (_kinds == CsvValueKind.Null || (_kinds & ~numbers) != 0)
            {
                return ElementType.String;
            }

            if ((_kinds & CsvValueKind.Float64) != 0)
            {
                return ElementType.Float64;
            }

            if ((_kinds & CsvValueKind.WideInteger) != 0)
            {
                return ElementType.String;
            }

            return (_kinds & CsvValueKind.UInt64) == 0 ? ElementType.Int64
                : (_kinds & CsvValueKind.Negative) == 0 ? ElementType.UInt64
                : ElementType.String;
        }
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text.Unicode;

namespace Hven.Tables.Csv;

/// <summary>Reads the cells of one column into its vector, a block of records at a time.</summary>
internal abstract class CsvCells
{
    /// <summary>Adds one row for each record; a cell that cannot be read becomes a null row and a fault.</summary>
    /// <param name="records">Records that all have the cell.</param>
    /// <param name="buffer">What the records point into.</param>
    /// <param name="cell">Index of the cell in each record.</param>
    /// <param name="vector">The column's vector.</param>
    /// <param name="fault">Takes the record and the reason.</param>
    public abstract void Read(CsvRecords records, byte[] buffer, int cell, ColumnVector vector, Action<int, string> fault);

    /// <summary>Makes the reader for a column.</summary>
    /// <param name="column">The column.</param>
    /// <param name="emptyIsNull">Whether a cell in quotes is null when nothing stands in them, as in ECSV with blanks between the cells (APE 6).</param>
    public static CsvCells For(Column column, bool emptyIsNull) => column.Type switch
    {
        ElementType.Boolean => Of<byte, BooleanCell>(column, emptyIsNull),
        ElementType.UInt8 => Of<byte, UnsignedCell<byte>>(column, emptyIsNull),
        ElementType.UInt16 => Of<ushort, UnsignedCell<ushort>>(column, emptyIsNull),
        ElementType.UInt32 => Of<uint, UnsignedCell<uint>>(column, emptyIsNull),
        ElementType.UInt64 => Of<ulong, UnsignedCell<ulong>>(column, emptyIsNull),
        ElementType.Int8 => Of<sbyte, SignedCell<sbyte>>(column, emptyIsNull),
        ElementType.Int16 => Of<short, SignedCell<short>>(column, emptyIsNull),
        ElementType.Int32 => Of<int, SignedCell<int>>(column, emptyIsNull),
        ElementType.Int64 => Of<long, SignedCell<long>>(column, emptyIsNull),
        ElementType.Float32 => Of<float, SingleCell>(column, emptyIsNull),
        ElementType.Float64 => Of<double, DoubleCell>(column, emptyIsNull),
        ElementType.Complex64 => Of<ComplexSingle, ComplexSingleCell>(column, emptyIsNull),
        ElementType.Complex128 => Of<Complex, ComplexCell>(column, emptyIsNull),
        ElementType.String => column.IsArray ? new CsvTextArrayCells(column, emptyIsNull) : new CsvTextCells(emptyIsNull),
        _ => throw new ArgumentOutOfRangeException(nameof(column), column.Type, "Unknown element type."),
    };

    /// <summary>What to say of a cell that does not hold a value of the column's type.</summary>
    public static string Reason(ReadOnlySpan<byte> text, ElementType type)
    {
        string shown = System.Text.Encoding.UTF8.GetString(text[..Math.Min(text.Length, 100)]);
        return $"'{shown}' is not a value of type {type}.";
    }

    private protected static bool IsNull(CsvCell at, ReadOnlySpan<byte> text, bool emptyIsNull) =>
        (!at.IsQuoted && CsvValue.IsNull(text)) || (emptyIsNull && text.IsEmpty);

    private static CsvCells Of<T, TParser>(Column column, bool emptyIsNull)
        where T : unmanaged
        where TParser : struct, ICellParser<T> =>
        column.IsArray ? new CsvArrayCells<T, TParser>(column, emptyIsNull) : new CsvPrimitiveCells<T, TParser>(column.Type);
}

/// <summary>Cells of one fixed-size value.</summary>
internal sealed class CsvPrimitiveCells<T, TParser>(ElementType type) : CsvCells
    where T : unmanaged
    where TParser : struct, ICellParser<T>
{
    // Compiled once and for good, as the tokenizer is: most of the time of a read is spent here, and much of it would be over before tiering.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Read(CsvRecords records, byte[] buffer, int cell, ColumnVector vector, Action<int, string> fault)
    {
        var target = (PrimitiveVector<T>)vector;
        int first = target.Length;
        Span<T> slots = target.Extend(records.Count);
        for (int record = 0; record < slots.Length; record++)
        {
            CsvCell at = records.Cell(record, cell);
            if (TParser.TryParse(buffer, at, out slots[record]))
            {
                continue;
            }

            ReadOnlySpan<byte> text = buffer.AsSpan(at.Start, at.Length);
            target.SetNull(first + record);
            if (!CsvValue.IsNull(text.Trim(" \t"u8)))
            {
                fault(record, Reason(text, type));
            }
        }
    }
}

/// <summary>Cells of text; what stands in quotes is never null.</summary>
internal sealed class CsvTextCells(bool emptyIsNull) : CsvCells
{
    private byte[] _scratch = new byte[256];

    public override void Read(CsvRecords records, byte[] buffer, int cell, ColumnVector vector, Action<int, string> fault)
    {
        var target = (TextVector)vector;
        for (int record = 0; record < records.Count; record++)
        {
            CsvCell at = records.Cell(record, cell);
            ReadOnlySpan<byte> text = Unquote(buffer, at, ref _scratch);
            if (IsNull(at, text, emptyIsNull))
            {
                target.AppendNull();
            }
            else if (Utf8.IsValid(text))
            {
                target.Append(text);
            }
            else
            {
                target.AppendNull();
                fault(record, "The text is not valid UTF-8; convert the file, for instance with iconv -f latin1 -t utf-8.");
            }
        }
    }

    /// <summary>The content of a cell with doubled quotes made single.</summary>
    public static ReadOnlySpan<byte> Unquote(byte[] buffer, CsvCell at, ref byte[] scratch)
    {
        ReadOnlySpan<byte> text = buffer.AsSpan(at.Start, at.Length);
        if (!at.IsEscaped)
        {
            return text;
        }

        if (scratch.Length < text.Length)
        {
            scratch = new byte[text.Length];
        }

        byte quote = buffer[at.Start - 1];
        int length = 0;
        for (int index = 0; index < text.Length; index++)
        {
            scratch[length++] = text[index];
            index += text[index] == quote ? 1 : 0;
        }

        return scratch.AsSpan(0, length);
    }
}

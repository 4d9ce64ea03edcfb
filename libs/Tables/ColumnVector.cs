using System.Numerics;
using System.Runtime.InteropServices;

namespace Hven.Tables;

/// <summary>
/// The values of one column over the rows of one batch: typed, contiguous, with a validity bit a row. A vector is filled by a reader, read by a
/// writer, then cleared and filled again; it keeps its arrays between batches. Not safe for concurrent use.
/// </summary>
public abstract class ColumnVector
{
    private ulong[] _validity = [];

    /// <summary>Rows held.</summary>
    public int Length { get; private protected set; }

    /// <summary>Rows that are null.</summary>
    public int NullCount { get; private set; }

    /// <summary>Validity bits, least significant first as in Arrow: bit i of word i / 64 is 1 when row i has a value. Meaningful only when <see cref="NullCount"/> is above 0.</summary>
    public ReadOnlySpan<ulong> Validity => NullCount == 0 ? [] : _validity.AsSpan(0, (Length + 63) / 64);

    /// <summary>Whether row <paramref name="row"/> has no value.</summary>
    /// <param name="row">0 up to, but not including, <see cref="Length"/>.</param>
    public bool IsNull(int row) => NullCount != 0 && (_validity[row >> 6] >> (row & 63) & 1) == 0;

    /// <summary>Marks a row that holds a value as null; what its slot holds is then without meaning.</summary>
    /// <param name="row">0 up to, but not including, <see cref="Length"/>.</param>
    public void SetNull(int row)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Length, nameof(row));
        MaterialiseValidity();
        ulong bit = 1UL << (row & 63);
        if ((_validity[row >> 6] & bit) != 0)
        {
            _validity[row >> 6] &= ~bit;
            NullCount++;
        }
    }

    /// <summary>Replaces the validity of all rows.</summary>
    /// <param name="validity">At least (<see cref="Length"/> + 63) / 64 words, 1 = has a value; bits past the length are ignored.</param>
    public void SetValidity(ReadOnlySpan<ulong> validity)
    {
        int words = (Length + 63) / 64;
        EnsureWords(words);
        validity[..words].CopyTo(_validity);
        if ((Length & 63) != 0)
        {
            _validity[words - 1] |= ulong.MaxValue << (Length & 63);
        }

        int valid = 0;
        for (int word = 0; word < words; word++)
        {
            valid += BitOperations.PopCount(_validity[word]);
        }

        NullCount = (words * 64) - valid;
    }

    /// <summary>Forgets all rows; keeps the memory.</summary>
    public virtual void Clear()
    {
        Length = 0;
        NullCount = 0;
    }

    /// <summary>Forgets all rows from <paramref name="length"/> on.</summary>
    /// <param name="length">Rows to keep; 0 to <see cref="Length"/>.</param>
    public virtual void Truncate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)Length, nameof(length));
        for (int row = length; NullCount > 0 && row < Length; row++)
        {
            NullCount -= IsNull(row) ? 1 : 0;
        }

        Length = length;
    }

    /// <summary>Makes room for rows that are to come, so that the vector does not grow step by step.</summary>
    /// <param name="rows">Rows that it will hold in all; not negative.</param>
    public virtual void Reserve(int rows) => ArgumentOutOfRangeException.ThrowIfNegative(rows);

    /// <summary>Adds a row without a value.</summary>
    public abstract void AppendNull();

    /// <summary>Adds one row of another vector of the same kind, null or not.</summary>
    /// <param name="source">A vector of the same runtime type.</param>
    /// <param name="row">The row of <paramref name="source"/>.</param>
    /// <exception cref="ArgumentException">The vectors are of different kinds.</exception>
    public abstract void AppendFrom(ColumnVector source, int row);

    /// <summary>Adds chosen rows of another vector of the same kind, null or not, in the order given: a gather.</summary>
    /// <param name="source">A vector of the same runtime type, not this one.</param>
    /// <param name="rows">Rows of <paramref name="source"/>; any order, repeats allowed.</param>
    /// <exception cref="ArgumentException">The vectors are of different kinds.</exception>
    public abstract void AppendRows(ColumnVector source, ReadOnlySpan<int> rows);

    /// <summary>Makes an empty vector for a column.</summary>
    /// <param name="column">Its type and shape decide the kind of vector.</param>
    public static ColumnVector For(Column column)
    {
        ArgumentNullException.ThrowIfNull(column);
        ColumnVector scalar = column.Type switch
        {
            ElementType.Boolean or ElementType.UInt8 => new PrimitiveVector<byte>(),
            ElementType.Int8 => new PrimitiveVector<sbyte>(),
            ElementType.Int16 => new PrimitiveVector<short>(),
            ElementType.UInt16 => new PrimitiveVector<ushort>(),
            ElementType.Int32 => new PrimitiveVector<int>(),
            ElementType.UInt32 => new PrimitiveVector<uint>(),
            ElementType.Int64 => new PrimitiveVector<long>(),
            ElementType.UInt64 => new PrimitiveVector<ulong>(),
            ElementType.Float32 => new PrimitiveVector<float>(),
            ElementType.Float64 => new PrimitiveVector<double>(),
            ElementType.Complex64 => new PrimitiveVector<ComplexSingle>(),
            ElementType.Complex128 => new PrimitiveVector<Complex>(),
            ElementType.String => new TextVector(),
            _ => throw new ArgumentOutOfRangeException(nameof(column), column.Type, "Unknown element type."),
        };
        return column.IsArray ? new ListVector(scalar) : scalar;
    }

    /// <summary>Marks the rows added since <paramref name="start"/> as null where their source row was.</summary>
    private protected void CopyNulls(int start, ColumnVector source, ReadOnlySpan<int> rows)
    {
        if (source.NullCount == 0)
        {
            return;
        }

        for (int index = 0; index < rows.Length; index++)
        {
            if (source.IsNull(rows[index]))
            {
                SetNull(start + index);
            }
        }
    }

    /// <summary>The source as a vector of this kind.</summary>
    private protected TVector Same<TVector>(ColumnVector source)
        where TVector : ColumnVector =>
        source as TVector ?? throw new ArgumentException($"Cannot take rows of {source?.GetType().Name} into {GetType().Name}.", nameof(source));

    /// <summary>Counts the row just added as null. To be called after <see cref="Length"/> grew by one.</summary>
    private protected void MarkLastNull() => SetNull(Length - 1);

    /// <summary>Makes the validity words cover the rows after <see cref="Length"/> grew.</summary>
    private protected void GrowValidity(int oldLength)
    {
        if (NullCount == 0)
        {
            return;
        }

        int words = (Length + 63) / 64;
        EnsureWords(words);
        for (int word = (oldLength + 63) / 64; word < words; word++)
        {
            _validity[word] = ulong.MaxValue;
        }
    }

    private void MaterialiseValidity()
    {
        int words = (Length + 63) / 64;
        EnsureWords(words);
        if (NullCount == 0)
        {
            _validity.AsSpan(0, words).Fill(ulong.MaxValue);
        }
    }

    private void EnsureWords(int words)
    {
        if (_validity.Length < words)
        {
            Array.Resize(ref _validity, Math.Max(words, _validity.Length * 2));
        }
    }
}

/// <summary>A vector of fixed-size values.</summary>
/// <typeparam name="T">The element; <see cref="byte"/> also holds booleans as 0 and 1.</typeparam>
public sealed class PrimitiveVector<T> : ColumnVector, IFixedSizeVector
    where T : unmanaged
{
    private T[] _values = [];

    /// <summary>The values of all rows; the slot of a null row is without meaning.</summary>
    public ReadOnlySpan<T> Values => _values.AsSpan(0, Length);

    /// <summary>Adds one value.</summary>
    /// <param name="value">The value.</param>
    public void Append(T value)
    {
        Extend(1)[0] = value;
    }

    /// <summary>Adds rows, all marked as having a value, and gives their slots to be filled.</summary>
    /// <param name="count">How many rows; not negative.</param>
    /// <returns>The new slots; their content is undefined until written.</returns>
    public Span<T> Extend(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        int start = Length;
        int needed = checked(start + count);
        if (_values.Length < needed)
        {
            Array.Resize(ref _values, Math.Max(needed, Math.Max(16, (int)Math.Min(_values.Length * 2L, Array.MaxLength))));
        }

        Length = needed;
        GrowValidity(start);
        return _values.AsSpan(start, count);
    }

    /// <inheritdoc/>
    public override void Reserve(int rows)
    {
        base.Reserve(rows);
        if (_values.Length < rows)
        {
            Array.Resize(ref _values, rows);
        }
    }

    /// <inheritdoc/>
    public override void AppendNull()
    {
        Extend(1)[0] = default;
        MarkLastNull();
    }

    /// <inheritdoc/>
    public override void AppendFrom(ColumnVector source, int row)
    {
        PrimitiveVector<T> typed = Same<PrimitiveVector<T>>(source);
        if (typed.IsNull(row))
        {
            AppendNull();
        }
        else
        {
            Append(typed._values[row]);
        }
    }

    /// <inheritdoc/>
    public override void AppendRows(ColumnVector source, ReadOnlySpan<int> rows)
    {
        PrimitiveVector<T> typed = Same<PrimitiveVector<T>>(source);
        int start = Length;
        Span<T> slots = Extend(rows.Length);
        ReadOnlySpan<T> values = typed.Values;
        for (int index = 0; index < rows.Length; index++)
        {
            slots[index] = values[rows[index]];
        }

        CopyNulls(start, typed, rows);
    }

    /// <summary>The values as raw bytes in this machine's byte order.</summary>
    public ReadOnlySpan<byte> Bytes => MemoryMarshal.AsBytes(Values);
}

/// <summary>A vector of UTF-8 texts laid out as in Arrow: offsets and one run of bytes.</summary>
public sealed class TextVector : ColumnVector
{
    private int[] _offsets = new int[256];
    private byte[] _data = new byte[1024];

    /// <summary><see cref="ColumnVector.Length"/> + 1 offsets into <see cref="Data"/>, the first 0, never falling.</summary>
    public ReadOnlySpan<int> Offsets => _offsets.AsSpan(0, Length + 1);

    /// <summary>The UTF-8 bytes of all rows, one after another.</summary>
    public ReadOnlySpan<byte> Data => _data.AsSpan(0, _offsets[Length]);

    /// <summary>The UTF-8 bytes of one row; empty for a null.</summary>
    /// <param name="row">The row.</param>
    public ReadOnlySpan<byte> this[int row] => _data.AsSpan(_offsets[row], _offsets[row + 1] - _offsets[row]);

    /// <summary>Adds one text.</summary>
    /// <param name="utf8">Its UTF-8 bytes.</param>
    public void Append(ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(Extend(utf8.Length));
    }

    /// <summary>Adds one text.</summary>
    /// <param name="text">The text.</param>
    public void Append(ReadOnlySpan<char> text)
    {
        int count = System.Text.Encoding.UTF8.GetByteCount(text);
        System.Text.Encoding.UTF8.GetBytes(text, Extend(count));
    }

    /// <summary>Adds one row of <paramref name="byteCount"/> bytes and gives them to be filled with UTF-8.</summary>
    /// <param name="byteCount">Bytes of the text.</param>
    /// <exception cref="OverflowException">The batch would hold over 2 GiB of text.</exception>
    public Span<byte> Extend(int byteCount)
    {
        int start = _offsets[Length];
        int end = checked(start + byteCount);
        if (_data.Length < end)
        {
            Array.Resize(ref _data, (int)Math.Min(Math.Max(end, _data.Length * 2L), Array.MaxLength));
        }

        int row = Length++;
        if (_offsets.Length <= Length)
        {
            Array.Resize(ref _offsets, _offsets.Length * 2);
        }

        _offsets[Length] = end;
        GrowValidity(row);
        return _data.AsSpan(start, byteCount);
    }

    /// <inheritdoc/>
    public override void AppendNull()
    {
        Extend(0);
        MarkLastNull();
    }

    /// <inheritdoc/>
    public override void AppendFrom(ColumnVector source, int row)
    {
        TextVector typed = Same<TextVector>(source);
        if (typed.IsNull(row))
        {
            AppendNull();
        }
        else
        {
            Append(typed[row]);
        }
    }

    /// <inheritdoc/>
    public override void AppendRows(ColumnVector source, ReadOnlySpan<int> rows)
    {
        TextVector typed = Same<TextVector>(source);
        int start = Length;
        foreach (int row in rows)
        {
            Append(typed[row]);
        }

        CopyNulls(start, typed, rows);
    }
}

/// <summary>A vector of arrays: offsets into a vector of elements. A fixed shape is held the same way, with equal steps; a null row has no elements.</summary>
public sealed class ListVector : ColumnVector
{
    private int[] _offsets = new int[256];

    internal ListVector(ColumnVector items) => Items = items;

    /// <summary>The elements of all rows, one after another, fastest-varying axis first within a row.</summary>
    public ColumnVector Items { get; }

    /// <summary><see cref="ColumnVector.Length"/> + 1 offsets into <see cref="Items"/>.</summary>
    public ReadOnlySpan<int> Offsets => _offsets.AsSpan(0, Length + 1);

    /// <summary>Ends the row whose elements were appended to <see cref="Items"/> since the last row ended.</summary>
    public void EndRow()
    {
        int row = Length++;
        if (_offsets.Length <= Length)
        {
            Array.Resize(ref _offsets, _offsets.Length * 2);
        }

        _offsets[Length] = Items.Length;
        GrowValidity(row);
    }

    /// <inheritdoc/>
    public override void AppendNull()
    {
        EndRow();
        MarkLastNull();
    }

    /// <inheritdoc/>
    public override void AppendFrom(ColumnVector source, int row)
    {
        ListVector typed = Same<ListVector>(source);
        if (typed.IsNull(row))
        {
            AppendNull();
            return;
        }

        for (int item = typed._offsets[row]; item < typed._offsets[row + 1]; item++)
        {
            Items.AppendFrom(typed.Items, item);
        }

        EndRow();
    }

    /// <inheritdoc/>
    public override void AppendRows(ColumnVector source, ReadOnlySpan<int> rows)
    {
        foreach (int row in rows)
        {
            AppendFrom(source, row);
        }
    }

    /// <inheritdoc/>
    public override void Truncate(int length)
    {
        base.Truncate(length);
        Items.Truncate(_offsets[length]);
    }

    /// <inheritdoc/>
    public override void Clear()
    {
        base.Clear();
        Items.Clear();
    }
}

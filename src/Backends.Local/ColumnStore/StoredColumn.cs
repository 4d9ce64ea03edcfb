using Hven.Backends.Local.DuckDb.Interop;
using Hven.Platform.Storage.Interop;
using Hven.Tables;

namespace Hven.Backends.Local.ColumnStore;

/// <summary>One mapped column: rows are read straight from the file's pages.</summary>
internal abstract class StoredColumn : IDisposable
{
    private readonly MappedFile<ulong>? _valid;

    protected StoredColumn(string path, StoredColumnDescription description, long rows)
    {
        Name = description.Name;
        Type = description.Type;
        _valid = description.HasNulls ? new(path + ".valid", 0, (rows + 63) / 64) : null;
    }

    public string Name { get; }

    public ElementType Type { get; }

    public bool HasNulls => _valid is not null;

    public bool IsNull(long row) => _valid is not null && (_valid[row >> 6] >> (int)(row & 63) & 1) == 0;

    /// <summary>Adds rows of the column to a vector of its type.</summary>
    public abstract void Gather(ReadOnlySpan<long> rows, ColumnVector target);

    /// <summary>Writes rows of the column into a vector of the engine's, from its start.</summary>
    public abstract void Gather(ReadOnlySpan<long> rows, EngineVector target);

    protected void MarkNulls(ReadOnlySpan<long> rows, EngineVector target)
    {
        for (int index = 0; _valid is not null && index < rows.Length; index++)
        {
            if (IsNull(rows[index]))
            {
                target.SetNull(index);
            }
        }
    }

    /// <summary>Opens a column.</summary>
    /// <param name="path">Its files' path without their endings.</param>
    /// <param name="description">What it holds.</param>
    /// <param name="rows">Rows of the store.</param>
    public static StoredColumn Open(string path, StoredColumnDescription description, long rows) => description.Type switch
    {
        ElementType.Boolean or ElementType.UInt8 => new StoredValues<byte>(path, description, rows),
        ElementType.Int8 => new StoredValues<sbyte>(path, description, rows),
        ElementType.Int16 => new StoredValues<short>(path, description, rows),
        ElementType.UInt16 => new StoredValues<ushort>(path, description, rows),
        ElementType.Int32 => new StoredValues<int>(path, description, rows),
        ElementType.UInt32 => new StoredValues<uint>(path, description, rows),
        ElementType.Int64 => new StoredValues<long>(path, description, rows),
        ElementType.UInt64 => new StoredValues<ulong>(path, description, rows),
        ElementType.Float32 => new StoredValues<float>(path, description, rows),
        ElementType.Float64 => new StoredValues<double>(path, description, rows),
        ElementType.String => new StoredText(path, description, rows),
        _ => throw new NotSupportedException($"A store does not hold {description.Type}."),
    };

    public virtual void Dispose() => _valid?.Dispose();

    protected void MarkNulls(ReadOnlySpan<long> rows, ColumnVector target, int first)
    {
        for (int index = 0; _valid is not null && index < rows.Length; index++)
        {
            if (IsNull(rows[index]))
            {
                target.SetNull(first + index);
            }
        }
    }
}

/// <summary>A mapped column of fixed-size values.</summary>
internal sealed class StoredValues<T>(string path, StoredColumnDescription description, long rows) : StoredColumn(path, description, rows)
    where T : unmanaged
{
    public MappedFile<T> Values { get; } = new(path + ".values", 0, rows);

    public override void Gather(ReadOnlySpan<long> rows, ColumnVector target)
    {
        int first = target.Length;
        Span<T> slots = ((PrimitiveVector<T>)target).Extend(rows.Length);
        for (int index = 0; index < rows.Length; index++)
        {
            slots[index] = Values[rows[index]];
        }

        MarkNulls(rows, target, first);
    }

    public override void Gather(ReadOnlySpan<long> rows, EngineVector target)
    {
        Span<T> slots = target.Values<T>(rows.Length);
        for (int index = 0; index < rows.Length; index++)
        {
            slots[index] = Values[rows[index]];
        }

        MarkNulls(rows, target);
    }

    public override void Dispose()
    {
        Values.Dispose();
        base.Dispose();
    }
}

/// <summary>A mapped column of text.</summary>
internal sealed class StoredText(string path, StoredColumnDescription description, long rows) : StoredColumn(path, description, rows)
{
    private readonly MappedFile<long> _offsets = new(path + ".offsets", 0, rows + 1);
    private readonly MappedFile<byte> _data = new(path + ".values");

    /// <summary>The UTF-8 bytes of a row.</summary>
    public ReadOnlySpan<byte> this[long row] => _data.Slice(_offsets[row], (int)(_offsets[row + 1] - _offsets[row]));

    public override void Gather(ReadOnlySpan<long> rows, ColumnVector target)
    {
        int first = target.Length;
        var text = (TextVector)target;
        foreach (long row in rows)
        {
            text.Append(this[row]);
        }

        MarkNulls(rows, target, first);
    }

    public override void Gather(ReadOnlySpan<long> rows, EngineVector target)
    {
        for (int index = 0; index < rows.Length; index++)
        {
            target.SetText(index, this[rows[index]]);
        }

        MarkNulls(rows, target);
    }

    public override void Dispose()
    {
        _offsets.Dispose();
        _data.Dispose();
        base.Dispose();
    }
}

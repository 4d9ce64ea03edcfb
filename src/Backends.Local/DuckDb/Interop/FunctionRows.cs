using DuckDB.NET.Native;

namespace Hven.Backends.Local.DuckDb.Interop;

/// <summary>The arguments of a function of ours for the rows of one chunk, and the place for its results. Lives as long as one call of the engine.</summary>
internal unsafe ref struct FunctionRows
{
    private readonly ReadOnlySpan<FunctionArgument> _arguments;
    private readonly IntPtr _output;
    private readonly void* _results;
    private ulong* _validity;
    private long _items;
    private long _room;

    internal FunctionRows(ReadOnlySpan<FunctionArgument> arguments, int count, IntPtr output)
    {
        _arguments = arguments;
        _output = output;
        _results = NativeMethods.Vectors.DuckDBVectorGetData(output);
        Count = count;
    }

    /// <summary>Number of rows.</summary>
    public int Count { get; }

    /// <summary>Number of arguments.</summary>
    public readonly int Arguments => _arguments.Length;

    /// <summary>Whether an argument of the row is null.</summary>
    public readonly bool HasNull(int row)
    {
        foreach (ref readonly FunctionArgument argument in _arguments)
        {
            if (!argument.IsValid(row))
            {
                return true;
            }
        }

        return false;
    }

    public readonly double Double(int argument, int row) => ((double*)_arguments[argument].Data)[row];

    public readonly long Long(int argument, int row) => ((long*)_arguments[argument].Data)[row];

    public readonly bool Boolean(int argument, int row) => ((bool*)_arguments[argument].Data)[row];

    /// <summary>A text in UTF-8; good until the call ends.</summary>
    public readonly ReadOnlySpan<byte> Text(int argument, int row)
    {
        DuckDbVectors.StringEntry* entry = (DuckDbVectors.StringEntry*)_arguments[argument].Data + row;
        return entry->Bytes(entry);
    }

    /// <summary>An array of numbers; good until the call ends. A null among them ends it.</summary>
    public readonly ReadOnlySpan<double> Numbers(int argument, int row) => _arguments[argument].List(row);

    public void SetNull(int row)
    {
        if (_validity is null)
        {
            NativeMethods.Vectors.DuckDBVectorEnsureValidityWritable(_output);
            _validity = NativeMethods.Vectors.DuckDBVectorGetValidity(_output);
        }

        _validity[row >> 6] &= ~(1UL << (row & 63));
    }

    public readonly void Set(int row, int value) => ((int*)_results)[row] = value;

    public readonly void Set(int row, long value) => ((long*)_results)[row] = value;

    public readonly void Set(int row, double value) => ((double*)_results)[row] = value;

    /// <summary>Gives a row an array; rows come in their order.</summary>
    public void Set(int row, scoped ReadOnlySpan<double> numbers)
    {
        if (_items + numbers.Length > _room)
        {
            _room = Math.Max(2 * _room, Math.Max(_items + numbers.Length, 4L * Count));
            NativeMethods.Vectors.DuckDBListVectorReserve(_output, (ulong)_room);
        }

        var child = (double*)NativeMethods.Vectors.DuckDBVectorGetData(NativeMethods.Vectors.DuckDBListVectorGetChild(_output));
        numbers.CopyTo(new Span<double>(child + _items, numbers.Length));
        ((DuckDbVectors.ListEntry*)_results)[row] = new DuckDbVectors.ListEntry { Offset = (ulong)_items, Length = (ulong)numbers.Length };
        _items += numbers.Length;
        NativeMethods.Vectors.DuckDBListVectorSetSize(_output, (ulong)_items);
    }
}

/// <summary>One argument of a function: its vector in the chunk, flat.</summary>
internal readonly unsafe struct FunctionArgument
{
    private readonly ulong* _validity;
    private readonly double* _items;
    private readonly ulong* _itemValidity;

    internal FunctionArgument(IntPtr vector, bool isList)
    {
        Data = NativeMethods.Vectors.DuckDBVectorGetData(vector);
        _validity = NativeMethods.Vectors.DuckDBVectorGetValidity(vector);
        if (isList)
        {
            IntPtr child = NativeMethods.Vectors.DuckDBListVectorGetChild(vector);
            _items = (double*)NativeMethods.Vectors.DuckDBVectorGetData(child);
            _itemValidity = NativeMethods.Vectors.DuckDBVectorGetValidity(child);
        }
    }

    internal void* Data { get; }

    internal bool IsValid(int row) => DuckDbVectors.IsValid(_validity, row);

    internal ReadOnlySpan<double> List(int row)
    {
        DuckDbVectors.ListEntry entry = ((DuckDbVectors.ListEntry*)Data)[row];
        int length = (int)entry.Length;
        for (int i = 0; _itemValidity is not null && i < length; i++)
        {
            length = DuckDbVectors.IsValid(_itemValidity, (long)entry.Offset + i) ? length : i;
        }

        return new ReadOnlySpan<double>(_items + entry.Offset, length);
    }
}

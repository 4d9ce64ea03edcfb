using System.Numerics;
using System.Runtime.InteropServices;
using DuckDB.NET.Native;
using Hven.Tables;

namespace Hven.Backends.Local.DuckDb.Interop;

/// <summary>
/// Fills a temporary table of one connection from our vectors: one memcpy for numbers, no object per value. The table belongs to the connection; no
/// other one can name it, and it goes when the connection closes.
/// </summary>
internal sealed unsafe class DuckDbAppender : IDisposable
{
    private const int ChunkRows = 2048;

    private readonly DuckDBAppender _appender;
    private readonly DuckDBLogicalType[] _types;
    private readonly DuckDBDataChunk _chunk;

    /// <summary>Makes an appender.</summary>
    /// <param name="connection">The connection whose table it is.</param>
    /// <param name="table">Name of the temporary table.</param>
    /// <param name="columnCount">Its columns.</param>
    public DuckDbAppender(DuckDBNativeConnection connection, string table, int columnCount)
    {
        if (NativeMethods.Appender.DuckDBAppenderCreateExt(connection, "temp", "main", table, out _appender) != DuckDBState.Success)
        {
            throw Fault();
        }

        _types = [.. Enumerable.Range(0, columnCount).Select(column => NativeMethods.Appender.DuckDBAppenderColumnType(_appender, (ulong)column))];
        _chunk = NativeMethods.DataChunks.DuckDBCreateDataChunk([.. _types.Select(type => type.DangerousGetHandle())], (ulong)columnCount);
    }

    /// <summary>The type of a column that holds the cells of ours. A complex number is an array of its two parts.</summary>
    public static string TypeName(Column column)
    {
        string element = column.Type switch
        {
            ElementType.Boolean => "BOOLEAN",
            ElementType.UInt8 => "UTINYINT",
            ElementType.Int8 => "TINYINT",
            ElementType.Int16 => "SMALLINT",
            ElementType.UInt16 => "USMALLINT",
            ElementType.Int32 => "INTEGER",
            ElementType.UInt32 => "UINTEGER",
            ElementType.Int64 => "BIGINT",
            ElementType.UInt64 => "UBIGINT",
            ElementType.Float32 => "FLOAT",
            ElementType.Float64 => "DOUBLE",
            ElementType.Complex64 => "FLOAT[2]",
            ElementType.Complex128 => "DOUBLE[2]",
            _ => "VARCHAR",
        };
        return column.IsArray ? element + "[]" : element;
    }

    /// <summary>Adds rows.</summary>
    /// <param name="columns">Vectors of one length, in the order of the table's columns.</param>
    public void Append(IReadOnlyList<ColumnVector> columns)
    {
        for (int start = 0; start < columns[0].Length; start += ChunkRows)
        {
            int rows = Math.Min(ChunkRows, columns[0].Length - start);
            NativeMethods.DataChunks.DuckDBDataChunkReset(_chunk);
            for (int column = 0; column < columns.Count; column++)
            {
                Write(columns[column], start, rows, NativeMethods.DataChunks.DuckDBDataChunkGetVector(_chunk, column));
            }

            NativeMethods.DataChunks.DuckDBDataChunkSetSize(_chunk, (ulong)rows);
            Check(NativeMethods.Appender.DuckDBAppendDataChunk(_appender, _chunk));
        }
    }

    /// <summary>Makes the rows seen by the connection.</summary>
    public void Flush() => Check(NativeMethods.Appender.DuckDBAppenderFlush(_appender));

    public void Dispose()
    {
        _chunk.Dispose();
        foreach (DuckDBLogicalType type in _types)
        {
            type.Dispose();
        }

        _appender.Dispose();
    }

    private void Check(DuckDBState state)
    {
        if (state != DuckDBState.Success)
        {
            throw Fault();
        }
    }

    private DuckDbException Fault()
    {
        using DuckDBErrorData error = NativeMethods.Appender.DuckDBAppenderErrorData(_appender);
        return new(NativeMethods.ErrorData.DuckDBErrorDataMessage(error));
    }

    private static void Write(ColumnVector source, int start, int rows, IntPtr target)
    {
        if (source is ListVector list)
        {
            var entries = new Span<ListEntry>(NativeMethods.Vectors.DuckDBVectorGetData(target), rows);
            ReadOnlySpan<int> offsets = list.Offsets;
            int first = offsets[start];
            for (int row = 0; row < rows; row++)
            {
                entries[row] = new((ulong)(offsets[start + row] - first), (ulong)(offsets[start + row + 1] - offsets[start + row]));
            }

            int items = offsets[start + rows] - first;
            NativeMethods.Vectors.DuckDBListVectorReserve(target, (ulong)items);
            NativeMethods.Vectors.DuckDBListVectorSetSize(target, (ulong)items);
            Write(list.Items, first, items, NativeMethods.Vectors.DuckDBListVectorGetChild(target));
        }
        else
        {
            WriteValues(source, start, rows, target);
        }

        WriteNulls(source, start, rows, target);
    }

    private static void WriteValues(ColumnVector source, int start, int rows, IntPtr target)
    {
        switch (source)
        {
            case PrimitiveVector<byte> v: Copy(v, target); break;
            case PrimitiveVector<sbyte> v: Copy(v, target); break;
            case PrimitiveVector<short> v: Copy(v, target); break;
            case PrimitiveVector<ushort> v: Copy(v, target); break;
            case PrimitiveVector<int> v: Copy(v, target); break;
            case PrimitiveVector<uint> v: Copy(v, target); break;
            case PrimitiveVector<long> v: Copy(v, target); break;
            case PrimitiveVector<ulong> v: Copy(v, target); break;
            case PrimitiveVector<float> v: Copy(v, target); break;
            case PrimitiveVector<double> v: Copy(v, target); break;
            case PrimitiveVector<ComplexSingle> v: Copy(v, NativeMethods.Vectors.DuckDBArrayVectorGetChild(target)); break;
            case PrimitiveVector<Complex> v: Copy(v, NativeMethods.Vectors.DuckDBArrayVectorGetChild(target)); break;
            case TextVector text:
                for (int row = 0; row < rows; row++)
                {
                    fixed (byte* bytes = text[start + row])
                    {
                        byte none = 0;
                        NativeMethods.Vectors.DuckDBVectorAssignStringElementLength(target, (ulong)row, bytes is null ? &none : bytes, text[start + row].Length);
                    }
                }

                break;
            default: throw new DuckDbException($"The engine takes no {source.GetType().Name}.");
        }

        void Copy<T>(PrimitiveVector<T> typed, IntPtr vector)
            where T : unmanaged => typed.Values.Slice(start, rows).CopyTo(new Span<T>(NativeMethods.Vectors.DuckDBVectorGetData(vector), rows));
    }

    private static void WriteNulls(ColumnVector source, int start, int rows, IntPtr target)
    {
        if (source.NullCount == 0)
        {
            return;
        }

        NativeMethods.Vectors.DuckDBVectorEnsureValidityWritable(target);
        ulong* validity = NativeMethods.Vectors.DuckDBVectorGetValidity(target);
        for (int row = 0; row < rows; row++)
        {
            if (source.IsNull(start + row))
            {
                validity[row >> 6] &= ~(1UL << (row & 63));
            }
        }
    }

    /// <summary>duckdb_list_entry.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct ListEntry(ulong Offset, ulong Length);
}

using DuckDB.NET.Native;

namespace Hven.Backends.Local.DuckDb.Interop;

/// <summary>A vector of a chunk that the engine wants filled.</summary>
internal readonly unsafe ref struct EngineVector(IntPtr vector)
{
    /// <summary>The slots of the rows, in the engine's form.</summary>
    /// <param name="rows">Rows that will be in the chunk.</param>
    public Span<T> Values<T>(int rows)
        where T : unmanaged => new(NativeMethods.Vectors.DuckDBVectorGetData(vector), rows);

    /// <summary>Sets a text in UTF-8.</summary>
    public void SetText(int row, ReadOnlySpan<byte> text)
    {
        fixed (byte* bytes = text)
        {
            byte none = 0;
            NativeMethods.Vectors.DuckDBVectorAssignStringElementLength(vector, (ulong)row, bytes is null ? &none : bytes, text.Length);
        }
    }

    /// <summary>Makes a row null.</summary>
    public void SetNull(int row)
    {
        NativeMethods.Vectors.DuckDBVectorEnsureValidityWritable(vector);
        NativeMethods.Vectors.DuckDBVectorGetValidity(vector)[row >> 6] &= ~(1UL << (row & 63));
    }
}

/// <summary>Rows made in this process that a query of the engine reads like a table.</summary>
internal interface IEngineRows
{
    /// <summary>Names and types of the columns.</summary>
    IReadOnlyList<(string Name, DuckDBType Type)> Columns { get; }

    /// <summary>About how many rows there are; the engine plans its joins by it.</summary>
    long EstimatedRows { get; }

    /// <summary>Threads that can make rows at one time.</summary>
    int MostThreads { get; }

    /// <summary>Begins one reading of all rows.</summary>
    IEngineScan Scan();
}

/// <summary>One reading of all rows, shared among threads.</summary>
internal interface IEngineScan
{
    /// <summary>What one thread makes rows with.</summary>
    IEngineRowMaker MakeRows();
}

/// <summary>Makes rows for one thread of the engine.</summary>
internal interface IEngineRowMaker
{
    /// <summary>Finds the next rows.</summary>
    /// <param name="most">Rows that a chunk holds.</param>
    /// <returns>How many there are; 0 when this thread has nothing left to do.</returns>
    int Next(int most);

    /// <summary>Writes one column of the rows found.</summary>
    void Write(int column, EngineVector target);
}

using DuckDB.NET.Native;

namespace Hven.Backends.Local.DuckDb.Interop;

/// <summary>What can be done on the connection of one query before the query itself runs: temporary tables, and reading them.</summary>
internal sealed unsafe class DuckDbSession(DuckDBNativeConnection connection)
{
    /// <summary>Runs a statement of our own.</summary>
    /// <exception cref="DuckDbException">It fails or is interrupted.</exception>
    public void Execute(string sql)
    {
        DuckDBResult result = default;
        try
        {
            if (NativeMethods.Query.DuckDBQuery(connection, sql, out result) != DuckDBState.Success)
            {
                throw new DuckDbException(NativeMethods.Query.DuckDBResultError(ref result));
            }
        }
        finally
        {
            NativeMethods.Query.DuckDBDestroyResult(ref result);
        }
    }

    /// <summary>Reads a result of three columns: BIGINT and twice DOUBLE, where NaN stands for null.</summary>
    /// <param name="sql">SQL of our own.</param>
    /// <exception cref="DuckDbException">It fails or is interrupted.</exception>
    public (long[] Numbers, double[] First, double[] Second) ReadPositions(string sql)
    {
        List<long> numbers = [];
        List<double> first = [];
        List<double> second = [];
        DuckDBResult result = default;
        DuckDBPreparedStatement? statement = null;
        try
        {
            if (NativeMethods.PreparedStatements.DuckDBPrepare(connection, sql, out statement) != DuckDBState.Success)
            {
                throw new DuckDbException(NativeMethods.PreparedStatements.DuckDBPrepareError(statement));
            }

            DuckDBState state = NativeMethods.PreparedStatements.DuckDBExecutePreparedStreaming(statement, out result);
            while (state == DuckDBState.Success)
            {
                using DuckDBDataChunk chunk = NativeMethods.StreamingResult.DuckDBStreamFetchChunk(result);
                if (chunk.IsInvalid)
                {
                    break;
                }

                int rows = (int)NativeMethods.DataChunks.DuckDBDataChunkGetSize(chunk);
                numbers.AddRange(new ReadOnlySpan<long>(NativeMethods.Vectors.DuckDBVectorGetData(NativeMethods.DataChunks.DuckDBDataChunkGetVector(chunk, 0)), rows));
                Append(NativeMethods.DataChunks.DuckDBDataChunkGetVector(chunk, 1), rows, first);
                Append(NativeMethods.DataChunks.DuckDBDataChunkGetVector(chunk, 2), rows, second);
            }

            string error = NativeMethods.Query.DuckDBResultError(ref result);
            return string.IsNullOrEmpty(error) ? ([.. numbers], [.. first], [.. second]) : throw new DuckDbException(error);
        }
        finally
        {
            NativeMethods.Query.DuckDBDestroyResult(ref result);
            statement?.Dispose();
        }
    }

    private static void Append(IntPtr vector, int rows, List<double> target)
    {
        var values = (double*)NativeMethods.Vectors.DuckDBVectorGetData(vector);
        ulong* validity = NativeMethods.Vectors.DuckDBVectorGetValidity(vector);
        for (int row = 0; row < rows; row++)
        {
            bool isValid = validity is null || (validity[row >> 6] >> (row & 63) & 1) != 0;
            target.Add(isValid ? values[row] : double.NaN);
        }
    }
}

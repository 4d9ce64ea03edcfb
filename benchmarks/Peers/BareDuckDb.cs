using DuckDB.NET.Data;
using Hven.Benchmarks.Interop;

namespace Hven.Benchmarks.Peers;

/// <summary>DuckDB in this process over the accelerator that <c>hvend</c> itself uses.</summary>
internal sealed class BareDuckDb(string accelerator) : IDisposable
{
    private readonly DuckDBConnection _connection = Open(accelerator);

    /// <summary>The DuckDB file that an ingest made for the demo survey of a data directory.</summary>
    public static string Accelerator(string data) =>
        Directory.EnumerateFiles(Path.Combine(data, "cache", "dr1", "main"), "table.duckdb", SearchOption.AllDirectories).Single();

    public static DuckDBConnection Open(string accelerator)
    {
        DuckDBConnection connection = new($"DataSource={accelerator};ACCESS_MODE=READ_ONLY");
        connection.Open();
        return connection;
    }

    /// <summary>CPU seconds of this process, which does nothing else meanwhile.</summary>
    public static double CpuSeconds() => ProcessClock.CpuSeconds(Environment.ProcessId);

    public string Version => _connection.ServerVersion;

    /// <summary>Runs a query and gives its rows, each as numbers.</summary>
    public async Task<List<double[]>> QueryAsync(string sql, CancellationToken cancellationToken)
    {
        await using DuckDBCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        await using DuckDBDataReader reader = (DuckDBDataReader)await command.ExecuteReaderAsync(cancellationToken);
        List<double[]> rows = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            double[] row = new double[reader.FieldCount];
            for (int index = 0; index < row.Length; index++)
            {
                row[index] = Convert.ToDouble(reader.GetValue(index), System.Globalization.CultureInfo.InvariantCulture);
            }

            rows.Add(row);
        }

        return rows;
    }

    /// <summary>Runs a statement and gives how many rows it was about.</summary>
    public async Task<long> ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using DuckDBCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public void Dispose() => _connection.Dispose();
}

using Hven.Benchmarks.Peers;
using Npgsql;

namespace Hven.Benchmarks.Queries;

/// <summary>Clients of a PostgreSQL; its driver's CPU time is not counted.</summary>
internal sealed class PostgresClient(PostgresServer server)
{
    /// <summary>A contender that runs all queries, each once.</summary>
    public Contender Contender(string name, IReadOnlyList<string> queries, int clients) => new(name, server.CpuSeconds, token => LoadAsync(queries, clients, token));

    /// <summary>A contender that runs one query whose result is numbers.</summary>
    public Contender Contender(string name, string sql, Func<List<double[]>, double[]> check) =>
        new(name, server.CpuSeconds, async token => new Outcome(1, check(await QueryAsync(sql, token))));

    /// <summary>Runs a query and gives its rows, each as numbers.</summary>
    public async Task<List<double[]>> QueryAsync(string sql, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = server.Source.CreateCommand(sql);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
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

    private async Task<Outcome> LoadAsync(IReadOnlyList<string> queries, int clients, CancellationToken cancellationToken)
    {
        int next = 0;
        long rows = 0;
        await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(
            async () =>
            {
                long own = 0;
                for (int index = Interlocked.Increment(ref next) - 1; index < queries.Count; index = Interlocked.Increment(ref next) - 1)
                {
                    await using NpgsqlCommand command = server.Source.CreateCommand(queries[index]);
                    await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
                    while (await reader.ReadAsync(cancellationToken))
                    {
                        own++;
                    }
                }

                Interlocked.Add(ref rows, own);
            },
            cancellationToken)));
        return new(queries.Count, rows);
    }
}

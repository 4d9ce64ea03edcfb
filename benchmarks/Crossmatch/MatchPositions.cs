using System.Globalization;
using System.Text;
using Hven.Benchmarks.Peers;
using Npgsql;
using NpgsqlTypes;

namespace Hven.Benchmarks.Crossmatch;

/// <summary>Lists of positions around objects of the demo survey: tables <c>bench.positions_N</c> of Hven, <c>positions_N</c> of PostgreSQL, files for STILTS.</summary>
internal sealed class MatchPositions
{
    private readonly string _folder;
    private readonly Dictionary<int, List<(long Id, double Ra, double Dec)>> _lists;

    private MatchPositions(string folder, Dictionary<int, List<(long Id, double Ra, double Dec)>> lists) => (_folder, _lists) = (folder, lists);

    public static async Task<MatchPositions> MakeAsync(long rows, IReadOnlyList<int> sizes, string accelerator, CancellationToken cancellationToken)
    {
        string folder = Path.Combine(BenchmarkOptions.Artifacts, "crossmatch", rows.ToString(CultureInfo.InvariantCulture));
        Directory.CreateDirectory(folder);
        Dictionary<int, List<(long Id, double Ra, double Dec)>> lists = [];
        using BareDuckDb duckDb = new(accelerator);
        foreach (int size in sizes)
        {
            List<double[]> places = await duckDb.QueryAsync(
                $"SELECT RA, DEC FROM (SELECT RA, DEC, COADD_OBJECT_ID AS id FROM \"rows\" WHERE ((COADD_OBJECT_ID - 500000000) // 7) % {Math.Max(1, rows / size)} = 0) ORDER BY hash(id) LIMIT {size}",
                cancellationToken);
            lists.Add(size, Scatter(places));
            string data = HvenServerProcess.DataDirectory(rows);
            if (!Directory.Exists(Path.Combine(data, "releases", "bench", "tables", $"positions_{size}")))
            {
                string file = Path.Combine(folder, $"positions_{size}.csv");
                await File.WriteAllTextAsync(file, Csv(lists[size]), cancellationToken);
                await HvenServerProcess.RunAsync(["ingest", "catalog", file, "--release", "bench", "--table", $"positions_{size}", "--data", data], cancellationToken);
            }
        }

        return new(folder, lists);
    }

    /// <summary>Makes the list a table of PostgreSQL, indexed by q3c as the catalogue is.</summary>
    public async Task CopyToAsync(PostgresServer postgres, int size, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await postgres.Source.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(connection, $"DROP TABLE IF EXISTS positions_{size}; CREATE UNLOGGED TABLE positions_{size} (id bigint not null, ra double precision not null, dec double precision not null)", cancellationToken);
        await using (NpgsqlBinaryImporter importer = await connection.BeginBinaryImportAsync($"COPY positions_{size} FROM STDIN (FORMAT binary)", cancellationToken))
        {
            foreach ((long id, double ra, double dec) in _lists[size])
            {
                await importer.StartRowAsync(cancellationToken);
                await importer.WriteAsync(id, NpgsqlDbType.Bigint, cancellationToken);
                await importer.WriteAsync(ra, NpgsqlDbType.Double, cancellationToken);
                await importer.WriteAsync(dec, NpgsqlDbType.Double, cancellationToken);
            }

            await importer.CompleteAsync(cancellationToken);
        }

        await ExecuteAsync(connection, $"CREATE INDEX positions_{size}_q3c ON positions_{size} (q3c_ang2ipix(ra, dec)); CLUSTER positions_{size} USING positions_{size}_q3c", cancellationToken);
        await ExecuteAsync(connection, $"ANALYZE positions_{size}", cancellationToken);
    }

    /// <summary>Writes a table's columns as FITS, unless an earlier run did.</summary>
    public async Task<string> ExportAsync(string table, string columns, long rows, HvenServerProcess server, CancellationToken cancellationToken)
    {
        string file = Path.Combine(_folder, $"{table}.fits");
        if (!File.Exists(file))
        {
            using LoopbackConnection connection = await LoopbackConnection.OpenAsync(server.Port, cancellationToken);
            await using (FileStream stream = File.Create(file + ".part"))
            {
                string query = Uri.EscapeDataString($"SELECT {columns} FROM {table}");
                await connection.SendAsync(LoopbackConnection.Get($"/tap/sync?LANG=ADQL&MAXREC={rows}&RESPONSEFORMAT=fits&QUERY={query}"), stream, cancellationToken);
            }

            File.Move(file + ".part", file, overwrite: true);
        }

        return file;
    }

    /// <summary>Moves each place by up to 1.4 arcseconds, so that most have a counterpart within one.</summary>
    private static List<(long Id, double Ra, double Dec)> Scatter(List<double[]> places)
    {
        Random random = new(20261126);
        List<(long Id, double Ra, double Dec)> list = new(places.Count);
        foreach (double[] place in places)
        {
            double dec = Math.Clamp(place[1] + ((random.NextDouble() - 0.5) * 2 / 3600), -90, 90);
            double ra = place[0] + ((random.NextDouble() - 0.5) * 2 / 3600 / Math.Max(1e-6, Math.Cos(double.DegreesToRadians(dec))));
            list.Add((list.Count + 1, (ra + 360) % 360, dec));
        }

        return list;
    }

    private static string Csv(List<(long Id, double Ra, double Dec)> list)
    {
        StringBuilder text = new("id,ra,dec\n");
        foreach ((long id, double ra, double dec) in list)
        {
            text.Append(CultureInfo.InvariantCulture, $"{id},{ra:R},{dec:R}\n");
        }

        return text.ToString();
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

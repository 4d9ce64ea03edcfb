using System.Globalization;
using Hven.Adql.Binding;
using Hven.Adql.Translation.DuckDb;
using Hven.Backends.Local.ColumnStore;
using Hven.Backends.Local.DuckDb.Interop;
using Hven.Platform.Http;
using Hven.Sky;

namespace Hven.Backends.Local.Matching;

/// <summary>The joins by position of one query: what the translator asks about them, and the pairs that the engine reads.</summary>
/// <param name="stores">The mapped columns of a table; null when there are none.</param>
internal sealed class QueryMatches(Func<AdqlTable, TableStore?> stores) : IDisposable
{
    // Their positions are held in memory beside the engine's own: 32 bytes a row.
    private const long MostLoadedRows = 10_000_000;

    private readonly List<(long Number, DuckDbMatch Match)> _matches = [];
    private readonly HashSet<string> _made = [];
    private readonly MatchStop _stop = new();

    /// <summary>What the translator needs to know.</summary>
    public DuckDbMatching Matching => new(Holds, Reserve);

    /// <summary>Makes the temporary tables and the pairs, once the query is translated.</summary>
    /// <exception cref="ServiceException">A side of a match has too many rows.</exception>
    public void Prepare(DuckDbSession session)
    {
        foreach ((long number, DuckDbMatch match) in _matches)
        {
            MatchSide left = Load(session, match.Left);
            MatchSide right = Load(session, match.Right);
            bool canMatch = match.IsStrict ? match.RadiusDegrees > 0 : match.RadiusDegrees >= 0;
            MatchAngle? angle = canMatch ? new(Angle.FromDegrees(Math.Min(180, match.RadiusDegrees)), match.IsStrict && match.RadiusDegrees <= 180) : null;
            EngineRowsFunction.Add(number, new MatchRows(left, right, angle, [.. match.Outputs.Select(output => output.Name)], _stop));
        }
    }

    /// <summary>Stops finding pairs.</summary>
    public void Stop() => _stop.Stop();

    /// <summary>Lets the engine forget the pairs.</summary>
    public void Dispose()
    {
        foreach ((long number, _) in _matches)
        {
            EngineRowsFunction.Remove(number);
        }
    }

    private bool Holds(AdqlTable table, AdqlColumn column) => stores(table)?.Column(column.Name) is not null;

    private string Reserve(DuckDbMatch match)
    {
        long number = EngineRowsFunction.Reserve();
        _matches.Add((number, match));
        return EngineRowsFunction.Sql(number);
    }

    private MatchSide Load(DuckDbSession session, DuckDbMatchSide side)
    {
        if (side.Table is { SkyIndex: { } index } table)
        {
            TableStore store = stores(table)!;
            var rows = new StoredSkyRows(store, (StoredValues<double>)store.Column(index.RaColumn)!, (StoredValues<double>)store.Column(index.DecColumn)!, side.Region);
            return new(rows, [.. side.Columns.Select(column => store.Column(column.Name)!)]);
        }

        DuckDbTemporary temporary = side.Temporary!;
        if (_made.Add(temporary.Name))
        {
            session.Execute(string.Create(CultureInfo.InvariantCulture, $"CREATE TEMP TABLE {temporary.Name} AS {temporary.Sql} LIMIT {MostLoadedRows + 1}"));
        }

        (long[] numbers, double[] ra, double[] dec) = session.ReadPositions(
            $"SELECT rowid, {Name(side.LongitudeName)}, {Name(side.LatitudeName)} FROM {temporary.Name}");
        if (numbers.Length > MostLoadedRows)
        {
            throw new ServiceException("match-size", 400, string.Create(
                CultureInfo.InvariantCulture,
                $"One side of a join by position has more than {MostLoadedRows:N0} rows that no index of positions holds. Take fewer of them, by a region or a TOP, or join the table itself instead of a subquery."));
        }

        return new(new LoadedSkyRows(numbers, ra, dec), []);
    }

    private static string Name(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}

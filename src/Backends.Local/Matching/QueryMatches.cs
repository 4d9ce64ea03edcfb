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
    private readonly List<MatchRows> _pairs = [];
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
            MatchRows rows = new(left, right, Angle(match), [.. match.Outputs.Select(output => output.Name)], _stop);
            _pairs.Add(rows);
            EngineRowsFunction.Add(number, rows);
        }
    }

    /// <summary>Pairs that the matches were estimated to give, once they are prepared; null when there are none.</summary>
    public long? EstimatedPairs => _pairs.Count == 0 ? null : _pairs.Sum(rows => rows.EstimatedRows);

    /// <summary>Pairs found so far.</summary>
    public long Pairs => _pairs.Sum(rows => rows.Found);

    /// <summary>How far the rows of a pair may lie apart; null when nothing can match.</summary>
    public static MatchAngle? Angle(DuckDbMatch match)
    {
        bool canMatch = match.IsStrict ? match.RadiusDegrees > 0 : match.RadiusDegrees >= 0;
        return canMatch ? new(Sky.Angle.FromDegrees(Math.Min(180, match.RadiusDegrees)), match.IsStrict && match.RadiusDegrees <= 180) : null;
    }

    /// <summary>The rows of a table that the engine holds.</summary>
    public static StoredSkyRows Rows(TableStore store, AdqlTable table, Region? region) =>
        new(store, (StoredValues<double>)store.Column(table.SkyIndex!.RaColumn)!, (StoredValues<double>)store.Column(table.SkyIndex.DecColumn)!, region);

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
        if (side.Table is { } table)
        {
            TableStore store = stores(table)!;
            return new(Rows(store, table, side.Region), [.. side.Columns.Select(column => store.Column(column.Name)!)]);
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

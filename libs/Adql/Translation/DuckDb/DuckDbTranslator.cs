using Hven.Adql.Binding;

namespace Hven.Adql.Translation.DuckDb;

/// <summary>
/// Writes a bound query as SQL for DuckDB. Nothing of the user's text gets through: names are quoted and come from the catalogue
/// or name columns of the result, literals are written anew from their values, functions are those of <see cref="BoundFunction"/>.
/// </summary>
public static class DuckDbTranslator
{
    /// <summary>The SQL of a query.</summary>
    /// <param name="query">The query.</param>
    /// <param name="source">What stands for a table in FROM, such as a quoted name; it has the table's columns under their names.</param>
    /// <param name="options">Options; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit in the options is negative.</exception>
    public static string Translate(BoundQuery query, Func<AdqlTable, string> source, DuckDbOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(source);
        if (options?.Limit is { } limit)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(limit, nameof(options));
        }

        var sql = new SqlText();
        new QueryWriter(sql, source, options ?? new DuckDbOptions()).WriteQuery(query, options?.Limit);
        return sql.ToString();
    }
}

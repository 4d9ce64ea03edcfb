using System.Globalization;
using DuckDB.NET.Data;
using Hven.Adql.Binding;
using Hven.Adql.Translation.DuckDb;
using Hven.Backends.Local.DuckDb.Interop;

namespace Hven.Adql.Tests.Support;

/// <summary>An in-memory DuckDB that runs what the translator writes.</summary>
internal sealed class Engine : IDisposable
{
    private readonly DuckDBConnection _connection = new("DataSource=:memory:");

    public Engine()
    {
        _connection.Open();
        FunctionRegistry.Register(_connection.NativeConnection);
        Run("SET threads = 1");
        foreach (AdqlTable table in new SurveyCatalog().Tables)
        {
            string columns = string.Join(", ", table.Columns.Select(c => $"\"{c.Name.Replace("\"", "\"\"", StringComparison.Ordinal)}\" {SqlType(c)}"));
            Run($"CREATE TABLE {SurveyCatalog.Source(table)} ({columns})");
        }
    }

    public void Run(string sql)
    {
        using DuckDBCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Rows of an ADQL query: values between bars, nulls as NULL.</summary>
    public List<string> Query(string adql, DuckDbOptions? options = null) => QuerySql(Sql(adql, options));

    public static string Sql(string adql, DuckDbOptions? options = null)
    {
        AdqlCompilation compilation = AdqlCompiler.Compile(adql, new SurveyCatalog());
        Assert.True(compilation.Query is not null, string.Join("\n", compilation.Diagnostics));
        return DuckDbTranslator.Translate(compilation.Query, SurveyCatalog.Source, options);
    }

    public List<string> QuerySql(string sql)
    {
        using DuckDBCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        try
        {
            using DuckDBDataReader reader = command.ExecuteReader();
            var rows = new List<string>();
            while (reader.Read())
            {
                rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => Text(reader, i))));
            }

            return rows;
        }
        catch (DuckDBException e)
        {
            throw new InvalidOperationException($"{e.Message}\n{(sql.Length > 5000 ? sql[..5000] : sql)}", e);
        }
    }

    /// <summary>Names and engine types of the result's columns.</summary>
    public List<(string Name, string Type)> Describe(string adql)
    {
        using DuckDBCommand command = _connection.CreateCommand();
        command.CommandText = "DESCRIBE " + Sql(adql);
        using DuckDBDataReader reader = command.ExecuteReader();
        var columns = new List<(string, string)>();
        while (reader.Read())
        {
            columns.Add((reader.GetString(0), reader.GetString(1)));
        }

        return columns;
    }

    public void Dispose() => _connection.Dispose();

    private static string Text(DuckDBDataReader reader, int i) =>
        reader.IsDBNull(i) ? "NULL" : reader.GetValue(i) is System.Collections.IEnumerable and not string and var items
            ? string.Join(' ', items.Cast<object>().Select(item => Convert.ToString(item, CultureInfo.InvariantCulture)))
            : Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture)!;

    private static string SqlType(AdqlColumn column) => (column.Type, column.ArraySize) switch
    {
        (AdqlType.Real, not null) => "REAL[]",
        (AdqlType.Point or AdqlType.Circle or AdqlType.Polygon, _) => "DOUBLE[]",
        (AdqlType.Boolean, _) => "BOOLEAN",
        (AdqlType.SmallInt, _) => "SMALLINT",
        (AdqlType.Integer, _) => "INTEGER",
        (AdqlType.BigInt, _) => "BIGINT",
        (AdqlType.Real, _) => "REAL",
        (AdqlType.Double, _) => "DOUBLE",
        _ => "VARCHAR",
    };
}

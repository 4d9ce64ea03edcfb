using System.Globalization;
using System.Text;
using System.Text.Json;
using Hven.Adql;
using Hven.Query;
using Hven.Tables;

namespace Hven.Testing;

/// <summary>
/// The ADQL corpus on an engine: every answer as a way without Hven gave it, every refusal with its code and place. A back end's tests derive from it and
/// serve <c>objects.vot</c> and <c>fields.vot</c> of <see cref="AdqlCorpus.Folder"/> as <c>t.objects</c> and <c>t.fields</c>.
/// </summary>
public abstract class AdqlCorpusConformance
{
    private static readonly Dictionary<string, JsonElement> s_expected = File.ReadLines(Path.Combine(AdqlCorpus.Folder, "expected.jsonl"))
        .Select(line => JsonDocument.Parse(line).RootElement)
        .ToDictionary(answer => answer.GetProperty("name").GetString()!, answer => answer.GetProperty("rows"));

    /// <summary>The engine under test.</summary>
    protected abstract IQueryEngine Engine { get; }

    /// <summary>The tables that it serves.</summary>
    protected abstract QueryCatalog Catalog { get; }

    public static TheoryData<string> Answered => [.. AdqlCorpus.Queries.Values.Where(query => query.Find("error") is null).Select(query => query.Name)];

    public static TheoryData<string> Refused => [.. AdqlCorpus.Queries.Values.Where(query => query.Find("error") is not null).Select(query => query.Name)];

    [Theory]
    [MemberData(nameof(Answered))]
    public async Task Query_has_the_answer_of_the_reference(string name)
    {
        CorpusQuery query = AdqlCorpus.Queries[name];
        AdqlCompilation compilation = AdqlCompiler.Compile(query.Text, Catalog, AdqlOptions.Default);
        Assert.True(compilation.Query is not null, string.Join('\n', compilation.Diagnostics));
        Assert.Equal(query.Find("warning"), compilation.Diagnostics.FirstOrDefault(found => found.Code != DiagnosticCodes.Deprecated || query.Find("warning") is not null)?.Code);
        Check(query.Find("units"), compilation.Query.Columns.Select(column => column.Unit));
        Check(query.Find("ucds"), compilation.Query.Columns.Select(column => column.Ucd));

        var rows = new List<object?[]>();
        await using (ITableReader reader = await Engine.OpenAsync(compilation.Query, long.MaxValue - 1, TestContext.Current.CancellationToken))
        {
            Assert.Equal(compilation.Query.Columns.Select(column => column.Name), reader.Schema.Columns.Select(column => column.Name));
            RecordBatch batch = new(reader.Schema);
            while (await reader.ReadAsync(batch, TestContext.Current.CancellationToken))
            {
                for (int row = 0; row < batch.RowCount; row++)
                {
                    rows.Add([.. batch.Columns.Select(column => Cell(column, row))]);
                }
            }
        }

        Compare(rows, [.. s_expected[name].EnumerateArray().Select(row => row.EnumerateArray().Select(Cell).ToArray())], query);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Query_is_refused_with_code_and_place(string name)
    {
        CorpusQuery query = AdqlCorpus.Queries[name];
        AdqlCompilation compilation = AdqlCompiler.Compile(query.Text, Catalog, AdqlOptions.Default);
        Assert.Null(compilation.Query);
        Diagnostic first = compilation.Diagnostics.First(found => found.Severity == DiagnosticSeverity.Error);
        Assert.Equal(query.Find("error"), $"{first.Code} {first.Span.Line}:{first.Span.Column}");
        Assert.NotEmpty(first.Message);
    }

    private static void Check(string? expected, IEnumerable<string?> values)
    {
        if (expected is not null)
        {
            Assert.Equal(expected, string.Join(',', values.Select(value => value ?? "-")));
        }
    }

    private static void Compare(List<object?[]> rows, List<object?[]> expected, CorpusQuery query)
    {
        double close = double.Parse(query.Find("close") ?? "1e-11", CultureInfo.InvariantCulture);
        Assert.Equal(expected.Count, rows.Count);
        if (query.Find("ordered") is null)
        {
            rows.Sort(CompareRows);
            expected.Sort(CompareRows);
        }

        for (int row = 0; row < rows.Count; row++)
        {
            Assert.Equal(expected[row].Length, rows[row].Length);
            for (int column = 0; column < rows[row].Length; column++)
            {
                Assert.True(
                    IsEqual(expected[row][column], rows[row][column], close),
                    $"Row {row + 1}, column {column + 1}: expected {Show(expected[row][column])}, but it is {Show(rows[row][column])}.");
            }
        }
    }

    // Whole numbers and texts first: numbers that differ by rounding must not change the order.
    private static int CompareRows(object?[] one, object?[] other)
    {
        for (int i = 0; i < Math.Min(one.Length, other.Length); i++)
        {
            int order = string.CompareOrdinal(Key(one[i]), Key(other[i]));
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    private static string Key(object? cell) => cell switch
    {
        null => "",
        double number => number.ToString("E8", CultureInfo.InvariantCulture),
        long number => ((double)number).ToString("E8", CultureInfo.InvariantCulture) + number.ToString("D20", CultureInfo.InvariantCulture),
        object?[] items => string.Join(' ', items.Select(Key)),
        _ => (string)cell,
    };

    private static bool IsEqual(object? expected, object? actual, double close) => (expected, actual) switch
    {
        (null, null) => true,
        (long a, long b) => a == b,
        (double or long, double or long) => IsClose(Convert.ToDouble(expected, CultureInfo.InvariantCulture), Convert.ToDouble(actual, CultureInfo.InvariantCulture), close),
        (string a, string b) => a == b,
        ("NaN", double.NaN) => true,
        ("Infinity", double.PositiveInfinity) => true,
        ("-Infinity", double.NegativeInfinity) => true,
        (object?[] a, object?[] b) => a.Length == b.Length && a.Zip(b).All(pair => IsEqual(pair.First, pair.Second, close)),
        _ => false,
    };

    private static bool IsClose(double a, double b, double close) => a == b || Math.Abs(a - b) <= close * Math.Max(1, Math.Max(Math.Abs(a), Math.Abs(b)));

    private static string Show(object? cell) => cell switch
    {
        null => "null",
        object?[] items => $"[{string.Join(", ", items.Select(Show))}]",
        _ => $"{Convert.ToString(cell, CultureInfo.InvariantCulture)} ({cell.GetType().Name})",
    };

    private static object? Cell(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => element.TryGetInt64(out long whole) ? whole : element.GetDouble(),
        JsonValueKind.Array => element.EnumerateArray().Select(Cell).ToArray(),
        _ => throw new InvalidOperationException($"The answers hold no {element.ValueKind}."),
    };

    private static object? Cell(ColumnVector column, int row)
    {
        if (column.IsNull(row))
        {
            return null;
        }

        return column switch
        {
            PrimitiveVector<double> v => v.Values[row],
            PrimitiveVector<float> v => (double)v.Values[row],
            PrimitiveVector<long> v => v.Values[row],
            PrimitiveVector<int> v => (long)v.Values[row],
            PrimitiveVector<short> v => (long)v.Values[row],
            PrimitiveVector<byte> v => (long)v.Values[row],
            PrimitiveVector<sbyte> v => (long)v.Values[row],
            TextVector v => Encoding.UTF8.GetString(v[row]),
            ListVector v => Enumerable.Range(v.Offsets[row], v.Offsets[row + 1] - v.Offsets[row]).Select(item => Cell(v.Items, item)).ToArray(),
            _ => throw new InvalidOperationException($"No reading of {column.GetType().Name}."),
        };
    }
}

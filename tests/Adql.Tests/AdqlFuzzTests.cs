using System.Diagnostics;
using System.Text;
using DuckDB.NET.Data;
using Hven.Adql.Binding;
using Hven.Adql.Completion;
using Hven.Adql.Tests.Support;
using Hven.Adql.Translation.DuckDb;
using Hven.Backends.Local.DuckDb.Interop;

namespace Hven.Adql.Tests;

/// <summary>
/// Damaged and random queries, each from a seed: findings or SQL that the engine takes, in bounded time and memory. HVEN_FUZZ_SECONDS runs it longer, from
/// the seed HVEN_FUZZ_SEED on.
/// </summary>
public sealed class AdqlFuzzTests
{
    private const double Seconds = 5;
    private const int MostFaults = 10;
    private const long MostBytes = 200L << 20;
    private static readonly TimeSpan s_mostTime = TimeSpan.FromSeconds(10);

    // What the engine may say while it works out constants: the query is sound, its arithmetic is not.
    private static readonly string[] s_arithmetic = ["Out of Range Error", "Conversion Error", "Overflow", "overflow", "INTERRUPT"];

    // What the engine cannot do, and the server tells in its user's words (LocalQueryEngine).
    private static readonly string[] s_refused = ["non-inner join on subquery"];

    [Fact]
    public void Compile_damaged_and_random_queries_gives_findings_or_sql_that_the_engine_takes()
    {
        double seconds = double.TryParse(Environment.GetEnvironmentVariable("HVEN_FUZZ_SECONDS"), out double longer) ? longer : Seconds;
        int seed = int.TryParse(Environment.GetEnvironmentVariable("HVEN_FUZZ_SEED"), out int from) ? from : 1;
        using var engine = new FuzzEngine();
        var faults = new List<string>();
        int bound = 0;
        int texts = 0;
        for (long started = Stopwatch.GetTimestamp(); faults.Count < MostFaults && (Stopwatch.GetElapsedTime(started).TotalSeconds < seconds || texts < 500); texts++, seed++)
        {
            string text = FuzzQueries.Make(seed);
            long before = GC.GetAllocatedBytesForCurrentThread();
            long began = Stopwatch.GetTimestamp();
            string? sql = null;
            try
            {
                sql = Compile(text, seed);
                bound += sql is null ? 0 : 1;
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                faults.Add($"Seed {seed}: {text}\n{exception}");
                continue;
            }

            Assert.True(Stopwatch.GetElapsedTime(began) < s_mostTime, $"Seed {seed} took {Stopwatch.GetElapsedTime(began)}: {text}");
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < MostBytes, $"Seed {seed} took {(GC.GetAllocatedBytesForCurrentThread() - before) >> 20} MiB: {text}");
            if (sql is not null && engine.TryPrepare(sql) is { } fault && !s_arithmetic.Concat(s_refused).Any(word => fault.Contains(word, StringComparison.Ordinal)))
            {
                faults.Add($"Seed {seed}: {text}\n{fault}\n{(sql.Length > 2000 ? sql[..2000] : sql)}");
            }
        }

        Assert.True(faults.Count == 0, string.Join("\n\n", faults));
        Assert.True(bound > texts / 20, $"Of {texts} texts only {bound} were queries: the generator no longer fits the language.");
    }

    private static string? Compile(string text, int seed)
    {
        var catalog = new CorpusCatalog();
        AdqlCompilation compilation = AdqlCompiler.Compile(text, catalog);
        Assert.Equal(compilation.Query is null, compilation.Diagnostics.Any(found => found.Severity == DiagnosticSeverity.Error));
        Assert.All(compilation.Diagnostics, found => Assert.InRange(found.Span.End, found.Span.Offset, text.Length));
        AdqlCompletion.Complete(text, new Random(seed).Next(text.Length + 1), catalog);
        compilation.Query?.AsLookup();
        return compilation.Query is null ? null : DuckDbTranslator.Translate(compilation.Query, table => $"\"{table.Name}\"");
    }

    /// <summary>A DuckDB with the tables of the corpus, empty.</summary>
    private sealed class FuzzEngine : IDisposable
    {
        private readonly DuckDBConnection _connection = new("DataSource=:memory:");

        public FuzzEngine()
        {
            _connection.Open();
            FunctionRegistry.Register(_connection.NativeConnection);
            Execute("SET threads = 1; SET memory_limit = '500MiB'");
            foreach (AdqlTable table in new CorpusCatalog().Tables)
            {
                Execute($"CREATE TABLE \"{table.Name}\" ({string.Join(", ", table.Columns.Select(column => $"\"{column.Name}\" {SqlType(column)}"))})");
            }
        }

        /// <summary>What the engine says against the SQL; null when it takes it.</summary>
        public string? TryPrepare(string sql)
        {
            try
            {
                Execute($"PREPARE fuzz AS {sql}");
                Execute("DEALLOCATE fuzz");
                return null;
            }
            catch (DuckDBException exception)
            {
                return exception.Message;
            }
        }

        public void Dispose() => _connection.Dispose();

        private void Execute(string sql)
        {
            using DuckDBCommand command = _connection.CreateCommand();
            command.CommandText = sql;
            using var timer = new Timer(_ => command.Cancel(), null, s_mostTime, Timeout.InfiniteTimeSpan);
            long began = Stopwatch.GetTimestamp();
            command.ExecuteNonQuery();
            Assert.True(Stopwatch.GetElapsedTime(began) < s_mostTime, $"The engine planned longer than {s_mostTime}: {sql}");
        }

        private static string SqlType(AdqlColumn column) => column.ArraySize is not null ? "DOUBLE[]" : column.Type switch
        {
            AdqlType.SmallInt => "SMALLINT",
            AdqlType.Integer => "INTEGER",
            AdqlType.BigInt => "BIGINT",
            AdqlType.Real => "REAL",
            AdqlType.Double => "DOUBLE",
            _ => "VARCHAR",
        };
    }
}

/// <summary>Makes texts from seeds: random queries, and damaged ones of the corpus.</summary>
internal static class FuzzQueries
{
    private static readonly string[] s_corpus = [.. Testing.AdqlCorpus.Queries.Values.Select(query => query.Text)];

    private static readonly string[] s_words =
    [
        .. s_corpus.SelectMany(text => text.Split([' ', '\n', ','], StringSplitOptions.RemoveEmptyEntries)).Distinct(),
        "(", ")", ",", ".", "*", "\"", "'", ";", "--", "/*", "*/", "NULL", "||", "&", "^", "~", "|", "<>", "!=", "0x", "1e308", "9223372036854775807", "'", "''", "\0", "\uD800", "é", "%", "?",
        "((((((((((", "NOT NOT NOT", "- - - -", "CASE", "END", "WITH", "AS", "ORDER BY", "GROUP BY", "OFFSET", "TOP", "UNION ALL", "EXISTS (", "IN (", "BETWEEN", "ivo_histogram(", "CAST(", "POLYGON(", "MOC(",
    ];

    public static string Make(int seed)
    {
        var random = new Random(seed);
        return random.Next(3) switch
        {
            0 => new FuzzGrammar(random).Query(3),
            1 => Damage(s_corpus[random.Next(s_corpus.Length)], random),
            _ => Mix(random),
        };
    }

    private static string Damage(string text, Random random)
    {
        List<string> words = [.. text.Split(' ')];
        for (int changes = random.Next(1, 5); changes > 0; changes--)
        {
            int at = random.Next(words.Count);
            switch (random.Next(6))
            {
                case 0:
                    words[at] = s_words[random.Next(s_words.Length)];
                    break;
                case 1:
                    words.Insert(at, s_words[random.Next(s_words.Length)]);
                    break;
                case 2 when words.Count > 1:
                    words.RemoveAt(at);
                    break;
                case 3:
                    words.InsertRange(at, words.Skip(at).Take(random.Next(1, 6)).ToList());
                    break;
                case 4:
                    var letters = new StringBuilder(words[at]);
                    letters.Insert(random.Next(letters.Length + 1), (char)random.Next(1, 300));
                    words[at] = letters.ToString();
                    break;
                default:
                    (words[at], words[^1]) = (words[^1], words[at]);
                    break;
            }
        }

        return string.Join(' ', words);
    }

    /// <summary>The head of one query and the tail of another, or a piece of one within another.</summary>
    private static string Mix(Random random)
    {
        string one = s_corpus[random.Next(s_corpus.Length)];
        string other = s_corpus[random.Next(s_corpus.Length)];
        string piece = other[random.Next(other.Length / 2 + 1)..];
        int at = random.Next(one.Length + 1);
        return random.Next(3) switch
        {
            0 => one[..at] + piece,
            1 => $"{one[..at]} ({other}) {one[at..]}",
            _ => $"SELECT * FROM ({one}) AS a, ({other}) AS b",
        };
    }
}

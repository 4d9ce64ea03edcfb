using System.Globalization;
using DuckDB.NET.Data;
using Hven.Adql;
using Hven.Adql.Binding;
using Hven.Adql.Translation.DuckDb;
using Hven.Conformance.Tests.Sky;
using Hven.Sky;

namespace Hven.Conformance.Tests.Adql;

/// <summary>
/// CONTAINS and INTERSECTS of 100,000 pairs of shapes against 80-bit arithmetic: many of them near a border, at the poles, across ra 0, tiny or nearly
/// the whole sky. No answer may differ where the border is farther than 1e-10 degrees.
/// </summary>
public sealed class ShapeRelationTests
{
    private const double Sure = 1e-10;

    [Theory]
    [InlineData("point-circle", 31_000)]
    [InlineData("point-polygon", 22_000)]
    [InlineData("point-box", 10_000)]
    [InlineData("circle-circle", 10_000)]
    [InlineData("circle-polygon", 12_000)]
    [InlineData("polygon-polygon", 12_000)]
    [InlineData("box-circle", 500)]
    [InlineData("box-polygon", 500)]
    [InlineData("box-box", 4_000)]
    public async Task Relations_are_those_of_extended_precision(string pair, int count)
    {
        var draw = new ShapeSample(pair.Length * 1000);
        string[] kinds = pair.Split('-');
        var cases = new List<(Region One, Region Other)>();
        var input = new List<double>();
        while (cases.Count < count)
        {
            (double[] one, double[] other) = draw.Pair(kinds[0], kinds[1]);
            if (ShapeSample.TryRegion(kinds[0], one) is { } first && ShapeSample.TryRegion(kinds[1], other) is { } second)
            {
                cases.Add((first, second));
                input.AddRange([.. one, .. other]);
            }
        }

        double[] answers = await SkyReference.AskAsync<double, double>("sky_relations.py", [.. input], pair);
        int asked = 0;
        int width = input.Count / count;
        for (int i = 0; i < count; i++)
        {
            (Region one, Region other) = cases[i];
            bool?[] ours = [other.Contains(one), one.Contains(other), one.Intersects(other)];
            for (int k = 0; k < 3; k++)
            {
                if (answers[(6 * i) + 3 + k] > Sure)
                {
                    asked++;
                    Assert.True(
                        ours[k] == (answers[(6 * i) + k] == 1),
                        $"Case {i}, relation {k}: {string.Join(", ", input.Skip(width * i).Take(width).Select(x => x.ToString("R", CultureInfo.InvariantCulture)))}; ours {ours[k]}, margin {answers[(6 * i) + 3 + k]}");
                }
            }
        }

        Assert.True(asked > count / 2, $"Only {asked} of {3 * count} answers are sure.");
    }

    /// <summary>The forms that are written out as SQL, row by row.</summary>
    [Theory]
    [InlineData("point-circle", "CONTAINS(POINT(c0, c1), CIRCLE(c2, c3, c4))", 20_000)]
    [InlineData("point-box", "CONTAINS(POINT(c0, c1), BOX(c2, c3, c4, c5))", 10_000)]
    [InlineData("circle-circle", "INTERSECTS(CIRCLE(c0, c1, c2), CIRCLE(c3, c4, c5))", 10_000)]
    public async Task Relations_in_sql_are_those_of_extended_precision(string pair, string expression, int count)
    {
        var draw = new ShapeSample(77);
        string[] kinds = pair.Split('-');
        var input = new List<double>();
        for (int i = 0; i < count; i++)
        {
            (double[] one, double[] other) = draw.Pair(kinds[0], kinds[1]);
            input.AddRange([.. one, .. other]);
        }

        double[] answers = await SkyReference.AskAsync<double, double>("sky_relations.py", [.. input], pair);
        double[] ours = Run(expression, [.. input], input.Count / count);
        int relation = pair == "circle-circle" ? 2 : 0;
        for (int i = 0; i < count; i++)
        {
            Assert.True(
                answers[(6 * i) + 3 + relation] <= Sure || ours[i] == answers[(6 * i) + relation],
                $"Case {i}: {string.Join(", ", input.Skip(input.Count / count * i).Take(input.Count / count))}; ours {ours[i]}");
        }
    }

    [Fact]
    public async Task Distance_in_sql_has_the_digits_of_extended_precision()
    {
        var draw = new ShapeSample(5);
        const int Count = 20_000;
        var input = new List<double>();
        for (int i = 0; i < Count; i++)
        {
            (double[] one, double[] other) = draw.Pair("point", "circle");
            input.AddRange([.. one, .. other]);
        }

        double[] answers = await SkyReference.AskAsync<double, double>("sky_relations.py", [.. input], "point-circle");
        double[] ours = Run("DISTANCE(c0, c1, c2, c3)", [.. input], 5);
        for (int i = 0; i < Count; i++)
        {
            // The reference tells how far the distance is from the radius, and on which side.
            double expected = input[(5 * i) + 4] + (answers[6 * i] == 1 ? -answers[(6 * i) + 3] : answers[(6 * i) + 3]);
            Assert.InRange(ours[i] - expected, -2e-13, 2e-13);
        }
    }

    private static double[] Run(string expression, double[] rows, int width)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = $"CREATE TABLE cases (i BIGINT, {string.Join(", ", Enumerable.Range(0, width).Select(c => $"c{c} DOUBLE"))})";
        command.ExecuteNonQuery();
        using (DuckDBAppender appender = connection.CreateAppender("cases"))
        {
            for (int row = 0; row < rows.Length / width; row++)
            {
                IDuckDBAppenderRow line = appender.CreateRow().AppendValue((long)row);
                for (int column = 0; column < width; column++)
                {
                    line.AppendValue(rows[(row * width) + column]);
                }

                line.EndRow();
            }
        }

        AdqlCompilation compilation = AdqlCompiler.Compile($"SELECT {expression} AS x FROM cases ORDER BY i", new CaseCatalog(width));
        command.CommandText = DuckDbTranslator.Translate(compilation.Query!, _ => "cases");
        using DuckDBDataReader reader = command.ExecuteReader();
        var values = new List<double>();
        while (reader.Read())
        {
            values.Add(Convert.ToDouble(reader.GetValue(0), CultureInfo.InvariantCulture));
        }

        return [.. values];
    }

    private sealed class CaseCatalog(int width) : IAdqlCatalog
    {
        public IEnumerable<AdqlTable> Tables =>
        [
            new("s", "cases", [new AdqlColumn("i", AdqlType.BigInt), .. Enumerable.Range(0, width).Select(c => new AdqlColumn($"c{c}", AdqlType.Double))], null),
        ];

        public AdqlTable? Find(string? schema, string name) => Tables.First();
    }
}

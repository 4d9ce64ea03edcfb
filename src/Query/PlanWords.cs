using System.Globalization;

namespace Hven.Query;

/// <summary>A plan in plain words, with its slow part and what helps.</summary>
/// <param name="Steps">What happens, a sentence each.</param>
/// <param name="Slow">The slow part; null when there is none worth a word.</param>
/// <param name="Hint">What would make it faster; null with <paramref name="Slow"/>.</param>
public sealed record PlanWords(IReadOnlyList<string> Steps, string? Slow, string? Hint)
{
    // Below this, a whole table is read before anybody would notice.
    private const long ManyRows = 1_000_000;
    private const long ManyPairs = 100_000_000;

    /// <summary>Puts a plan into words.</summary>
    public static PlanWords Of(QueryPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        List<string> steps = [plan.Way == PlanWay.Columns
            ? "Answered from mapped columns, without the SQL engine."
            : "Answered by the SQL engine."];
        steps.AddRange(plan.Reads.Select(Describe));
        steps.AddRange(plan.Matches.Select(Describe));
        if (plan.TriesAllPairs)
        {
            return new(
                steps,
                "Distances are worked out for all pairs of rows of two tables: their number is the product of both.",
                "Let the condition stand by itself among those that AND joins, with a constant radius: JOIN ... ON DISTANCE(a.ra, a.dec, b.ra, b.dec) < 1/3600.0. Within EXISTS or IN, write a JOIN instead.");
        }

        if (plan.Product is { Rows: > ManyPairs } product)
        {
            return new(
                steps,
                Invariant($"Nothing ties {string.Join(" and ", product.Tables)} together, so that each row of the one meets each of the other: {product.Rows:N0} combinations."),
                "Join them by an equality, such as JOIN ... ON a.id = b.id, or by position: ON DISTANCE(a.ra, a.dec, b.ra, b.dec) < 1/3600.0.");
        }

        if (plan.Matches.FirstOrDefault(match => match.RadiusDegrees <= 0) is not null)
        {
            return new(steps, "The radius of a match is 0 or less, so that at most equal positions are pairs.", "Whole numbers divide to whole numbers: write 1/3600.0 instead of 1/3600.");
        }

        if (plan.Matches.MaxBy(match => match.Pairs) is { Pairs: > ManyPairs } wide)
        {
            return new(steps, Invariant($"The match within {Radius(wide.RadiusDegrees)} gives about {wide.Pairs:N0} pairs."), "Use a smaller radius, or limit one side by a region.");
        }

        PlannedRead? whole = plan.Reads.Where(read => read.Way == ReadWay.All && read.Rows >= ManyRows).MaxBy(read => read.Bytes);
        return whole is null
            ? new(steps, null, null)
            : new(
                steps,
                Invariant($"No region, identifier or match limits {whole.Table}: all {whole.Rows:N0} rows of {Columns(whole.Columns)} are read."),
                "Add a region, such as 1 = CONTAINS(POINT(ra, dec), CIRCLE(10, -20, 0.5)), or try it on a part first with TABLESAMPLE(1) behind the table.");
    }

    private static string Describe(PlannedRead read)
    {
        string places = (read.TablePartitions is > 1 ? Invariant($", in {read.Partitions:N0} of {read.TablePartitions:N0} partitions") : "")
            + (read.TableRowGroups is > 1 ? Invariant($", {read.RowGroups:N0} of {read.TableRowGroups:N0} row groups") : "");
        string how = read.Way switch
        {
            ReadWay.Region => "found by the region in the order of the sky",
            ReadWay.Nearest => "the nearest ones, found by circles that grow in the order of the sky",
            ReadWay.Identifier => "found by the index of identifiers",
            ReadWay.First => "the first ones, since any will do",
            _ => "all of them",
        };
        return Invariant($"{read.Table}: {read.Rows:N0} of {read.TableRows:N0} rows{places}, {Columns(read.Columns)}, about {Bytes(read.Bytes)}; {how}.");
    }

    private static string Describe(PlannedMatch match)
    {
        string sides = Invariant($"{Side(match.Left, match.LeftRows)} and {Side(match.Right, match.RightRows)}");
        string pairs = match.Pairs is { } number ? Invariant($"; about {number:N0} pairs") : "";
        return Invariant($"Pairs within {Radius(match.RadiusDegrees)} of {sides} are found around each row of the smaller side in the order of the sky{pairs}.");
    }

    private static string Side(string? table, long? rows) =>
        (table ?? "rows that are read first") + (rows is { } number ? Invariant($" ({number:N0} rows)") : "");

    private static string Columns(int count) => count == 1 ? "1 column" : Invariant($"{count} columns");

    private static string Radius(double degrees) => degrees switch
    {
        < 1 / 60.0 => Invariant($"{degrees * 3600:0.######} arcsec"),
        < 1 => Invariant($"{degrees * 60:0.######} arcmin"),
        _ => Invariant($"{degrees:0.######} deg"),
    };

    private static string Bytes(long bytes) => bytes switch
    {
        < 10_000 => Invariant($"{bytes:N0} bytes"),
        < 10_000_000 => Invariant($"{bytes / 1e3:N0} kB"),
        < 10_000_000_000 => Invariant($"{bytes / 1e6:N0} MB"),
        _ => Invariant($"{bytes / 1e9:N0} GB"),
    };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

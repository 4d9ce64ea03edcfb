namespace Hven.Adql;

/// <summary>Bounds on what a query text may hold. The defaults are far above what people write.</summary>
public sealed record AdqlOptions
{
    /// <summary>The options with their default values.</summary>
    public static AdqlOptions Default { get; } = new();

    /// <summary>How strictly the text has to be ADQL.</summary>
    public AdqlDialect Dialect { get; init; }

    /// <summary>Longest text in UTF-16 code units.</summary>
    public int MaximumLength { get; init; } = 1 << 20;

    /// <summary>Deepest nesting of expressions and subqueries; also the longest chain of arithmetic operators. 1 to 128.</summary>
    public int MaximumDepth { get; init; } = 128;

    /// <summary>Most tables and subqueries named in all FROM clauses together.</summary>
    public int MaximumTables { get; init; } = 128;

    /// <summary>Most SELECTs in one text, counting subqueries and the parts of UNION, EXCEPT and INTERSECT.</summary>
    public int MaximumSelects { get; init; } = 256;

    /// <summary>
    /// Most conditions that AND and OR put together in one text. Engines plan long chains in a time that grows with the square of their length,
    /// and do not stop while they plan.
    /// </summary>
    public int MaximumConditions { get; init; } = 10_000;

    /// <summary>Most columns of one SELECT.</summary>
    public int MaximumColumns { get; init; } = 10_000;

    /// <summary>
    /// How many columns' texts one text value may be put together from, through <c>||</c> and subqueries.
    /// Without a bound, a few lines that double a text forty times would ask for terabytes.
    /// </summary>
    public int MaximumTextGrowth { get; init; } = 1000;

    /// <summary>Most findings reported about one text.</summary>
    public int MaximumDiagnostics { get; init; } = 50;
}

namespace Hven.Adql.Tests.Support;

/// <summary>Random queries that keep to the grammar and mostly to the types, over the tables of the corpus.</summary>
internal sealed class FuzzGrammar(Random random)
{
    private static readonly string[] s_numbers = ["id", "ra", "dec", "mag_g", "mag_r", "mag_i", "flux", "n", "flags", "pmra", "parallax", "1", "-2.5", "0", "1e300", "NULL", "9223372036854775807"];
    private static readonly string[] s_texts = ["name", "tile", "words", "obs", "'a%_b'", "''", "'2015-01-01T00:00:00'", "'12.5 -3'", "'1 2 3 4 5 6'", "NULL"];
    private static readonly string[] s_functions = ["ABS", "CEILING", "FLOOR", "EXP", "LOG", "LOG10", "SQRT", "DEGREES", "RADIANS", "SIN", "COS", "TAN", "COT", "ASIN", "ACOS", "ATAN", "SIGN", "ROUND", "TRUNCATE"];
    private static readonly string[] s_comparisons = ["=", "<>", "<", "<=", ">", ">="];

    public string Query(int depth)
    {
        string select = Select(depth);
        if (random.Next(6) == 0 && depth > 0)
        {
            select = $"{select} {Pick("UNION", "EXCEPT", "INTERSECT")} {Pick("ALL ", "")}{Select(depth - 1)}";
        }

        return random.Next(8) == 0 ? $"WITH w AS ({Select(depth - 1)}) {select}" : select;
    }

    private string Select(int depth)
    {
        string top = random.Next(5) == 0 ? $"TOP {random.Next(20)} " : "";
        string from = random.Next(6) switch
        {
            0 => $"(SELECT * FROM t.objects WHERE {Condition(depth - 1)}) AS o",
            1 => $"t.objects TABLESAMPLE({random.Next(101)}) AS o",
            2 => $"t.objects AS o JOIN t.objects AS p ON {Condition(depth - 1).Replace("ra,", "o.ra,", StringComparison.Ordinal)}",
            _ => "t.objects AS o",
        };
        if (random.Next(4) == 0)
        {
            string key = Number(depth - 1);
            return $"SELECT {top}{key}, {Aggregate(depth)}, {Aggregate(depth)} FROM {from} WHERE {Condition(depth - 1)} GROUP BY {key} HAVING {Aggregate(depth)} > 1 ORDER BY {Aggregate(depth)}";
        }

        return $"SELECT {Pick("", "", "DISTINCT ")}{top}{Number(depth)}, {Text(depth)}, {Shape(depth)} FROM {from} WHERE {Condition(depth)}{Pick("", $" ORDER BY {Number(depth)}", " OFFSET 3")}";
    }

    private string Aggregate(int depth) => random.Next(8) switch
    {
        0 => "COUNT(*)",
        1 => $"COUNT(DISTINCT {Number(depth - 1)})",
        2 => $"AVG({Number(depth - 1)})",
        3 => $"SUM({Number(depth - 1)})",
        4 => $"STDDEV({Number(depth - 1)})",
        5 => $"MAX({Number(depth - 1)})",
        _ => $"MIN({Number(depth - 1)})",
    };

    private string Number(int depth) => depth <= 0 ? Pick(s_numbers) : random.Next(20) switch
    {
        0 => $"({Number(depth - 1)} {Pick("+", "-", "*", "/")} {Number(depth - 1)})",
        1 => $"{Pick(s_functions)}({Number(depth - 1)})",
        2 => $"MOD({Number(depth - 1)}, {Number(depth - 1)})",
        3 => $"POWER({Number(depth - 1)}, {Number(depth - 1)})",
        4 => $"COALESCE({Number(depth - 1)}, {Number(depth - 1)})",
        5 => $"CASE WHEN {Condition(depth - 1)} THEN {Number(depth - 1)} ELSE {Number(depth - 1)} END",
        6 => $"CAST({Number(depth - 1)} AS {Pick("BIGINT", "INTEGER", "SMALLINT", "REAL", "DOUBLE PRECISION")})",
        7 => $"CAST({Text(depth - 1)} AS {Pick("BIGINT", "DOUBLE PRECISION")})",
        8 => $"DISTANCE({Point(depth - 1)}, {Point(depth - 1)})",
        9 => $"DISTANCE(ra, dec, {Number(depth - 1)}, {Number(depth - 1)})",
        10 => $"{Pick("COORD1", "COORD2")}({Point(depth - 1)})",
        11 => $"AREA({Shape(depth - 1)})",
        12 => $"{Pick("CONTAINS", "INTERSECTS")}({Shape(depth - 1)}, {Shape(depth - 1)})",
        13 => $"ivo_healpix_index({random.Next(31)}, {Point(depth - 1)})",
        14 => $"ivo_to_mjd({Text(depth - 1)})",
        15 => $"(flags {Pick("&", "|", "^")} {random.Next(64)})",
        16 => $"~flags",
        17 => $"NULLIF({Number(depth - 1)}, {Number(depth - 1)})",
        18 => $"(SELECT {Pick("MIN", "MAX", "COUNT")}({Pick(s_numbers)}) FROM t.fields AS f WHERE f.tile = o.tile)".Replace("id", "field", StringComparison.Ordinal).Replace("mag_g", "depth", StringComparison.Ordinal),
        _ => $"ivo_interval_overlaps({Number(depth - 1)}, {Number(depth - 1)}, {Number(0)}, {Number(0)})",
    };

    private string Text(int depth) => depth <= 0 ? Pick(s_texts) : random.Next(8) switch
    {
        0 => $"{Text(depth - 1)} || {Text(depth - 1)}",
        1 => $"{Pick("LOWER", "UPPER")}({Text(depth - 1)})",
        2 => $"CAST({Number(depth - 1)} AS {Pick("VARCHAR", "VARCHAR(3)", "CHAR(2)")})",
        3 => $"COALESCE({Text(depth - 1)}, {Text(depth - 1)})",
        4 => $"CAST({Pick("obs", "'2015-03-01'")} AS TIMESTAMP)",
        _ => Pick(s_texts),
    };

    private string Point(int depth) => random.Next(depth <= 0 ? 3 : 8) switch
    {
        0 => "pos",
        1 => "POINT(ra, dec)",
        2 => "POINT(10, -5)",
        3 => $"POINT({Number(depth - 1)}, {Number(depth - 1)})",
        4 => $"CENTROID({Shape(depth - 1)})",
        5 => $"ivo_healpix_center({random.Next(30)}, {Pick("n", "12", "id")})",
        6 => $"ivo_epoch_prop_pos(ra, dec, parallax, pmra, pmdec, rv, 2000, {random.Next(1900, 2100)})",
        _ => $"ivo_geom_transform('ICRS', '{Pick("GALACTIC", "FK5", "FK4", "ECLIPTIC")}', {Point(depth - 1)})",
    };

    private string Shape(int depth) => random.Next(depth <= 0 ? 6 : 11) switch
    {
        0 => Point(depth),
        1 => $"CIRCLE({random.Next(360)}, {random.Next(-90, 91)}, {random.Next(181)})",
        2 => $"BOX({random.Next(360)}, {random.Next(-90, 91)}, {random.Next(400)}, {random.Next(200)})",
        3 => $"POLYGON({random.Next(360)}, {random.Next(-90, 91)}, {random.Next(360)}, {random.Next(-90, 91)}, {random.Next(360)}, {random.Next(-90, 91)})",
        4 => Pick("REGION('UNION ICRS (CIRCLE 1 2 3 BOX 10 10 2 2)')", "REGION('CIRCLE GALACTIC 1 2 3')", "REGION('NOT (CIRCLE 1 2 3)')", "MOC('3/1-20 5/9000')", "REGION('ELLIPSE ICRS 1 2 3 2 1')"),
        5 => "CIRCLE(ra, dec, mag_g)",
        6 => $"CIRCLE({Point(depth - 1)}, {Number(depth - 1)})",
        7 => $"BOX({Point(depth - 1)}, {Number(depth - 1)}, {Number(depth - 1)})",
        8 => $"POLYGON({Point(depth - 1)}, {Point(depth - 1)}, {Point(depth - 1)})",
        9 => $"CASE WHEN {Condition(depth - 1)} THEN CIRCLE(ra, dec, 1) END",
        _ => $"CAST({Text(0)} AS {Pick("POINT", "CIRCLE", "POLYGON")})",
    };

    private string Condition(int depth) => depth <= 0 ? $"{Pick(s_numbers)} {Pick(s_comparisons)} {Pick(s_numbers)}" : random.Next(12) switch
    {
        0 => $"({Condition(depth - 1)} {Pick("AND", "OR")} {Condition(depth - 1)})",
        1 => $"NOT {Condition(depth - 1)}",
        2 => $"{Number(depth - 1)} BETWEEN {Number(depth - 1)} AND {Number(depth - 1)}",
        3 => $"{Number(depth - 1)} IN ({Number(0)}, {Number(0)})",
        4 => $"{Text(depth - 1)} {Pick("LIKE", "ILIKE", "NOT LIKE")} {Text(depth - 1)}",
        5 => $"{Number(depth - 1)} IS {Pick("", "NOT ")}NULL",
        6 => $"1 = CONTAINS({Point(depth - 1)}, {Shape(depth - 1)})",
        7 => $"1 = {Pick("CONTAINS", "INTERSECTS")}({Shape(depth - 1)}, {Shape(depth - 1)})",
        8 => $"id IN (SELECT field FROM t.fields AS f WHERE {Pick("f.tile = o.tile", "f.depth > 20", "1 = CONTAINS(POINT(f.ra, f.dec), f.footprint)")})",
        9 => $"EXISTS (SELECT * FROM t.fields AS f WHERE 1 = CONTAINS(POINT(f.ra, f.dec), {Pick("f.area_c", "f.footprint", "CIRCLE(0, 0, 10)")}))",
        10 => $"DISTANCE({Point(depth - 1)}, {Point(depth - 1)}) < {Number(0)}",
        _ => $"{Number(depth - 1)} {Pick(s_comparisons)} {Number(depth - 1)}",
    };

    private string Pick(params string[] choices) => choices[random.Next(choices.Length)];
}

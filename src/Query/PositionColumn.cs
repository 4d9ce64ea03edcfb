using Hven.Tables;

namespace Hven.Query;

/// <summary>How the columns of a position are told: by their UCD, else by the names under which surveys publish them.</summary>
/// <param name="Ucds">UCDs in the order in which they are tried, UCD1+ and UCD1.</param>
/// <param name="Names">Names in the order in which they are tried.</param>
internal sealed record PositionColumn(IReadOnlyList<string> Ucds, IReadOnlyList<string> Names)
{
    /// <summary>Right ascension.</summary>
    public static PositionColumn Ra { get; } = new(
        ["pos.eq.ra;meta.main", "POS_EQ_RA_MAIN", "pos.eq.ra"],
        ["ra", "ra_deg", "radeg", "raj2000", "_raj2000", "ra_icrs", "ra_j2000", "alpha_j2000", "alphawin_j2000", "alpha", "lon"]);

    /// <summary>Declination.</summary>
    public static PositionColumn Dec { get; } = new(
        ["pos.eq.dec;meta.main", "POS_EQ_DEC_MAIN", "pos.eq.dec"],
        ["dec", "dec_deg", "decdeg", "dej2000", "decj2000", "_dej2000", "de_icrs", "dec_icrs", "dec_j2000", "delta_j2000", "deltawin_j2000", "delta", "lat"]);

    /// <summary>Index of the column, or -1 when there is none.</summary>
    public int FindIn(IReadOnlyList<Column> columns)
    {
        IEnumerable<int> numeric = Enumerable.Range(0, columns.Count).Where(index => IsNumeric(columns[index]));
        IEnumerable<int> byUcd = Ucds.SelectMany(ucd => numeric.Where(index => ucd.Equals(columns[index].Ucd?.Replace(" ", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase)));
        IEnumerable<int> byName = Names.SelectMany(name => numeric.Where(index => name.Equals(columns[index].Name, StringComparison.OrdinalIgnoreCase)));
        return byUcd.Concat(byName).FirstOrDefault(-1);
    }

    /// <summary>Whether a column holds one number a row.</summary>
    public static bool IsNumeric(Column column) =>
        !column.IsArray && column.Type is not (ElementType.String or ElementType.Boolean or ElementType.Complex64 or ElementType.Complex128);

    /// <summary>Whether a unit means degrees.</summary>
    public static bool IsDegrees(string unit) => unit.Trim().ToUpperInvariant() is "DEG" or "DEGREE" or "DEGREES" or "DEG." or "[DEG]" or "DECIMAL DEGREES";
}

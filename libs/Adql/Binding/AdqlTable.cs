namespace Hven.Adql.Binding;

/// <summary>A table as the catalogue knows it.</summary>
/// <param name="Schema">Schema, such as <c>dr1</c>.</param>
/// <param name="Name">Name without schema.</param>
/// <param name="Columns">Columns, whose names differ in more than case.</param>
/// <param name="SkyIndex">The columns that make region searches fast; null when the table has none.</param>
public sealed record AdqlTable(string Schema, string Name, IReadOnlyList<AdqlColumn> Columns, SkyIndex? SkyIndex);

/// <summary>Names of a table's position columns and of the HEALPix column its rows are sorted by.</summary>
/// <param name="RaColumn">ICRS right ascension in degrees, from 0 to 360.</param>
/// <param name="DecColumn">ICRS declination in degrees.</param>
/// <param name="HpxColumn">HEALPix NESTED pixel of order 29 of the position, as 64-bit integer.</param>
public sealed record SkyIndex(string RaColumn, string DecColumn, string HpxColumn);

/// <summary>The tables a user may name. Tables the user may not see do not exist here.</summary>
public interface IAdqlCatalog
{
    /// <summary>All tables, for suggestions and completion.</summary>
    IEnumerable<AdqlTable> Tables { get; }

    /// <summary>Finds a table by name, whatever its case; the binder checks the case of names in double quotes.</summary>
    /// <param name="schema">Schema, or null when the query gives none.</param>
    /// <param name="name">Name without schema.</param>
    /// <returns>The table, or null when there is none or, without schema, more than one.</returns>
    AdqlTable? Find(string? schema, string name);
}

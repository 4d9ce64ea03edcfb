using Hven.Adql.Binding;
using Hven.Platform.Catalog;
using Hven.Tables;

namespace Hven.Query.Uploads;

/// <summary>A table that came with a query and is seen by that query alone (TAP 1.1, section 2.5).</summary>
/// <param name="Description">
/// Its columns as queries name them. Those of the rows come first, in their order; the column of the sky index, if there is one, is the last and is
/// the engine's to fill.
/// </param>
/// <param name="OpenAsync">Opens its rows at the first one; may be called again and again. What it throws when a row is wrong is a <see cref="Platform.Http.ServiceException"/>.</param>
public sealed record UploadedTable(AdqlTable Description, Func<CancellationToken, ValueTask<ITableReader>> OpenAsync)
{
    /// <summary>A Parquet file with the rows, and the column of the sky index among them, for an engine that reads such by itself; null when there is none.</summary>
    public string? ParquetFile { get; init; }

    /// <summary>The schema of all uploaded tables.</summary>
    public const string SchemaName = "TAP_UPLOAD";

    /// <summary>Describes an upload to the query language: names are made to differ by more than case, and a position gives it a sky index.</summary>
    /// <param name="name">Name without schema.</param>
    /// <param name="schema">Its columns as the file has them.</param>
    public static AdqlTable Describe(string name, TableSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase);
        List<AdqlColumn> columns = [.. schema.Columns.Select((column, index) => Describe(column, Unique(column.Name, $"col{index + 1}", taken)))];
        int ra = PositionColumn.Ra.FindIn(schema.Columns);
        int dec = PositionColumn.Dec.FindIn(schema.Columns);
        if (ra < 0 || dec < 0 || ra == dec || !IsAngle(schema.Columns[ra]) || !IsAngle(schema.Columns[dec]))
        {
            return new(SchemaName, name, columns, null);
        }

        string pixel = Unique(CatalogTable.HealpixColumn, CatalogTable.HealpixColumn, taken);
        SkyIndex index = new(columns[ra].Name, columns[dec].Name, pixel);
        columns.Add(new(pixel, AdqlType.BigInt) { Hidden = true, Ucd = CatalogTable.HealpixColumnDescription.Ucd, Description = "HEALPix NESTED index at order 29 of the position." });
        return new(SchemaName, name, columns, index);
    }

    private static AdqlColumn Describe(Column column, string name) => new(name, QueryCatalog.TypeOf(column))
    {
        Unit = column.Unit,
        Ucd = column.Ucd,
        Utype = column.Utype,
        Xtype = column.Xtype,
        Description = column.Description,
        ArraySize = QueryCatalog.ArraySizeOf(column),
        IsUnicode = column.IsUnicode,
    };

    private static bool IsAngle(Column column) =>
        column.Type is ElementType.Float64 or ElementType.Float32 && (column.Unit is not { Length: > 0 } unit || PositionColumn.IsDegrees(unit));

    private static string Unique(string name, string fallback, HashSet<string> taken)
    {
        string wanted = name.Replace("\0", "", StringComparison.Ordinal);
        wanted = wanted.Length == 0 ? fallback : wanted;
        string unique = wanted;
        for (int number = 2; !taken.Add(unique); number++)
        {
            unique = $"{wanted}_{number}";
        }

        return unique;
    }
}

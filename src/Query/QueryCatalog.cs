using System.Globalization;
using Hven.Adql.Binding;
using Hven.Platform.Catalog;
using Hven.Query.Tap;
using Hven.Query.Uploads;
using Hven.Query.UserTables;
using Hven.Tables;
using Hven.Tables.Parquet;

namespace Hven.Query;

/// <summary>The tables that a query can name: those of the survey, and TAP_SCHEMA. Immutable.</summary>
public sealed record QueryCatalog : IAdqlCatalog
{
    private readonly List<AdqlTable> _tables;
    private readonly Dictionary<string, AdqlTable> _byFullName;

    /// <summary>Describes a survey's tables to the query language.</summary>
    /// <param name="survey">The survey.</param>
    public QueryCatalog(SurveyCatalog survey)
    {
        ArgumentNullException.ThrowIfNull(survey);
        Survey = survey;
        TapSchema = new TapSchema(survey);
        _tables = [.. survey.Releases.SelectMany(release => release.Tables).Select(Describe), .. TapSchema.Tables.Select(table => table.Description)];
        _byFullName = _tables.ToDictionary(table => $"{table.Schema}.{table.Name}", StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Describes what of a survey somebody may see, with that person's own tables; its TAP_SCHEMA is of its own, since the engine's tells of everything else.</summary>
    /// <param name="open">The part of the survey.</param>
    /// <param name="own">The person's own tables.</param>
    /// <param name="shared">Tables of others that the person may read, with the schema under which they are named.</param>
    public static QueryCatalog Of(SurveyCatalog open, IReadOnlyList<UserTable> own, IReadOnlyList<(string Schema, UserTable Table)> shared)
    {
        ArgumentNullException.ThrowIfNull(open);
        ArgumentNullException.ThrowIfNull(own);
        ArgumentNullException.ThrowIfNull(shared);
        SurveyCatalog survey = own.Count == 0
            ? open
            : open.With(new(UserTable.Schema, new() { Title = "Your tables", Description = "Tables that you keep." }, [.. own.Select(table => table.Table)]), string.Join(' ', own.Select(table => table.File)));
        UserTable[] named = [.. own, .. shared.Select(one => one.Table with { Table = one.Table.Table with { Release = one.Schema } })];
        foreach (IGrouping<string, UserTable> schema in named.Skip(own.Count).GroupBy(table => table.Table.Release))
        {
            survey = survey.With(new(schema.Key, new() { Title = $"Tables of {schema.Key[(UserTable.Schema.Length + 1)..]}", Description = "Tables that a user shares with a group of yours." }, [.. schema.Select(table => table.Table)]), string.Join(' ', schema.Select(table => table.File)));
        }

        QueryCatalog catalog = new(survey);
        return catalog with
        {
            OwnTables =
            [
                .. named.Select(table => new UploadedTable(catalog.Find(table.Table.Release, table.Table.Name)!, async token => await ParquetTableReader.OpenAsync(File.OpenRead(table.Path), null, token)) { ParquetFile = table.Path }),
                .. catalog.TapSchema.Tables.Select(table => new UploadedTable(table.Description, _ => new(new TapSchemaReader(table)))),
            ],
        };
    }

    /// <summary>Tables whose rows the engine does not have.</summary>
    public IReadOnlyList<UploadedTable> OwnTables { get; private init; } = [];

    /// <summary>The survey that this describes.</summary>
    public SurveyCatalog Survey { get; }

    /// <summary>The tables that describe the tables.</summary>
    public TapSchema TapSchema { get; }

    /// <inheritdoc/>
    public IEnumerable<AdqlTable> Tables => _tables;

    /// <inheritdoc/>
    public AdqlTable? Find(string? schema, string name)
    {
        if (schema is not null)
        {
            return _byFullName.GetValueOrDefault($"{schema}.{name}");
        }

        // A bare name is good when it can mean only one table.
        AdqlTable[] found = [.. _tables.Where(table => table.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Take(2)];
        return found.Length == 1 ? found[0] : null;
    }

    /// <summary>The type that ADQL sees of a column; what it cannot calculate with can only be selected.</summary>
    public static AdqlType TypeOf(Column column)
    {
        ArgumentNullException.ThrowIfNull(column);
        return column is { Type: ElementType.String, IsArray: true } ? AdqlType.Blob : TypeOf(column.Type);
    }

    /// <summary>The VOTable arraysize of a column of arrays; the width of texts stands first, <c>*</c> when it is not known. Null for single values.</summary>
    public static string? ArraySizeOf(Column column)
    {
        ArgumentNullException.ThrowIfNull(column);
        return column.Shape is not { } shape ? null
            : column.Type != ElementType.String ? shape.ToString()
            : $"{column.TextWidth?.ToString(CultureInfo.InvariantCulture) ?? "*"}x{shape}";
    }

    /// <summary>The type that ADQL sees of an element type.</summary>
    public static AdqlType TypeOf(ElementType type) => type switch
    {
        ElementType.Boolean => AdqlType.Boolean,
        ElementType.UInt8 => AdqlType.UInt8,
        ElementType.Int8 or ElementType.Int16 => AdqlType.SmallInt,
        ElementType.UInt16 or ElementType.Int32 => AdqlType.Integer,
        ElementType.UInt32 or ElementType.Int64 or ElementType.UInt64 => AdqlType.BigInt,
        ElementType.Float32 => AdqlType.Real,
        ElementType.Float64 => AdqlType.Double,
        ElementType.String => AdqlType.Varchar,
        ElementType.Complex64 or ElementType.Complex128 => AdqlType.Blob,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Unknown element type."),
    };

    private static AdqlTable Describe(CatalogTable table) => new(
        table.Release,
        table.Name,
        table.HasPosition ? [.. table.Columns.Select(Describe), new AdqlColumn(CatalogTable.HealpixColumn, AdqlType.BigInt)
        {
            Hidden = true,
            Ucd = CatalogTable.HealpixColumnDescription.Ucd,
            Description = CatalogTable.HealpixColumnDescription.Description,
        }] : [.. table.Columns.Select(Describe)],
        table.HasPosition ? new SkyIndex(table.RaColumn, table.DecColumn, CatalogTable.HealpixColumn) : null);

    private static AdqlColumn Describe(CatalogColumn column) => new(column.Name, TypeOf(column.ToColumn()))
    {
        Unit = column.Unit,
        Ucd = column.Ucd,
        Utype = column.Utype,
        Xtype = column.Xtype,
        Description = column.Description,
        ArraySize = ArraySizeOf(column.ToColumn()),
        IsUnicode = column.IsUnicode,
    };
}

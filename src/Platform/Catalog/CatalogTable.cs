using System.Text.Json.Serialization;
using Hven.Tables;

namespace Hven.Platform.Catalog;

/// <summary>What <c>columns.json</c> says of a table: its columns with their meaning, and which of them give position and identity.</summary>
public sealed record CatalogTable
{
    /// <summary>The HEALPix column of every positioned table: NESTED index at order 29 of the position (HATS 1.0).</summary>
    public const string HealpixColumn = "_healpix_29";

    /// <summary>Release the table belongs to.</summary>
    public required string Release { get; init; }

    /// <summary>Name within the release.</summary>
    public required string Name { get; init; }

    /// <summary>One or two sentences for a person.</summary>
    public string? Description { get; init; }

    /// <summary>Rows.</summary>
    public required long RowCount { get; init; }

    /// <summary>Whether its rows have positions. Those of releases have; those of users need not.</summary>
    [JsonIgnore]
    public bool HasPosition => RaColumn.Length > 0;

    /// <summary>Name of the column with right ascension in degrees (ICRS).</summary>
    public required string RaColumn { get; init; }

    /// <summary>Name of the column with declination in degrees (ICRS).</summary>
    public required string DecColumn { get; init; }

    /// <summary>Name of the column that identifies a row, if there is one.</summary>
    public string? IdColumn { get; init; }

    /// <summary>The columns in order, without <see cref="HealpixColumn"/>.</summary>
    public required IReadOnlyList<CatalogColumn> Columns { get; init; }

    /// <summary>SHA-256 of the table's manifest: changes whenever the content does. Set when read from a data directory.</summary>
    [JsonIgnore]
    public string Identity { get; init; } = "";

    /// <summary>Name with its release, as in queries.</summary>
    [JsonIgnore]
    public string FullName => $"{Release}.{Name}";

    /// <summary>The columns as they lie in the files: <see cref="HealpixColumn"/> first, then <see cref="Columns"/>.</summary>
    [JsonIgnore]
    public TableSchema StoredSchema => new([HealpixColumnDescription, .. Columns.Select(column => column.ToColumn())])
    {
        Name = FullName,
        Description = Description,
    };

    /// <summary>Description of <see cref="HealpixColumn"/>.</summary>
    public static Column HealpixColumnDescription { get; } = new(HealpixColumn, ElementType.Int64)
    {
        Ucd = "pos.healpix",
        Description = "HEALPix NESTED index at order 29 of the position; the table is sorted by it.",
    };
}

/// <summary>One column in <c>columns.json</c>.</summary>
public sealed record CatalogColumn
{
    /// <summary>Name, as in queries.</summary>
    public required string Name { get; init; }

    /// <summary>Type of one element.</summary>
    public required ElementType Type { get; init; }

    /// <summary>Axes of an array cell, fastest first, with 0 for a last axis that varies; absent for a scalar.</summary>
    public IReadOnlyList<int>? Shape { get; init; }

    /// <summary>Unit (VOUnits 1.1).</summary>
    public string? Unit { get; init; }

    /// <summary>Unified content descriptor (UCD1+).</summary>
    public string? Ucd { get; init; }

    /// <summary>Data model pointer.</summary>
    public string? Utype { get; init; }

    /// <summary>Extended type (DALI 1.1).</summary>
    public string? Xtype { get; init; }

    /// <summary>One or two sentences for a person.</summary>
    public string? Description { get; init; }

    /// <summary>The value that stood for null in the source.</summary>
    public string? NullValue { get; init; }

    /// <summary>The longest text in bytes, when known.</summary>
    public int? TextWidth { get; init; }

    /// <summary>Whether the texts hold more than ASCII; a VOTable of them has unicodeChar then.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsUnicode { get; init; }

    /// <summary>The column for readers and writers.</summary>
    public Column ToColumn() => new(Name, Type)
    {
        Shape = Shape is null ? null : new ArrayShape(Shape, Shape[^1] == 0),
        Unit = Unit,
        Ucd = Ucd,
        Utype = Utype,
        Xtype = Xtype,
        Description = Description,
        NullValue = NullValue,
        TextWidth = TextWidth,
        IsUnicode = IsUnicode,
    };

    /// <summary>The catalogue's form of a column.</summary>
    public static CatalogColumn From(Column column)
    {
        ArgumentNullException.ThrowIfNull(column);
        return new()
        {
            Name = column.Name,
            Type = column.Type,
            Shape = column.Shape?.Lengths,
            Unit = column.Unit,
            Ucd = column.Ucd,
            Utype = column.Utype,
            Xtype = column.Xtype,
            Description = column.Description,
            NullValue = column.NullValue,
            TextWidth = column.TextWidth,
            IsUnicode = column.IsUnicode,
        };
    }
}

/// <summary>What <c>release.json</c> says of a release.</summary>
public sealed record ReleaseDescription
{
    /// <summary>Title for people.</summary>
    public required string Title { get; init; }

    /// <summary>One or two sentences for a person.</summary>
    public string? Description { get; init; }

    /// <summary>Groups that the release is open to; null when it is open to everybody.</summary>
    public IReadOnlyList<string>? Groups { get; init; }

    /// <summary>Groups that single tables of it are open to, for those that are open to fewer.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? TableGroups { get; init; }

    /// <summary>Whether a table of the release is open to somebody.</summary>
    /// <param name="table">Name of the table.</param>
    /// <param name="groups">The groups of that person.</param>
    public bool IsOpen(string table, IReadOnlySet<string> groups) =>
        (Groups is null || Groups.Any(groups.Contains)) && (TableGroups?.GetValueOrDefault(table) is not { } own || own.Any(groups.Contains));
}

using System.Text.Json.Serialization;
using Hven.Platform.Catalog;

namespace Hven.Query.UserTables;

/// <summary>A table of a user, as <c>columns.json</c> in its folder says: that file names the one with the rows, so that replacing it replaces the table in one step.</summary>
public sealed record UserTable
{
    /// <summary>Its columns; the release is <see cref="Schema"/>, and the columns of the position are empty where there is none.</summary>
    public required CatalogTable Table { get; init; }

    /// <summary>Name of the Parquet file with the rows.</summary>
    public required string File { get; init; }

    /// <summary>Bytes of that file.</summary>
    public required long Bytes { get; init; }

    /// <summary>When it was made or last replaced.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>The job that made it, if one did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Job { get; init; }

    /// <summary>Groups whose members may read it.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>Path of the file; set when read.</summary>
    [JsonIgnore]
    public string Path { get; init; } = "";

    /// <summary>Schema of everybody's own tables in queries.</summary>
    public const string Schema = "mydb";
}

using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Hven.Query.Ingest;

/// <summary>
/// What a person says of a table beside the files: a YAML or JSON document (JSON is YAML) with <c>description</c>, <c>ra</c>, <c>dec</c>, <c>id</c>
/// and <c>columns</c>, a map from column name to <c>unit</c>, <c>ucd</c>, <c>utype</c>, <c>xtype</c>, <c>description</c>.
/// </summary>
public sealed record TableMetadata
{
    /// <summary>Description of the table.</summary>
    public string? Description { get; init; }

    /// <summary>Column with right ascension in degrees.</summary>
    public string? Ra { get; init; }

    /// <summary>Column with declination in degrees.</summary>
    public string? Dec { get; init; }

    /// <summary>Column that identifies a row.</summary>
    public string? Id { get; init; }

    /// <summary>What is said of single columns; names are matched whatever their case.</summary>
    public Dictionary<string, ColumnMetadata> Columns { get; init; } = [];

    /// <summary>Reads a sidecar file.</summary>
    /// <param name="path">A YAML or JSON file.</param>
    /// <exception cref="IngestException">It is not of the form; the message gives line and column.</exception>
    public static TableMetadata Read(string path)
    {
        try
        {
            IDeserializer deserializer = new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).Build();
            return deserializer.Deserialize<TableMetadata?>(File.ReadAllText(path)) ?? new();
        }
        catch (YamlException exception)
        {
            throw new IngestException(
                $"{path}, line {exception.Start.Line}, column {exception.Start.Column}: {exception.InnerException?.Message ?? exception.Message} "
                + "Known keys are description, ra, dec, id and columns (with unit, ucd, utype, xtype, description).",
                exception);
        }
        catch (IOException exception)
        {
            throw new IngestException($"The metadata file {path} cannot be read: {exception.Message}", exception);
        }
    }
}

/// <summary>What a sidecar says of one column.</summary>
public sealed record ColumnMetadata
{
    /// <summary>Unit (VOUnits 1.1).</summary>
    public string? Unit { get; init; }

    /// <summary>Unified content descriptor.</summary>
    public string? Ucd { get; init; }

    /// <summary>Data model pointer.</summary>
    public string? Utype { get; init; }

    /// <summary>Extended type.</summary>
    public string? Xtype { get; init; }

    /// <summary>One or two sentences for a person.</summary>
    public string? Description { get; init; }
}

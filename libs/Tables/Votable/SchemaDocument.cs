using System.Globalization;
using System.Text;

namespace Hven.Tables.Votable;

/// <summary>
/// The document of one table that services answer with (DALI 1.1, section 4.4), made of a schema. Integers that VOTable lacks, and short ones where
/// null needs a value, are widened; uint64 becomes decimal text.
/// </summary>
internal static class SchemaDocument
{
    private const string CoordinateSystemId = "coosys";

    /// <summary>Makes the document.</summary>
    /// <exception cref="TableFormatException">A column cannot be written to a VOTable.</exception>
    public static VotableDocument Of(TableSchema schema, VotableWriterOptions options)
    {
        List<VotableElement> members = [];
        if (!options.Info.Any(info => info.Name == "QUERY_STATUS"))
        {
            members.Add(new VotableInfo("QUERY_STATUS", "OK"));
        }

        members.AddRange(options.Info);
        members.AddRange(schema.Info
            .Where(pair => pair.Key.Length > 0 && pair.Key != "QUERY_STATUS" && options.Info.All(info => info.Name != pair.Key))
            .Select(pair => new VotableInfo(pair.Key, pair.Value)));
        bool hasCoordinates = options.CoordinateSystem is not null && schema.Columns.Any(IsEquatorial);
        if (hasCoordinates)
        {
            members.Add(new VotableCoordinateSystem { Id = CoordinateSystemId, System = options.CoordinateSystem, Epoch = options.Epoch });
        }

        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        HashSet<string> ids = new(options.Info.Select(info => info.Id ?? ""), StringComparer.Ordinal) { CoordinateSystemId };
        members.Add(new VotableTable
        {
            Name = string.IsNullOrEmpty(schema.Name) ? null : schema.Name,
            Description = schema.Description,
            Members =
            [
                .. schema.Columns.Select(column => Field(column, options.Serialization) with
                {
                    Name = Unique(column.Name, names),
                    Id = Unique(Identifier(column.Name), ids),
                    Ref = hasCoordinates && IsEquatorial(column) ? CoordinateSystemId : null,
                }),
                new VotableData(options.Serialization),
            ],
        });
        return new VotableDocument { Version = options.Version, Members = [new VotableResource { Type = "results", Members = members }] };
    }

    /// <summary>The document with INFO elements added behind its table.</summary>
    public static VotableDocument Append(VotableDocument document, IReadOnlyList<VotableInfo> infos)
    {
        VotableResource resource = document.Resources.Single();
        return infos.Count == 0 ? document : document with { Members = [resource with { Members = [.. resource.Members, .. infos] }] };
    }

    private static VotableField Field(Column column, VotableSerialization serialization)
    {
        bool marked = serialization == VotableSerialization.Binary || column.IsArray;
        string datatype = column.Type switch
        {
            ElementType.Boolean => "boolean",
            // BINARY and arrays mark nulls by a value, and 8 or 16 bits have none to spare: images hold them all.
            ElementType.UInt8 => marked ? "short" : "unsignedByte",
            ElementType.Int16 => marked && OwnMissing("short", column.NullValue) is null ? "int" : "short",
            ElementType.Int8 => "short",
            ElementType.UInt16 or ElementType.Int32 => "int",
            ElementType.UInt32 or ElementType.Int64 => "long",
            ElementType.Float32 => "float",
            ElementType.Float64 => "double",
            ElementType.Complex64 => "floatComplex",
            ElementType.Complex128 => "doubleComplex",
            _ => column.IsUnicode && !column.IsArray ? "unicodeChar" : "char",
        };
        bool text = datatype is "char" or "unicodeChar";
        if (text && column.IsArray && (column.TextWidth ?? 0) < 1)
        {
            throw new TableFormatException("VOT-WIDTH", column.Type == ElementType.String
                ? $"Column '{column.Name}': a VOTable holds arrays of strings only when their width is known; set TextWidth"
                : $"Column '{column.Name}': a VOTable holds unsigned 64-bit integers as text, and so no arrays of them; write another type");
        }

        return new VotableField
        {
            Datatype = datatype,
            Arraysize = (text, column.Shape) switch
            {
                // Not the bounded "8*": astropy before 6.1 takes its binary form for one of fixed width.
                (true, null) => "*",
                (true, { } shape) => string.Create(CultureInfo.InvariantCulture, $"{column.TextWidth}x{shape}"),
                (false, { } shape) => shape.ToString(),
                _ => null,
            },
            Unit = column.Unit,
            Ucd = column.Ucd,
            Utype = column.Utype,
            Xtype = column.Xtype,
            Description = column.Description,
            Members = marked && MissingOf(datatype, column.NullValue) is { } missing ? [new VotableValues { Null = missing.ToString(CultureInfo.InvariantCulture) }] : [],
        };
    }

    /// <summary>
    /// The value that stands for null: the source's own when the datatype holds it, else one that data hardly hold. The least values, which many use for
    /// something, are none such.
    /// </summary>
    private static long? MissingOf(string datatype, string? own) => OwnMissing(datatype, own) ?? datatype switch
    {
        // Written for bytes only, which do not reach it.
        "short" => short.MinValue,
        "int" => -1_999_999_999,
        "long" => -8_999_999_999_999_999_999,
        _ => null,
    };

    private static long? OwnMissing(string datatype, string? own)
    {
        (long least, long greatest) = datatype switch
        {
            "short" => (short.MinValue, short.MaxValue),
            "int" => (int.MinValue, int.MaxValue),
            "long" => (long.MinValue, long.MaxValue),
            _ => (1L, 0L),
        };
        return NullValues.Integer(own) is { } missing && missing >= least && missing <= greatest ? missing : null;
    }

    private static bool IsEquatorial(Column column) => column.Ucd is { } ucd
        && (ucd.StartsWith("pos.eq", StringComparison.OrdinalIgnoreCase) || ucd.StartsWith("POS_EQ_", StringComparison.OrdinalIgnoreCase));

    private static string Unique(string name, HashSet<string> taken)
    {
        string unique = name;
        for (int number = 2; !taken.Add(unique); number++)
        {
            unique = string.Create(CultureInfo.InvariantCulture, $"{name}_{number}");
        }

        return unique;
    }

    // An XML ID is an NCName: letters, digits, underscore, hyphen and dot, not starting with a digit.
    private static string Identifier(string name)
    {
        StringBuilder id = new(name.Length + 1);
        foreach (char character in name)
        {
            id.Append(char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '.' ? character : '_');
        }

        return id.Length > 0 && (char.IsAsciiLetter(id[0]) || id[0] == '_') ? id.ToString() : "_" + id;
    }
}

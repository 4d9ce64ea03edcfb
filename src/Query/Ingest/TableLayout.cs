using Hven.Platform.Catalog;
using Hven.Tables;

namespace Hven.Query.Ingest;

/// <summary>The columns that a table will have, and which of them give position and identity.</summary>
/// <param name="Schema">The columns, names unique whatever their case.</param>
/// <param name="Source">The same columns under the names that the sources have.</param>
/// <param name="Ra">Index of the column with right ascension.</param>
/// <param name="Dec">Index of the column with declination.</param>
/// <param name="Id">Index of the column that identifies a row, or -1.</param>
/// <param name="Notes">Decisions that the person should know of.</param>
internal sealed record TableLayout(TableSchema Schema, TableSchema Source, int Ra, int Dec, int Id, IReadOnlyList<string> Notes)
{
    // Names under which surveys publish identifiers, in the order in which they are tried.
    private static readonly string[] IdNames = ["coadd_object_id", "coadd_objects_id", "object_id", "objectid", "objid", "source_id", "sourceid", "id", "number"];

    /// <summary>Decides the layout from what the sources and the person say.</summary>
    /// <param name="sources">Name and columns of each source; at least one.</param>
    /// <param name="metadata">What the person says.</param>
    /// <param name="isText">Whether all sources are text, whose types were guessed from the values: one wrong value must not cost the position.</param>
    /// <exception cref="IngestException">The sources do not fit together, or there is no position.</exception>
    public static TableLayout Decide(IReadOnlyList<(string Name, TableSchema Schema)> sources, TableMetadata metadata, bool isText = false)
    {
        var notes = new List<string>();
        List<Column> columns = [.. Unite(sources)];
        if (columns.Count == 0)
        {
            throw new IngestException($"{sources[0].Name} has no columns.");
        }

        Column[] read = [.. columns];
        MakeNamesUnique(columns, notes);
        foreach ((string name, ColumnMetadata said) in metadata.Columns)
        {
            int index = IndexOf(columns, name);
            if (index < 0)
            {
                throw new IngestException($"The metadata speaks of column '{name}', which the files do not have. They have: {Names(columns)}.");
            }

            Column column = columns[index];
            columns[index] = column with
            {
                Unit = said.Unit ?? column.Unit,
                Ucd = said.Ucd ?? column.Ucd,
                Utype = said.Utype ?? column.Utype,
                Xtype = said.Xtype ?? column.Xtype,
                Description = said.Description ?? column.Description,
            };
        }

        int ra = FindPosition(columns, metadata.Ra, "ra", "--ra", PositionColumn.Ra, isText);
        int dec = FindPosition(columns, metadata.Dec, "dec", "--dec", PositionColumn.Dec, isText);
        foreach (int position in new[] { ra, dec }.Where(index => columns[index].Type == ElementType.String))
        {
            columns[position] = columns[position] with { Type = ElementType.Float64, TextWidth = null };
            read[position] = read[position] with { Type = ElementType.Float64, TextWidth = null };
            notes.Add($"Column {columns[position].Name} has values that are not numbers; rows with them are left out.");
        }

        int id = metadata.Id is null ? FindId(columns) : Require(columns, metadata.Id, "--id");
        columns[ra] = columns[ra] with { Unit = columns[ra].Unit ?? "deg", Ucd = columns[ra].Ucd ?? "pos.eq.ra;meta.main" };
        columns[dec] = columns[dec] with { Unit = columns[dec].Unit ?? "deg", Ucd = columns[dec].Ucd ?? "pos.eq.dec;meta.main" };
        if (id >= 0)
        {
            columns[id] = columns[id] with { Ucd = columns[id].Ucd ?? "meta.id;meta.main" };
        }

        notes.Add($"Position: {columns[ra].Name}, {columns[dec].Name}; identifier: {(id < 0 ? "none" : columns[id].Name)}.");
        TableSchema schema = sources[0].Schema with { Columns = columns, Description = metadata.Description ?? sources[0].Schema.Description };
        return new(schema, sources[0].Schema with { Columns = read }, ra, dec, id, notes);
    }

    /// <summary>Columns of the first source, each with the narrowest type that holds its values in all sources.</summary>
    private static Column[] Unite(IReadOnlyList<(string Name, TableSchema Schema)> sources)
    {
        Column[] united = [.. sources[0].Schema.Columns];
        foreach ((string name, TableSchema schema) in sources.Skip(1))
        {
            if (!schema.Columns.Select(column => column.Name).SequenceEqual(united.Select(column => column.Name), StringComparer.Ordinal))
            {
                string missing = string.Join(", ", united.Select(column => column.Name).Except(schema.Columns.Select(column => column.Name)));
                string extra = string.Join(", ", schema.Columns.Select(column => column.Name).Except(united.Select(column => column.Name)));
                throw new IngestException(
                    $"{name} does not have the columns of {sources[0].Name}: missing [{missing}], extra [{extra}]"
                    + (missing.Length + extra.Length == 0 ? ", or in another order" : "") + ". Ingest it into a table of its own, or make the files alike.");
            }

            for (int index = 0; index < united.Length; index++)
            {
                Column other = schema.Columns[index];
                if (ColumnCast.Common(united[index], other) is not { } common)
                {
                    throw new IngestException(
                        $"Column {other.Name} is {other.Type}{Shape(other)} in {name} but {united[index].Type}{Shape(united[index])} in {sources[0].Name}; they cannot be one column.");
                }

                united[index] = common;
            }
        }

        return united;
    }

    private static string Shape(Column column) => column.Shape is null ? "" : $"[{column.Shape}]";

    private static void MakeNamesUnique(List<Column> columns, List<string> notes)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { CatalogTable.HealpixColumn };
        for (int index = 0; index < columns.Count; index++)
        {
            string name = columns[index].Name.Trim().Replace("\0", "", StringComparison.Ordinal);
            name = name.Length == 0 ? $"col{index + 1}" : name;
            string unique = name;
            for (int number = 2; !taken.Add(unique); number++)
            {
                unique = $"{name}_{number}";
            }

            if (unique != columns[index].Name)
            {
                notes.Add($"Column {index + 1}, '{columns[index].Name}', is named '{unique}': names differ by more than case and are not empty.");
                columns[index] = columns[index] with { Name = unique };
            }
        }
    }

    private static int FindPosition(List<Column> columns, string? given, string what, string option, PositionColumn position, bool isText)
    {
        int index = given is null ? position.FindIn(columns) : Require(columns, given, option);
        if (index < 0 && isText)
        {
            index = columns.FindIndex(column => !column.IsArray && column.Type == ElementType.String && position.Names.Contains(column.Name, StringComparer.OrdinalIgnoreCase));
        }

        if (index < 0)
        {
            throw new IngestException($"No column gives {what}: none has the UCD {position.Ucds[0]} or a usual name. Name it with {option}. The columns are: {Names(columns)}.");
        }

        Column found = columns[index];
        if (!PositionColumn.IsNumeric(found) && !(isText && !found.IsArray && found.Type == ElementType.String))
        {
            throw new IngestException($"Column {found.Name} is {found.Type}{Shape(found)}; {what} must be a number in degrees. Name another with {option}.");
        }

        if (found.Unit is { Length: > 0 } unit && !PositionColumn.IsDegrees(unit))
        {
            throw new IngestException($"Column {found.Name} has the unit '{unit}'; {what} must be in degrees. Name another with {option}, or set unit: deg in --metadata if the file is wrong.");
        }

        return index;
    }

    private static int FindId(List<Column> columns)
    {
        int index = columns.FindIndex(column => !column.IsArray && column.Ucd is { } ucd
            && (ucd.Equals("meta.id;meta.main", StringComparison.OrdinalIgnoreCase) || ucd.Equals("ID_MAIN", StringComparison.OrdinalIgnoreCase)));
        foreach (string name in index < 0 ? IdNames : [])
        {
            index = columns.FindIndex(column => !column.IsArray && IsIdentifier(column) && name.Equals(column.Name, StringComparison.OrdinalIgnoreCase));
            if (index >= 0)
            {
                break;
            }
        }

        return index;
    }

    private static bool IsIdentifier(Column column) => column.Type is not (ElementType.Float32 or ElementType.Float64 or ElementType.Boolean);

    private static int Require(List<Column> columns, string name, string option)
    {
        int index = IndexOf(columns, name);
        return index >= 0 ? index : throw new IngestException($"There is no column '{name}' ({option}). The columns are: {Names(columns)}.");
    }

    private static int IndexOf(List<Column> columns, string name) => columns.FindIndex(column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static string Names(List<Column> columns) =>
        string.Join(", ", columns.Take(60).Select(column => column.Name)) + (columns.Count > 60 ? $" and {columns.Count - 60} more" : "");
}

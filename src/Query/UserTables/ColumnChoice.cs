using Hven.Platform.Http;
using Hven.Tables;

namespace Hven.Query.UserTables;

/// <summary>Which columns of a file become a table's, and of which types.</summary>
internal static class ColumnChoice
{
    private static readonly Dictionary<string, ElementType> s_types = new(StringComparer.OrdinalIgnoreCase)
    {
        ["SMALLINT"] = ElementType.Int16, ["INTEGER"] = ElementType.Int32, ["INT"] = ElementType.Int32, ["BIGINT"] = ElementType.Int64,
        ["REAL"] = ElementType.Float32, ["DOUBLE"] = ElementType.Float64, ["VARCHAR"] = ElementType.String,
    };

    /// <summary>The columns of a file as they are wanted.</summary>
    /// <param name="schema">The file's.</param>
    /// <param name="columns">Names with commas between, each perhaps with a new one as in <c>old=new</c>; null for all.</param>
    /// <param name="types">Types with commas between, as in <c>id:BIGINT,flag:SMALLINT</c>, by the file's names; null for those of the file.</param>
    /// <exception cref="ServiceException">A column or type is none.</exception>
    public static IReadOnlyList<(Column Column, int Source)> Of(TableSchema schema, string? columns, string? types)
    {
        List<(Column Column, int Source)> chosen = [];
        foreach (string part in columns is null ? schema.Columns.Select(column => column.Name) : Parts(columns))
        {
            string[] names = columns is null ? [part] : part.Split('=', 2, StringSplitOptions.TrimEntries);
            int source = Find(schema, names[0]);
            chosen.Add((schema.Columns[source] with { Name = names[^1] }, source));
        }

        // Degrees that happen to be whole are positions nevertheless.
        Column[] named = [.. chosen.Select(one => one.Column)];
        foreach (int index in new[] { PositionColumn.Ra.FindIn(named), PositionColumn.Dec.FindIn(named) }.Where(index => index >= 0 && named[index] is { IsArray: false, Type: ElementType.Int16 or ElementType.Int32 or ElementType.Int64 }))
        {
            chosen[index] = (named[index] with { Type = ElementType.Float64, NullValue = null }, chosen[index].Source);
        }

        foreach (string part in types is null ? [] : Parts(types))
        {
            int colon = part.LastIndexOf(':');
            int source = Find(schema, colon < 0 ? part : part[..colon].Trim());
            if (colon < 0 || !s_types.TryGetValue(part[(colon + 1)..].Trim(), out ElementType type))
            {
                throw new ServiceException("column-type", 400, $"types has '{part}'; it must be a column and a type, such as id:BIGINT. Types are {string.Join(", ", s_types.Keys)}.");
            }

            for (int index = 0; index < chosen.Count; index++)
            {
                if (chosen[index].Source == source)
                {
                    chosen[index] = (chosen[index].Column with { Type = type, Shape = null, NullValue = null, IsUnicode = type == ElementType.String }, source);
                }
            }
        }

        return chosen.Count > 0 ? chosen : throw new ServiceException("column-unknown", 400, "columns names none. Leave it out for all.");
    }

    /// <summary>The columns of a table, each with its source in a file by name in any case; what the file has besides is refused.</summary>
    /// <exception cref="ServiceException">The file has a column that the table has not.</exception>
    public static IReadOnlyList<(Column Column, int Source)> Onto(IReadOnlyList<Column> table, TableSchema schema, string name)
    {
        if (schema.Columns.FirstOrDefault(column => !table.Any(known => known.Name.Equals(column.Name, StringComparison.OrdinalIgnoreCase))) is { } more)
        {
            throw new ServiceException("column-unknown", 400, $"The file has a column '{more.Name}', and {name} has none of that name. Its columns are {string.Join(", ", table.Select(column => column.Name))}. Nothing was changed.");
        }

        return [.. table.Select(column => (column, schema.Columns.ToList().FindIndex(other => other.Name.Equals(column.Name, StringComparison.OrdinalIgnoreCase))))];
    }

    private static string[] Parts(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static int Find(TableSchema schema, string name)
    {
        List<Column> all = [.. schema.Columns];
        int exact = all.FindIndex(column => column.Name == name);
        int found = exact >= 0 ? exact : all.FindIndex(column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        return found >= 0 ? found : throw new ServiceException("column-unknown", 400, $"The file has no column '{name}'. Its columns are {string.Join(", ", schema.Columns.Take(50).Select(column => column.Name))}.");
    }
}

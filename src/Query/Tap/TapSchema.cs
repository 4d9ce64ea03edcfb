using System.Text;
using Hven.Adql;
using Hven.Adql.Binding;
using Hven.Platform.Catalog;
using Hven.Tables;

namespace Hven.Query.Tap;

/// <summary>One table of TAP_SCHEMA with its rows.</summary>
/// <param name="Description">Its columns.</param>
/// <param name="Rows">Its rows, in the order of the columns; values are text, int or null.</param>
public sealed record TapSchemaTable(AdqlTable Description, IReadOnlyList<IReadOnlyList<object?>> Rows);

/// <summary>The tables that describe the tables (TAP 1.1, section 4).</summary>
public sealed class TapSchema
{
    /// <summary>Name of the schema.</summary>
    public const string SchemaName = "tap_schema";

    /// <summary>Describes a survey.</summary>
    /// <param name="survey">The survey.</param>
    public TapSchema(SurveyCatalog survey)
    {
        ArgumentNullException.ThrowIfNull(survey);
        List<IReadOnlyList<object?>> schemas = [];
        List<IReadOnlyList<object?>> tables = [];
        List<IReadOnlyList<object?>> columns = [];
        foreach (CatalogRelease release in survey.Releases)
        {
            schemas.Add([release.Name, null, release.Description.Description ?? release.Description.Title, schemas.Count + 1]);
            foreach (CatalogTable table in release.Tables)
            {
                tables.Add([release.Name, table.FullName, "table", null, table.Description, tables.Count + 1]);
                AddColumns(columns, table);
            }
        }

        // Our own names and descriptions are ASCII: what the survey says decides.
        AdqlTable[] layout = [.. s_layout.Zip([schemas, tables, columns, [], []], WithUnicode)];
        schemas.Add([SchemaName, null, "Tables that describe the tables of this service (TAP 1.1, section 4).", schemas.Count + 1]);
        foreach (AdqlTable table in layout)
        {
            tables.Add([SchemaName, $"{SchemaName}.{table.Name}", "table", null, s_descriptions[table.Name], tables.Count + 1]);
            int index = 0;
            foreach (AdqlColumn column in table.Columns)
            {
                bool isText = column.Type == AdqlType.Varchar;
                columns.Add([$"{SchemaName}.{table.Name}", Delimit(column.Name), !isText ? "int" : column.IsUnicode ? "unicodeChar" : "char", isText ? "*" : null, null, null,
                    column.Description, null, null, null, 1, 0, 1, ++index]);
            }
        }

        List<IReadOnlyList<object?>> keys = [];
        List<IReadOnlyList<object?>> keyColumns = [];
        foreach ((string fromTable, string fromColumn, string targetTable, string targetColumn) in ForeignKeys)
        {
            string key = $"{fromTable}_{fromColumn}";
            keys.Add([key, $"{SchemaName}.{fromTable}", $"{SchemaName}.{targetTable}", null, null]);
            keyColumns.Add([key, fromColumn, targetColumn]);
        }

        Tables = [.. layout.Zip([schemas, tables, columns, keys, keyColumns], (table, rows) => new TapSchemaTable(table, rows))];
    }

    private static AdqlTable WithUnicode(AdqlTable table, List<IReadOnlyList<object?>> rows) => table with
    {
        Columns = [.. table.Columns.Select((column, index) => rows.Exists(row => row[index] is string text && !Ascii.IsValid(text)) ? column with { IsUnicode = true } : column)],
    };

    /// <summary>How the tables of TAP_SCHEMA refer to each other (TAP 1.1, section 4.4): column, then the column it refers to.</summary>
    public static IReadOnlyList<(string FromTable, string FromColumn, string TargetTable, string TargetColumn)> ForeignKeys { get; } =
    [
        ("tables", "schema_name", "schemas", "schema_name"),
        ("columns", "table_name", "tables", "table_name"),
        ("keys", "from_table", "tables", "table_name"),
        ("keys", "target_table", "tables", "table_name"),
        ("key_columns", "key_id", "keys", "key_id"),
    ];

    /// <summary>The tables with their rows.</summary>
    public IReadOnlyList<TapSchemaTable> Tables { get; }

    /// <summary>Description of one of the tables.</summary>
    public static string Describe(AdqlTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return s_descriptions[table.Name];
    }

    private static readonly Dictionary<string, string> s_descriptions = new()
    {
        ["schemas"] = "The schemas of this service: one a release.",
        ["tables"] = "The tables of this service.",
        ["columns"] = "The columns of the tables.",
        ["keys"] = "Foreign keys between the tables.",
        ["key_columns"] = "The columns of the foreign keys.",
    };

    private static readonly AdqlTable[] s_layout =
    [
        Table("schemas", Text("schema_name", "Name of the schema"), Text("utype", "Data model pointer"), Text("description", "Description of the schema"), Integer("schema_index", "Recommended order")),
        Table("tables", Text("schema_name", "Schema of the table"), Text("table_name", "Name of the table as in queries"), Text("table_type", "table or view"),
            Text("utype", "Data model pointer"), Text("description", "Description of the table"), Integer("table_index", "Recommended order")),
        Table("columns", Text("table_name", "Table of the column"), Text("column_name", "Name of the column"), Text("datatype", "VOTable datatype"),
            Text("arraysize", "VOTable arraysize"), Text("xtype", "VOTable xtype"), Integer("size", "Length of the column; use arraysize"),
            Text("description", "Description of the column"), Text("utype", "Data model pointer"), Text("unit", "Unit of the values"), Text("ucd", "Unified content descriptor"),
            Integer("indexed", "1 when a search by this column is fast"), Integer("principal", "1 when the column is shown first"), Integer("std", "1 when a standard defines the column"),
            Integer("column_index", "Recommended order")),
        Table("keys", Text("key_id", "Identifier of the key"), Text("from_table", "Table that refers"), Text("target_table", "Table referred to"),
            Text("description", "Description of the key"), Text("utype", "Data model pointer")),
        Table("key_columns", Text("key_id", "Identifier of the key"), Text("from_column", "Column that refers"), Text("target_column", "Column referred to")),
    ];

    private static void AddColumns(List<IReadOnlyList<object?>> rows, CatalogTable table)
    {
        int index = 0;
        foreach (CatalogColumn column in table.Columns)
        {
            VoType type = VoType.Of(column.ToColumn());
            bool isKey = column.Name == table.IdColumn || column.Name == table.RaColumn || column.Name == table.DecColumn;
            rows.Add([table.FullName, Delimit(column.Name), type.Datatype, type.ArraySize, type.Xtype, Size(column), column.Description, column.Utype, column.Unit, column.Ucd,
                isKey ? 1 : 0, isKey ? 1 : 0, 0, ++index]);
        }
    }

    /// <summary>The length of a vector, which TAP 1.0 clients read in place of arraysize; null where it is not one number.</summary>
    private static int? Size(CatalogColumn column) => column.ToColumn().Shape is { IsVariable: false, Lengths.Count: 1 } shape ? shape.Lengths[0] : null;

    /// <summary>The name as it must stand in a query (TAP 1.1, section 4.3: delimited where it has to be).</summary>
    private static string Delimit(string name) => AdqlName.Quote(name);

    private static AdqlTable Table(string name, params AdqlColumn[] columns) => new(SchemaName, name, columns, null);

    private static AdqlColumn Text(string name, string description) => new(name, AdqlType.Varchar) { Description = description };

    private static AdqlColumn Integer(string name, string description) => new(name, AdqlType.Integer) { Description = description };
}

/// <summary>The type of a column in the words of VOTable.</summary>
/// <param name="Datatype">VOTable datatype.</param>
/// <param name="ArraySize">VOTable arraysize, or <see langword="null"/> for a scalar.</param>
/// <param name="Xtype">VOTable xtype.</param>
public sealed record VoType(string Datatype, string? ArraySize, string? Xtype)
{
    /// <summary>The VOTable type that carries a column; types that VOTable lacks are widened.</summary>
    public static VoType Of(Column column)
    {
        ArgumentNullException.ThrowIfNull(column);
        string datatype = column.Type switch
        {
            ElementType.Boolean => "boolean",
            ElementType.UInt8 => "unsignedByte",
            ElementType.Int8 or ElementType.Int16 => "short",
            ElementType.UInt16 or ElementType.Int32 => "int",
            ElementType.UInt32 or ElementType.Int64 or ElementType.UInt64 => "long",
            ElementType.Float32 => "float",
            ElementType.Float64 => "double",
            ElementType.Complex64 => "floatComplex",
            ElementType.Complex128 => "doubleComplex",
            _ => column is { IsUnicode: true, IsArray: false } ? "unicodeChar" : "char",
        };
        return new(datatype, column is { Type: ElementType.String, TextWidth: null } ? "*" : QueryCatalog.ArraySizeOf(column) ?? (column.Type == ElementType.String ? "*" : null), column.Xtype);
    }
}

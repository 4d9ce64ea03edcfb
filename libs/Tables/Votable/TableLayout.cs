namespace Hven.Tables.Votable;

/// <summary>The columns of a table as its rows hold them.</summary>
/// <param name="Fields">The FIELDs.</param>
/// <param name="Schema">What the table is to the outside.</param>
/// <param name="Data">How its rows are written, or <see langword="null"/> when it has none.</param>
internal sealed record TableLayout(IReadOnlyList<FieldLayout> Fields, TableSchema Schema, VotableData? Data)
{
    /// <summary>Works out the layout of the present table.</summary>
    /// <param name="builder">The document as far as it is known.</param>
    /// <param name="hasRows">Whether the table has rows.</param>
    /// <param name="findings">Told of slips.</param>
    /// <param name="place">Where the document is being read.</param>
    /// <exception cref="FormatException">A FIELD cannot be understood.</exception>
    public static TableLayout Of(DocumentBuilder builder, bool hasRows, Findings findings, (long Line, int Column) place)
    {
        VotableTable table = builder.Table;
        List<FieldLayout> fields = [];
        foreach (VotableField field in FieldsOf(table, builder.Find))
        {
            fields.Add(FieldLayout.Of(field.Name is null ? field with { Name = field.Id ?? $"col{fields.Count + 1}" } : field, NullValues.Of(field, builder.Find), out string? slip));
            if (slip is not null)
            {
                findings.Add(Rule.Datatype, slip, place);
            }

            if (fields[^1] is { Missing: { } missing, Datatype: "unsignedByte" or "short" or "int" or "long" } && NullValues.Integer(missing) is null)
            {
                findings.Add(Rule.NullValue, $"'{field.Name}' has the null value '{missing}', which is no {fields[^1].Datatype}", place);
            }
        }

        return new TableLayout(fields, new TableSchema([.. fields.Select(field => field.Column)])
        {
            Name = table.Name,
            Description = Tidy(table.Description),
            Info = builder.Facts,
        }, hasRows ? table.Data : null);
    }

    /// <summary>The columns of a table: its own, or those of the table that it refers to (VOTable 1.5, section 3.8).</summary>
    public static IEnumerable<VotableField> FieldsOf(VotableTable table, Func<string, VotableElement?> find) =>
        table.Ref is { } other && !table.Fields.Any() && find(other) is VotableTable model ? model.Fields : table.Fields;

    /// <summary>Descriptions come wrapped and indented to suit the document.</summary>
    public static string? Tidy(string? text) =>
        text is not null && string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) is { Length: > 0 } tidy ? tidy : null;
}

namespace Hven.Tables.Votable;

/// <summary>The columns of a table as its rows hold them.</summary>
/// <param name="Fields">The FIELDs.</param>
/// <param name="Schema">What the table is to the outside.</param>
/// <param name="Data">How its rows are written, or <see langword="null"/> when it has none.</param>
internal sealed record TableLayout(IReadOnlyList<FieldLayout> Fields, TableSchema Schema, VotableData? Data)
{
    /// <summary>Works out the layout of the innermost table.</summary>
    /// <param name="scopes">The elements that it stands in, outermost first, itself last.</param>
    /// <param name="document">The document as far as it is known.</param>
    /// <param name="hasRows">Whether it has rows.</param>
    /// <param name="findings">Told of slips.</param>
    /// <param name="place">Where the document is being read.</param>
    /// <exception cref="FormatException">A FIELD cannot be understood.</exception>
    public static TableLayout Of(IReadOnlyList<VotableContainer> scopes, VotableDocument document, bool hasRows, Findings findings, (long Line, int Column) place)
    {
        VotableTable table = (VotableTable)scopes[^1];
        NullValues nulls = new(document);
        List<FieldLayout> fields = [];
        foreach (VotableField field in FieldsOf(table, document))
        {
            fields.Add(FieldLayout.Of(field.Name is null ? field with { Name = field.Id ?? $"col{fields.Count + 1}" } : field, nulls.Of(field), out string? slip));
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
            Info = [.. scopes.SelectMany(Facts)],
        }, hasRows ? table.Data : null);
    }

    /// <summary>The columns of a table: its own, or those of the table that it refers to (VOTable 1.5, section 3.8).</summary>
    public static IEnumerable<VotableField> FieldsOf(VotableTable table, VotableDocument document) =>
        table.Ref is { } other && !table.Fields.Any() && document.Find(other) is VotableTable model ? model.Fields : table.Fields;

    /// <summary>Descriptions come wrapped and indented to suit the document.</summary>
    public static string? Tidy(string? text) =>
        text is not null && string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) is { Length: > 0 } tidy ? tidy : null;

    /// <summary>What INFO and PARAM say of the table, those in groups included.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Facts(VotableContainer container) => container.Members.SelectMany(member => member switch
    {
        VotableInfo info => [new(info.Name, info.Value.Length == 0 && Tidy(info.Text) is { } text ? text : info.Value)],
        VotableParam param when (param.Name ?? param.Id) is { } name => [new(name, param.Value)],
        VotableGroup group => Facts(group),
        VotableDefinitions definitions => Facts(definitions),
        _ => Array.Empty<KeyValuePair<string, string>>(),
    });
}

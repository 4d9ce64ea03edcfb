using System.Globalization;

namespace Hven.Tables.Votable;

/// <summary>Makes the elements of the document model from what was read of them. Its twin is <see cref="ElementOutput"/>.</summary>
internal static class ElementFactory
{
    // The initialisers run in order: what none of them took is left for OtherAttributes.
    public static VotableElement Make(OpenElement open, IReadOnlyList<VotableElement> members) => open.Name switch
    {
        "VOTABLE" => Document(open, members),
        "DEFINITIONS" => new VotableDefinitions { Description = open.Description, Members = members, OtherAttributes = open.Rest() },
        "RESOURCE" => new VotableResource
        {
            Id = open.Take("ID"), Name = open.Take("name"), Type = open.Take("type"), Utype = open.Take("utype"),
            Description = open.Description, Members = members, OtherAttributes = open.Rest(),
        },
        "TABLE" => new VotableTable
        {
            Id = open.Take("ID"), Name = open.Take("name"), Ucd = open.Take("ucd"), Utype = open.Take("utype"), Ref = open.Take("ref"),
            RowCount = Whole(open.Take("nrows")), Description = open.Description, Members = members, OtherAttributes = open.Rest(),
        },
        "FIELD" => Variable(open, members, new VotableField()),
        "PARAM" => Variable(open, members, new VotableParam { Value = open.Take("value") ?? "" }),
        "VALUES" => new VotableValues
        {
            Id = open.Take("ID"), Type = open.Take("type"), Null = open.Take("null"), Ref = open.Take("ref"),
            Members = members, OtherAttributes = open.Rest(),
        },
        "MIN" or "MAX" => new VotableLimit(open.Take("value") ?? "", open.Name == "MAX") { Inclusive = open.Take("inclusive"), OtherAttributes = open.Rest() },
        "OPTION" => new VotableOption(open.Take("value") ?? "") { Name = open.Take("name"), Members = members, OtherAttributes = open.Rest() },
        "GROUP" => new VotableGroup
        {
            Id = open.Take("ID"), Name = open.Take("name"), Ref = open.Take("ref"), Ucd = open.Take("ucd"), Utype = open.Take("utype"),
            Description = open.Description, Members = members, OtherAttributes = open.Rest(),
        },
        "FIELDref" or "PARAMref" => new VotableReference(open.Take("ref") ?? "", open.Name == "PARAMref")
        {
            Ucd = open.Take("ucd"), Utype = open.Take("utype"), OtherAttributes = open.Rest(),
        },
        "INFO" => new VotableInfo(open.Take("name") ?? open.Take("ID") ?? "", open.Take("value") ?? "")
        {
            Id = open.Take("ID"), Unit = open.Take("unit"), Ucd = open.Take("ucd"), Utype = open.Take("utype"), Xtype = open.Take("xtype"),
            Ref = open.Take("ref"), Text = open.Text, Description = open.Description, Members = members, OtherAttributes = open.Rest(),
        },
        "LINK" => new VotableLink
        {
            Id = open.Take("ID"), ContentRole = open.Take("content-role"), ContentType = open.Take("content-type"), Title = open.Take("title"),
            Value = open.Take("value"), Href = open.Take("href"), Gref = open.Take("gref"), Action = open.Take("action"),
            Text = open.Text, Members = members, OtherAttributes = open.Rest(),
        },
        "COOSYS" => new VotableCoordinateSystem
        {
            Id = open.Take("ID"), System = open.Take("system"), Equinox = open.Take("equinox"), Epoch = open.Take("epoch"),
            ReferencePosition = open.Take("refposition"), Text = open.Text, Members = members, OtherAttributes = open.Rest(),
        },
        "TIMESYS" => new VotableTimeSystem
        {
            Id = open.Take("ID"), TimeOrigin = open.Take("timeorigin"), TimeScale = open.Take("timescale"),
            ReferencePosition = open.Take("refposition"), Text = open.Text, Members = members, OtherAttributes = open.Rest(),
        },
        "DATA" => (open.Data ?? new VotableData(VotableSerialization.Tabledata)) with { Members = members, OtherAttributes = open.Rest() },
        _ => throw new ArgumentOutOfRangeException(nameof(open), open.Name, "No element of metadata."),
    };

    private static VotableDocument Document(OpenElement open, IReadOnlyList<VotableElement> members)
    {
        string? id = open.Take("ID");
        string? version = open.Take("version");
        open.Take("xmlns");
        IReadOnlyList<KeyValuePair<string, string>> rest = open.Rest();
        return new VotableDocument
        {
            Id = id,
            Version = version,
            Description = open.Description,
            Members = members,
            Namespaces = [.. rest.Where(IsNamespace).Select(attribute => KeyValuePair.Create(attribute.Key["xmlns:".Length..], attribute.Value))],
            OtherAttributes = [.. rest.Where(attribute => !IsNamespace(attribute))],
        };
    }

    private static VotableVariable Variable(OpenElement open, IReadOnlyList<VotableElement> members, VotableVariable empty) => empty with
    {
        Id = open.Take("ID"), Name = open.Take("name"), Datatype = open.Take("datatype"), Arraysize = open.Take("arraysize"),
        Unit = open.Take("unit"), Ucd = open.Take("ucd"), Utype = open.Take("utype"), Xtype = open.Take("xtype"), Ref = open.Take("ref"),
        Precision = open.Take("precision"), Width = open.Take("width"), Type = open.Take("type"),
        Description = open.Description, Members = members, OtherAttributes = open.Rest(),
    };

    private static bool IsNamespace(KeyValuePair<string, string> attribute) => attribute.Key.StartsWith("xmlns:", StringComparison.Ordinal);

    private static long? Whole(string? text) =>
        long.TryParse(text, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out long number) ? number : null;
}

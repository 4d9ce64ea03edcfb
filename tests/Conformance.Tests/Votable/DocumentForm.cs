using System.Globalization;
using System.Xml;
using Hven.Tables.Votable;

namespace Hven.Conformance.Tests.Votable;

/// <summary>A document's metadata as lines, one an element, that votable_documents.py makes of the XML too.</summary>
internal static class DocumentForm
{
    public static List<string> Of(VotableDocument document)
    {
        List<string> lines = [];
        Add(document, 0, lines);
        return lines;
    }

    private static void Add(VotableElement element, int depth, List<string> lines)
    {
        if (element is VotableMarkup markup)
        {
            lines.Add($"{depth} *{markup.Name} {Inner(markup.Xml)}");
            return;
        }

        List<(string Name, string? Value)> attributes = [("ID", element.Id), .. element.OtherAttributes.Where(attribute => !attribute.Key.Contains(':', StringComparison.Ordinal) && attribute.Key != "xmlns").Select(attribute => (attribute.Key, (string?)attribute.Value)), .. Attributes(element)];
        string shown = string.Join(' ', attributes.Where(attribute => attribute.Value is not null).OrderBy(attribute => attribute.Name, StringComparer.Ordinal).Select(attribute => $"{attribute.Name}={Tidy(attribute.Value!)}"));
        lines.Add(string.Join(' ', new[] { $"{depth} {Name(element)}", shown, Tidy(Text(element) ?? "") }.Where(part => part.Length > 0)));
        if (element is not VotableContainer container)
        {
            return;
        }

        if (!string.IsNullOrWhiteSpace(container.Description))
        {
            lines.Add($"{depth + 1} DESCRIPTION {Tidy(container.Description)}".TrimEnd());
        }

        foreach (VotableElement member in container.Members)
        {
            Add(member, depth + 1, lines);
        }
    }

    private static string Tidy(string text) => string.Join(' ', text.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries));

    // Prefixes have no meaning here, so foreign elements count as their names and texts.
    private static string Inner(string xml)
    {
        using XmlTextReader reader = new(new StringReader(xml)) { Namespaces = false, DtdProcessing = DtdProcessing.Prohibit };
        List<string> parts = [];
        while (reader.Read())
        {
            if (reader.NodeType == XmlNodeType.Element)
            {
                parts.Add(reader.Name[(reader.Name.IndexOf(':', StringComparison.Ordinal) + 1)..]);
            }
            else if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA && Tidy(reader.Value) is { Length: > 0 } text)
            {
                parts.Add(text);
            }
        }

        return string.Join(' ', parts);
    }

    private static string? Text(VotableElement element) => element switch
    {
        VotableInfo info => info.Text,
        VotableLink link => link.Text,
        VotableCoordinateSystem system => system.Text,
        VotableTimeSystem system => system.Text,
        _ => null,
    };

    private static string Name(VotableElement element) => element switch
    {
        VotableDocument => "VOTABLE",
        VotableDefinitions => "DEFINITIONS",
        VotableResource => "RESOURCE",
        VotableTable => "TABLE",
        VotableField => "FIELD",
        VotableParam => "PARAM",
        VotableValues => "VALUES",
        VotableLimit limit => limit.IsMaximum ? "MAX" : "MIN",
        VotableOption => "OPTION",
        VotableGroup => "GROUP",
        VotableReference reference => reference.IsParam ? "PARAMref" : "FIELDref",
        VotableInfo => "INFO",
        VotableLink => "LINK",
        VotableCoordinateSystem => "COOSYS",
        VotableTimeSystem => "TIMESYS",
        _ => "DATA",
    };

    private static (string, string?)[] Attributes(VotableElement element) => element switch
    {
        VotableDocument document => [("version", document.Version)],
        VotableResource resource => [("name", resource.Name), ("type", resource.Type), ("utype", resource.Utype)],
        VotableTable table => [("name", table.Name), ("ucd", table.Ucd), ("utype", table.Utype), ("ref", table.Ref), ("nrows", table.RowCount?.ToString(CultureInfo.InvariantCulture))],
        VotableVariable variable =>
        [
            ("name", variable.Name), ("datatype", variable.Datatype), ("arraysize", variable.Arraysize), ("unit", variable.Unit), ("ucd", variable.Ucd), ("utype", variable.Utype),
            ("xtype", variable.Xtype), ("ref", variable.Ref), ("precision", variable.Precision), ("width", variable.Width), ("type", variable.Type), ("value", (variable as VotableParam)?.Value),
        ],
        VotableValues values => [("type", values.Type), ("null", values.Null), ("ref", values.Ref)],
        VotableLimit limit => [("value", limit.Value), ("inclusive", limit.Inclusive)],
        VotableOption option => [("name", option.Name), ("value", option.Value)],
        VotableGroup group => [("name", group.Name), ("ref", group.Ref), ("ucd", group.Ucd), ("utype", group.Utype)],
        VotableReference reference => [("ref", reference.Ref), ("ucd", reference.Ucd), ("utype", reference.Utype)],
        VotableInfo info => [("name", info.Name), ("value", info.Value), ("unit", info.Unit), ("ucd", info.Ucd), ("utype", info.Utype), ("xtype", info.Xtype), ("ref", info.Ref)],
        VotableLink link => [("content-role", link.ContentRole), ("content-type", link.ContentType), ("title", link.Title), ("value", link.Value), ("href", link.Href), ("gref", link.Gref), ("action", link.Action)],
        VotableCoordinateSystem system => [("system", system.System), ("equinox", system.Equinox), ("epoch", system.Epoch), ("refposition", system.ReferencePosition)],
        VotableTimeSystem system => [("timeorigin", system.TimeOrigin), ("timescale", system.TimeScale), ("refposition", system.ReferencePosition)],
        _ => [],
    };
}

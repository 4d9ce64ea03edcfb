using System.Globalization;
using System.Xml;

namespace Hven.Tables.Votable;

/// <summary>Writes elements of the document model as XML. Its twin is <see cref="ElementFactory"/>.</summary>
internal sealed class ElementOutput(Utf8Output output)
{
    /// <summary>Writes a whole element.</summary>
    public void Write(VotableElement element)
    {
        switch (element)
        {
            case VotableMarkup markup:
                output.Raw(markup.Xml);
                output.Raw("\n"u8);
                return;
            case VotableData data:
                WriteRemote(data);
                return;
        }

        string name = NameOf(element);
        Start(name, element);
        string? text = element switch
        {
            VotableInfo info => info.Text,
            VotableLink link => link.Text,
            VotableCoordinateSystem system => system.Text,
            VotableTimeSystem system => system.Text,
            _ => null,
        };
        VotableContainer? container = element as VotableContainer;
        if (text is null && container is null or { Description: null, Members.Count: 0 })
        {
            output.Raw("/>\n"u8);
            return;
        }

        output.Raw(">"u8);
        Describe(container?.Description);
        if (text is not null)
        {
            output.Text(text);
        }

        foreach (VotableElement member in container?.Members ?? [])
        {
            Write(member);
        }

        End(name);
    }

    /// <summary>Writes the start of an element whose members follow.</summary>
    public void Open(VotableContainer container)
    {
        Start(NameOf(container), container);
        output.Raw(">\n"u8);
        if (container.Description is not null)
        {
            Describe(container.Description);
            output.Raw("\n"u8);
        }
    }

    /// <summary>Writes the end of an element that was opened.</summary>
    public void Close(VotableContainer container) => End(NameOf(container));

    /// <summary>Writes the start of a document.</summary>
    public void OpenDocument(VotableDocument document, string version)
    {
        output.Raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<VOTABLE"u8);
        output.Attribute("ID", document.Id);
        output.Attribute("version", version);
        output.Attribute("xmlns", Namespace);
        foreach ((string prefix, string address) in document.Namespaces)
        {
            output.Attribute("xmlns:" + XmlConvert.VerifyNCName(prefix), address);
        }

        // A hint at the schema of another version would be wrong now.
        Others(document.OtherAttributes.Where(attribute => !attribute.Key.EndsWith(":schemaLocation", StringComparison.Ordinal) || attribute.Value.Contains(Namespace, StringComparison.Ordinal)));
        output.Raw(">\n"u8);
        if (document.Description is not null)
        {
            Describe(document.Description);
            output.Raw("\n"u8);
        }
    }

    private const string Namespace = "http://www.ivoa.net/xml/VOTable/v1.3";

    private static string NameOf(VotableElement element) => element switch
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
        VotableData => "DATA",
        _ => throw new ArgumentOutOfRangeException(nameof(element), element, "No element of metadata."),
    };

    private void Start(string name, VotableElement element)
    {
        output.Raw("<"u8);
        output.Raw(name);
        output.Attribute("ID", element.Id);
        switch (element)
        {
            case VotableResource resource:
                Attributes(("name", resource.Name), ("type", resource.Type), ("utype", resource.Utype));
                break;
            case VotableTable table:
                Attributes(("name", table.Name), ("ucd", table.Ucd), ("utype", table.Utype), ("ref", table.Ref), ("nrows", table.RowCount?.ToString(CultureInfo.InvariantCulture)));
                break;
            case VotableVariable variable:
                Variable(variable);
                break;
            case VotableValues values:
                Attributes(("type", values.Type), ("null", values.Null), ("ref", values.Ref));
                break;
            case VotableLimit limit:
                Attributes(("value", limit.Value), ("inclusive", limit.Inclusive));
                break;
            case VotableOption option:
                Attributes(("name", option.Name), ("value", option.Value));
                break;
            case VotableGroup group:
                Attributes(("name", group.Name), ("ref", group.Ref), ("ucd", group.Ucd), ("utype", group.Utype));
                break;
            case VotableReference reference:
                Attributes(("ref", reference.Ref), ("ucd", reference.Ucd), ("utype", reference.Utype));
                break;
            case VotableInfo info:
                Attributes(("name", info.Name), ("value", info.Value), ("unit", info.Unit), ("ucd", info.Ucd), ("utype", info.Utype), ("xtype", info.Xtype), ("ref", info.Ref));
                break;
            case VotableLink link:
                Attributes(("content-role", link.ContentRole), ("content-type", link.ContentType), ("title", link.Title), ("value", link.Value), ("href", link.Href), ("gref", link.Gref), ("action", link.Action));
                break;
            case VotableCoordinateSystem system:
                Attributes(("system", system.System), ("equinox", system.Equinox), ("epoch", system.Epoch), ("refposition", system.ReferencePosition));
                break;
            case VotableTimeSystem system:
                Attributes(("timeorigin", system.TimeOrigin), ("timescale", system.TimeScale), ("refposition", system.ReferencePosition));
                break;
        }

        Others(element.OtherAttributes);
    }

    private void Variable(VotableVariable variable)
    {
        Attributes(
            ("name", variable.Name), ("datatype", variable.Datatype), ("arraysize", variable.Arraysize), ("unit", variable.Unit), ("ucd", variable.Ucd),
            ("utype", variable.Utype), ("xtype", variable.Xtype), ("ref", variable.Ref), ("precision", variable.Precision), ("width", variable.Width), ("type", variable.Type));
        if (variable is VotableParam param)
        {
            output.Attribute("value", param.Value);
        }
    }

    /// <summary>Writes DATA whose rows stand in another place.</summary>
    private void WriteRemote(VotableData data)
    {
        string name = data.Serialization switch
        {
            VotableSerialization.Binary => "BINARY",
            VotableSerialization.Binary2 => "BINARY2",
            _ => "FITS",
        };
        output.Raw($"<DATA><{name}");
        output.Attribute("extnum", data.FitsExtension?.ToString(CultureInfo.InvariantCulture));
        output.Raw("><STREAM"u8);
        Others(data.Stream);
        output.Raw($"/></{name}>");
        foreach (VotableElement member in data.Members)
        {
            Write(member);
        }

        output.Raw("</DATA>\n"u8);
    }

    private void Attributes(params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        foreach ((string name, string? value) in attributes)
        {
            output.Attribute(name, value);
        }
    }

    private void Others(IEnumerable<KeyValuePair<string, string>> attributes)
    {
        foreach ((string name, string value) in attributes)
        {
            output.Attribute(XmlConvert.VerifyName(name), value);
        }
    }

    private void Describe(string? description)
    {
        if (description is not null)
        {
            output.Raw("<DESCRIPTION>"u8);
            output.Text(description);
            output.Raw("</DESCRIPTION>"u8);
        }
    }

    private void End(string name)
    {
        output.Raw("</"u8);
        output.Raw(name);
        output.Raw(">\n"u8);
    }
}

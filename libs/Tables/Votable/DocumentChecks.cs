using System.Globalization;
using System.Xml;

namespace Hven.Tables.Votable;

/// <summary>Holds a document's metadata against the schema and the rules that the schema cannot say.</summary>
internal sealed class DocumentChecks(Findings findings)
{
    private static readonly string[] _versions = ["1.0", "1.1", "1.2", "1.3", "1.4", "1.5"];

    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly List<(string Id, string Element, (long Line, int Column) Place)> _references = [];
    private int _version = 15;

    /// <summary>Checks a start tag.</summary>
    public void Start(ElementRule rule, OpenElement open, string? parent)
    {
        if (parent is null)
        {
            Root(open);
        }
        else if (ElementRule.Find(parent) is { } around && !around.Takes(open.Name))
        {
            findings.Add(Rule.Place, $"<{open.Name}> may not stand in <{parent}>", open.Place);
        }

        if (rule.Since > _version)
        {
            findings.Add(Rule.Newer, $"<{open.Name}> is new in VOTable 1.{rule.Since - 10}; the document says it is of 1.{_version - 10}", open.Place);
        }

        foreach (string required in rule.Required)
        {
            // Before 1.5, COOSYS had a default for its system.
            if (!open.Attributes.Any(attribute => attribute.Key == required) && !(required == "system" && _version < 15))
            {
                findings.Add(Rule.Required, $"<{open.Name}> lacks the attribute {required}", open.Place);
            }
        }

        foreach ((string name, string value) in open.Attributes)
        {
            Attribute(rule, open, name, value);
        }
    }

    /// <summary>Checks an element once all of it is known.</summary>
    public void Close(OpenElement open, VotableElement element)
    {
        switch (element)
        {
            case VotableTable table:
                HashSet<string> names = new(StringComparer.Ordinal);
                foreach (VotableField field in table.Fields.Where(field => field.Name is not null && !names.Add(field.Name)))
                {
                    findings.Add(Rule.NameTwice, $"Two columns of a table have the name '{field.Name}'", open.Place);
                }

                break;
            case VotableParam param when param.Datatype is not null && ParamFault(param) is { } fault:
                findings.Add(Rule.Value, $"PARAM '{param.Name}': {fault}", open.Place);
                break;
        }
    }

    /// <summary>Checks what can be known only at the end: references may point forward.</summary>
    public void End()
    {
        foreach ((string id, string element, (long, int) place) in _references.Where(reference => !_ids.Contains(reference.Id)))
        {
            findings.Add(Rule.Reference, $"<{element}> refers to the ID '{id}', which no element has", place);
        }
    }

    private void Root(OpenElement open)
    {
        string? version = open.Attributes.FirstOrDefault(attribute => attribute.Key == "version").Value;
        int known = Array.IndexOf(_versions, version?.Trim());
        if (known >= 0)
        {
            _version = 10 + known;
        }
        else if (version is not null)
        {
            findings.Add(Rule.Version, $"The document says it is of version '{version}'; it is read as 1.5", open.Place);
        }

        string? space = open.Attributes.FirstOrDefault(attribute => attribute.Key == "xmlns" || attribute.Value.Contains("/xml/VOTable/", StringComparison.Ordinal)).Value;
        if (_version > 11 && space?.StartsWith("http://www.ivoa.net/xml/VOTable/v1", StringComparison.Ordinal) != true)
        {
            findings.Add(Rule.Namespace, space is null ? "The document has no namespace" : $"The namespace '{space}' is not VOTable's", open.Place);
        }
    }

    private void Attribute(ElementRule rule, OpenElement open, string name, string value)
    {
        if (name.StartsWith("xmlns", StringComparison.Ordinal) || name.Contains(':', StringComparison.Ordinal))
        {
            return;
        }

        if (Array.IndexOf(rule.Attributes, name) < 0)
        {
            findings.Add(Rule.Attribute, $"<{open.Name}> has no attribute {name}", open.Place);
            return;
        }

        string? fault = (open.Name, name) switch
        {
            ("RESOURCE", "type") when value is not ("results" or "meta") => "'results' or 'meta'",
            ("VALUES", "type") when value is not ("legal" or "actual") => "'legal' or 'actual'",
            ("MIN" or "MAX", "inclusive") when value is not ("yes" or "no") => "'yes' or 'no'",
            ("FIELD" or "PARAM", "type") when value is not ("hidden" or "no_query" or "trigger" or "location") => "'hidden', 'no_query', 'trigger' or 'location'",
            ("TABLE", "nrows") when !long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _) => "a whole number",
            ("FITS", "extnum") when !int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _) => "a whole number",
            ("FIELD" or "PARAM", "width") when !int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int width) || width < 1 => "a positive whole number",
            _ => null,
        };
        if (fault is not null)
        {
            findings.Add(Rule.Token, $"<{open.Name}> has {name}='{value}', which must be {fault}", open.Place);
        }

        if (name == "ID")
        {
            Id(open, value);
        }
        else if (name == "ref")
        {
            _references.Add((value, open.Name, open.Place));
        }
    }

    private void Id(OpenElement open, string value)
    {
        try
        {
            XmlConvert.VerifyNCName(value);
        }
        catch (Exception exception) when (exception is XmlException or ArgumentException)
        {
            findings.Add(Rule.IdForm, $"'{value}' cannot be an ID: it must start with a letter or '_' and hold letters, digits, '_', '-' and '.' only", open.Place);
        }

        if (!_ids.Add(value))
        {
            findings.Add(Rule.IdTwice, $"Two elements have the ID '{value}'", open.Place);
        }
    }

    private static string? ParamFault(VotableParam param)
    {
        try
        {
            FieldLayout field = FieldLayout.Of(param, null, out string? slip);
            return slip ?? TextCell.Of(field, []).Append(System.Text.Encoding.UTF8.GetBytes(param.Value), ColumnVector.For(field.Column));
        }
        catch (FormatException exception)
        {
            return exception.Message;
        }
    }
}

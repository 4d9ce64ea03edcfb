using System.Globalization;

namespace Hven.Tables.Votable;

/// <summary>A TABLE that was reached: at the first of its rows, or, when it has none, at its end.</summary>
/// <param name="Number">Its number in document order, from 0.</param>
/// <param name="Id">Its ID.</param>
/// <param name="Name">Its name.</param>
/// <param name="HasRows">Whether rows follow.</param>
internal readonly record struct TablePlace(int Number, string? Id, string? Name, bool HasRows);

/// <summary>
/// Reads everything of a document that is not rows, from one table's rows to the next, and builds the document model of it. Elements whose end was
/// met are in the model; those above the present place are still open and are made anew for each look at them.
/// </summary>
internal sealed class DocumentBuilder(XmlScanner scanner, VotableOptions options, Findings findings)
{
    private const int ElementBytes = 100;

    private readonly List<OpenElement> _open = [];
    private readonly DocumentChecks _checks = new(findings);
    private readonly Dictionary<string, VotableElement> _identified = new(StringComparer.Ordinal);
    private VotableDocument? _document;
    private string _rootPrefix = "";
    private long _bytes;
    private int _tables;
    private int _rowsDepth = int.MaxValue;
    private bool _atTableEnd;

    /// <summary>Whether the end of the document was reached.</summary>
    public bool AtEnd { get; private set; }

    /// <summary>The document as far as it is known.</summary>
    public VotableDocument Document => _document ?? (_open.Count > 0 ? (VotableDocument)Snapshot(0) : new VotableDocument());

    /// <summary>The present table as far as it is known.</summary>
    public VotableTable Table => (VotableTable)Snapshot(_open.FindLastIndex(open => open.Name == "TABLE"));

    /// <summary>What INFO and PARAM say of the present table and of what it stands in, outermost first.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Facts => new GrownList<KeyValuePair<string, string>>(_open.Select(open => open.Facts));

    /// <summary>The first element with an ID among those whose end was met, or <see langword="null"/>.</summary>
    public VotableElement? Find(string id) => _identified.GetValueOrDefault(id);

    /// <summary>Reads on to the next table's rows, or to the end of a table that has none; rows not taken are passed over.</summary>
    /// <returns>The table, or <see langword="null"/> at the end of the document.</returns>
    public async ValueTask<TablePlace?> NextAsync(CancellationToken cancellationToken)
    {
        await LeaveTableAsync(cancellationToken).ConfigureAwait(false);
        while (!AtEnd)
        {
            switch (await scanner.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                case XmlToken.EndOfDocument:
                    AtEnd = true;
                    _checks.End();
                    break;
                case XmlToken.Text when _open is [.., { Name: "INFO" or "LINK" or "COOSYS" or "TIMESYS" } holder]:
                    Account(scanner.RawText.Length);
                    holder.Append(scanner.Text());
                    break;
                case XmlToken.Start when await StartAsync(cancellationToken).ConfigureAwait(false):
                    _open.FindLast(open => open.Name == "TABLE")!.HasRows = true;
                    return Place(hasRows: true);
                case XmlToken.End when _open.Count > 0 && _open[^1].Depth > scanner.Depth:
                    if (_open[^1] is { Name: "TABLE", HasRows: false })
                    {
                        // It stays open until the caller has seen what it stands in.
                        _atTableEnd = true;
                        return Place(hasRows: false);
                    }

                    Close();
                    break;
            }
        }

        return null;
    }

    /// <summary>Reads on to the end of the document.</summary>
    public async ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        while (await NextAsync(cancellationToken).ConfigureAwait(false) is not null)
        {
        }
    }

    /// <summary>Closes the table that was handed out last; passes over what was not taken of its rows.</summary>
    private async ValueTask LeaveTableAsync(CancellationToken cancellationToken)
    {
        if (_atTableEnd)
        {
            _atTableEnd = false;
            Close();
        }
        else if (scanner.Depth >= _rowsDepth)
        {
            await scanner.SkipToAsync(_rowsDepth - 1, cancellationToken).ConfigureAwait(false);
        }

        _rowsDepth = int.MaxValue;
    }

    private TablePlace Place(bool hasRows)
    {
        OpenElement table = _open.FindLast(open => open.Name == "TABLE")!;
        return new TablePlace(_tables - 1, table.Take("ID"), table.Take("name"), hasRows);
    }

    /// <summary>Takes a start tag.</summary>
    /// <returns>Whether it is followed by rows.</returns>
    private async ValueTask<bool> StartAsync(CancellationToken cancellationToken)
    {
        string name = scanner.Name;
        OpenElement? parent = _open.Count > 0 ? _open[^1] : null;
        if (parent is null)
        {
            StartRoot(name);
        }

        ElementRule? rule = IsForeign() ? null : ElementRule.Find(name);
        Account(scanner.Attributes.Sum(attribute => (long)attribute.Key.Length + attribute.Value.Length));
        if (name is "TABLEDATA" or "BINARY" or "BINARY2" or "FITS" && rule is not null && parent is { Name: "DATA", Data: null })
        {
            _checks.Start(rule, NewElement(), parent.Name);
            return await StartRowsAsync(parent, cancellationToken).ConfigureAwait(false);
        }

        if (name == "DESCRIPTION" && rule is not null)
        {
            string text = await scanner.ReadTextAsync(cancellationToken).ConfigureAwait(false);
            Account(text.Length);
            parent!.Description ??= text;
            return false;
        }

        if (rule is null || !IsMetadata(name, parent))
        {
            await KeepAsync(name, parent!, isOurs: rule is not null, cancellationToken).ConfigureAwait(false);
            return false;
        }

        OpenElement open = NewElement();
        _checks.Start(rule, open, parent?.Name);
        _open.Add(open);
        _tables += name == "TABLE" ? 1 : 0;
        if (name == "FIELD" && parent is { Name: "TABLE" } && ++parent.Fields > options.MaxColumns)
        {
            throw scanner.Fault("VOT-LIMIT", $"The table has more than {options.MaxColumns} columns");
        }

        return false;
    }

    private void StartRoot(string name)
    {
        if (name != "VOTABLE")
        {
            throw scanner.Fault("VOT-NOTVOTABLE", $"This is no VOTable: its element is <{name}>");
        }

        _rootPrefix = scanner.Prefix;
    }

    /// <summary>Whether the element is of another namespace than the root, as its prefix and the root's declarations say.</summary>
    private bool IsForeign()
    {
        string prefix = scanner.Prefix;
        if (prefix == _rootPrefix)
        {
            return false;
        }

        string declaration = prefix.Length == 0 ? "xmlns" : "xmlns:" + prefix;
        string? space = _open.Count > 0 ? _open[0].Attributes.FirstOrDefault(attribute => attribute.Key == declaration).Value : null;
        return scanner.Attribute(declaration) is { } own ? !IsVotable(own) : prefix.Length > 0 ? space is not null && !IsVotable(space) : false;
    }

    private static bool IsVotable(string space) => space.Contains("VOTable", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Whether an element is read as metadata where it stands. Elements a bit out of place are; those that would break the model, a second DATA or a
    /// TABLE in a TABLE, are kept word for word.
    /// </summary>
    private static bool IsMetadata(string name, OpenElement? parent) => name switch
    {
        "VOTABLE" => parent is null,
        "RESOURCE" => parent is { Name: "VOTABLE" or "RESOURCE" },
        "TABLE" => parent is { Name: "VOTABLE" or "RESOURCE" },
        "FIELD" => parent is { Name: "TABLE" or "GROUP" },
        "DATA" => parent is { Name: "TABLE", HasRows: false } && !parent.Members.Exists(member => member is VotableData),
        "MIN" or "MAX" => parent is { Name: "VALUES" },
        "OPTION" => parent is { Name: "VALUES" or "OPTION" },
        "TABLEDATA" or "BINARY" or "BINARY2" or "FITS" => false,
        _ => parent is not { Name: "FIELDref" or "PARAMref" or "MIN" or "MAX" },
    };

    /// <summary>Reads as far as the rows.</summary>
    /// <returns>False when there are none after all.</returns>
    private async ValueTask<bool> StartRowsAsync(OpenElement data, CancellationToken cancellationToken)
    {
        VotableSerialization serialization = scanner.Name switch
        {
            "TABLEDATA" => VotableSerialization.Tabledata,
            "BINARY" => VotableSerialization.Binary,
            "BINARY2" => VotableSerialization.Binary2,
            _ => VotableSerialization.Fits,
        };
        data.Data = new VotableData(serialization);
        if (serialization != VotableSerialization.Tabledata)
        {
            int? extension = int.TryParse(scanner.Attribute("extnum"), NumberStyles.Integer, CultureInfo.InvariantCulture, out int number) ? number : null;
            await StartStreamAsync(cancellationToken).ConfigureAwait(false);
            data.Data = data.Data with { FitsExtension = extension, Stream = [.. scanner.Attributes] };
        }

        _rowsDepth = scanner.Depth;
        return true;
    }

    /// <summary>Finds the STREAM in the serialisation element that just started.</summary>
    private async ValueTask StartStreamAsync(CancellationToken cancellationToken)
    {
        while (await scanner.ReadAsync(cancellationToken).ConfigureAwait(false) is var token && !(token == XmlToken.Start && scanner.Name == "STREAM"))
        {
            if (token is XmlToken.Start or XmlToken.End)
            {
                throw scanner.Fault("VOT-XML", "A STREAM element is due");
            }
        }
    }

    /// <summary>Keeps an element word for word.</summary>
    private async ValueTask KeepAsync(string name, OpenElement parent, bool isOurs, CancellationToken cancellationToken)
    {
        // Foreign elements may stand in a RESOURCE, and MIVOT has its place there (VOTable 1.5, section 3.6).
        if (isOurs || parent.Name != "RESOURCE")
        {
            findings.Add(Rule.Place, $"<{name}> may not stand in <{parent.Name}>; it is kept as it is", scanner.TagPlace());
        }

        string xml = await scanner.CaptureAsync(options.MaxCellBytes, cancellationToken).ConfigureAwait(false);
        Account(xml.Length);
        parent.Members.Add(new VotableMarkup(xml) { Name = name });
    }

    private OpenElement NewElement() => new(scanner.Name, scanner.Depth, scanner.TagPlace(), [.. scanner.Attributes]);

    private void Close()
    {
        OpenElement open = _open[^1];
        VotableElement element = Snapshot(_open.Count - 1);
        _open.RemoveAt(_open.Count - 1);
        _checks.Close(open, element);
        if (element.Id is { } id)
        {
            _identified.TryAdd(id, element);
        }

        if (_open.Count == 0)
        {
            _document = (VotableDocument)element;
        }
        else
        {
            _open[^1].Members.Add(element);
            _open[^1].Facts.AddRange(FactsOf(element, open));
        }
    }

    private static List<KeyValuePair<string, string>> FactsOf(VotableElement element, OpenElement open) => element switch
    {
        VotableInfo info => [new(info.Name, info.Value.Length == 0 && TableLayout.Tidy(info.Text) is { } text ? text : info.Value)],
        VotableParam param when (param.Name ?? param.Id) is { } name => [new(name, param.Value)],
        VotableGroup or VotableDefinitions => open.Facts,
        _ => [],
    };

    /// <summary>An open element as far as it is known, with what is open in it.</summary>
    private VotableElement Snapshot(int level) => ElementFactory.Make(_open[level], level + 1 < _open.Count
        ? new GrownList<VotableElement>(_open[level].Members, [Snapshot(level + 1)])
        : new GrownList<VotableElement>(_open[level].Members));

    private void Account(long bytes)
    {
        _bytes += bytes + ElementBytes;
        if (_bytes > options.MaxMetadataBytes)
        {
            throw scanner.Fault("VOT-LIMIT", $"The metadata take more than {options.MaxMetadataBytes} bytes");
        }
    }
}

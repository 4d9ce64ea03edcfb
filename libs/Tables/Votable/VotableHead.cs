namespace Hven.Tables.Votable;

/// <summary>How the rows of a table are written.</summary>
internal enum Serialization
{
    None,
    Tabledata,
    Binary,
    Binary2,
    Fits,
}

/// <summary>A TABLE as far as its rows.</summary>
internal sealed record VotableTable(IReadOnlyList<VotableField> Fields, TableSchema Schema, Serialization Serialization)
{
    /// <summary>FITS/@extnum.</summary>
    public int? FitsExtension { get; init; }
}

/// <summary>Reads everything of a document that is not rows: up to the rows of the wanted table, and from their end to the end of the document.</summary>
internal sealed class VotableHead(XmlScanner scanner, VotableOptions options)
{
    private sealed record Scope(int Depth, List<KeyValuePair<string, string>> Info);

    private readonly Stack<Scope> _scopes = new();
    private readonly List<VotableInfo> _info = [];
    private readonly Dictionary<string, string> _nulls = new(StringComparer.Ordinal);
    private List<VotableField>? _fields;
    private string? _tableName;
    private string? _tableDescription;
    private VotableTable? _dataless;
    private int _tables;

    /// <summary>All INFO elements met so far, wherever they stand.</summary>
    public IReadOnlyList<VotableInfo> Info => _info;

    /// <summary>Whether the end of the document was reached.</summary>
    public bool AtEnd { get; private set; }

    /// <summary>Finds the wanted table.</summary>
    public async ValueTask<VotableTable> FindAsync(CancellationToken cancellationToken)
    {
        while (await NextAsync(cancellationToken).ConfigureAwait(false) is { } table)
        {
            if (options.Table is null ? table.Serialization != Serialization.None : options.Table == _tables - 1)
            {
                return table;
            }

            if (table.Serialization == Serialization.None)
            {
                _dataless ??= table;
            }
            else
            {
                await scanner.SkipAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        if (options.Table is null && _dataless is not null)
        {
            return _dataless;
        }

        if (options.Table is null && _info.Any(info => info.Name.Equals("QUERY_STATUS", StringComparison.OrdinalIgnoreCase) || info.Name.Equals("Error", StringComparison.OrdinalIgnoreCase)))
        {
            return new VotableTable([], new TableSchema([]) { Info = [.. _info.Select(info => KeyValuePair.Create(info.Name, info.Value))] }, Serialization.None);
        }

        throw scanner.Fault("VOT-NOTABLE", options.Table is { } wanted ? $"The document has {_tables} TABLE elements; number {wanted} is not among them" : "The document has no TABLE");
    }

    /// <summary>Reads on to the end of the document, gathering INFO elements.</summary>
    public async ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        while (!AtEnd && await NextAsync(cancellationToken).ConfigureAwait(false) is { } table)
        {
            if (table.Serialization != Serialization.None)
            {
                await scanner.SkipAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Reads to the next serialisation element, or to the end of a TABLE that has none.</summary>
    private async ValueTask<VotableTable?> NextAsync(CancellationToken cancellationToken)
    {
        for (; ; )
        {
            switch (await scanner.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                case XmlToken.EndOfDocument:
                    AtEnd = true;
                    return null;
                case XmlToken.Start when await StartAsync(cancellationToken).ConfigureAwait(false) is { } serialization:
                    int? extension = int.TryParse(scanner.Attribute("extnum"), out int number) ? number : null;
                    VotableTable table = Table(serialization) with { FitsExtension = extension };
                    _fields = null;
                    return table;
                case XmlToken.End:
                    while (_scopes.TryPeek(out Scope? scope) && scope.Depth > scanner.Depth)
                    {
                        _scopes.Pop();
                    }

                    if (scanner.Name == "TABLE" && _fields is not null)
                    {
                        VotableTable dataless = Table(Serialization.None);
                        _fields = null;
                        return dataless;
                    }

                    break;
            }
        }
    }

    private async ValueTask<Serialization?> StartAsync(CancellationToken cancellationToken)
    {
        if (scanner.Depth == 1 && scanner.Name != "VOTABLE")
        {
            throw scanner.Fault("VOT-NOTVOTABLE", $"This is no VOTable: its element is <{scanner.Name}>");
        }

        switch (scanner.Name)
        {
            case "VOTABLE" or "RESOURCE":
                _scopes.Push(new Scope(scanner.Depth, []));
                break;
            case "TABLE":
                _scopes.Push(new Scope(scanner.Depth, []));
                _fields = [];
                _tableName = scanner.Attribute("name");
                _tableDescription = null;
                _tables++;
                break;
            case "FIELD" when _fields is not null:
                await FieldAsync(cancellationToken).ConfigureAwait(false);
                break;
            case "PARAM":
                await ParamAsync(cancellationToken).ConfigureAwait(false);
                break;
            case "INFO":
                await InfoAsync(cancellationToken).ConfigureAwait(false);
                break;
            case "DESCRIPTION" when _fields is not null && _tableDescription is null:
                _tableDescription = Tidy(await scanner.ReadTextAsync(cancellationToken).ConfigureAwait(false));
                break;
            case "VODML":
                // Data-model annotation (MIVOT): its elements share names with ours and mean other things.
                await scanner.SkipAsync(cancellationToken).ConfigureAwait(false);
                break;
            case "TABLEDATA" when _fields is not null:
                return Serialization.Tabledata;
            case "BINARY" when _fields is not null:
                return Serialization.Binary;
            case "BINARY2" when _fields is not null:
                return Serialization.Binary2;
            case "FITS" when _fields is not null:
                return Serialization.Fits;
        }

        return null;
    }

    private VotableTable Table(Serialization serialization) => new(
        _fields!,
        new TableSchema([.. _fields!.Select(field => field.Column)])
        {
            Name = _tableName,
            Description = _tableDescription,
            Info = [.. _scopes.Reverse().SelectMany(scope => scope.Info)],
        },
        serialization);

    private async ValueTask FieldAsync(CancellationToken cancellationToken)
    {
        string? id = scanner.Attribute("ID");
        string name = scanner.Attribute("name") ?? id ?? $"col{_fields!.Count + 1}";
        string? datatype = scanner.Attribute("datatype");
        string? arraysize = scanner.Attribute("arraysize");
        Column described = new(name, ElementType.String)
        {
            Unit = Blank(scanner.Attribute("unit")),
            Ucd = Blank(scanner.Attribute("ucd")),
            Utype = Blank(scanner.Attribute("utype")),
            Xtype = Blank(scanner.Attribute("xtype")),
        };
        (string? missing, string? description) = await ChildrenAsync(cancellationToken).ConfigureAwait(false);
        if (_fields!.Count >= options.MaxColumns)
        {
            throw scanner.Fault("VOT-LIMIT", $"The table has more than {options.MaxColumns} columns");
        }

        try
        {
            _fields.Add(VotableField.Of(name, datatype, arraysize, missing, column => described with
            {
                Type = column.Type,
                Shape = column.Shape,
                NullValue = column.NullValue,
                TextWidth = column.TextWidth,
                Description = description,
            }));
        }
        catch (FormatException exception)
        {
            throw scanner.Fault("VOT-FIELD", exception.Message);
        }
    }

    /// <summary>Reads VALUES/@null and DESCRIPTION of the FIELD or PARAM that started.</summary>
    private async ValueTask<(string? Missing, string? Description)> ChildrenAsync(CancellationToken cancellationToken)
    {
        string? missing = null;
        string? description = null;
        for (int depth = scanner.Depth; ;)
        {
            XmlToken token = await scanner.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (token == XmlToken.End && scanner.Depth < depth)
            {
                return (missing, description);
            }

            if (token == XmlToken.Start && scanner.Name == "VALUES")
            {
                // A VALUES may stand for another one that has been met (VOTable 1.5, section 4.6).
                missing ??= Blank(scanner.Attribute("null")) ?? _nulls.GetValueOrDefault(scanner.Attribute("ref") ?? "");
                if (missing is not null && scanner.Attribute("ID") is { } id)
                {
                    _nulls.TryAdd(id, missing);
                }
            }
            else if (token == XmlToken.Start && scanner.Name == "DESCRIPTION")
            {
                description = Tidy(await scanner.ReadTextAsync(cancellationToken).ConfigureAwait(false));
            }
        }
    }

    private async ValueTask ParamAsync(CancellationToken cancellationToken)
    {
        string? name = scanner.Attribute("name") ?? scanner.Attribute("ID");
        string value = scanner.Attribute("value") ?? "";
        await ChildrenAsync(cancellationToken).ConfigureAwait(false);
        if (name is not null && _scopes.TryPeek(out Scope? scope))
        {
            scope.Info.Add(new(name, value));
        }
    }

    private async ValueTask InfoAsync(CancellationToken cancellationToken)
    {
        string? id = scanner.Attribute("ID");
        string name = scanner.Attribute("name") ?? id ?? "";
        string value = scanner.Attribute("value") ?? "";
        string? text = Tidy(await scanner.ReadTextAsync(cancellationToken).ConfigureAwait(false));
        _info.Add(new VotableInfo(name, value) { Id = id, Text = text });
        if (_scopes.TryPeek(out Scope? scope))
        {
            scope.Info.Add(new(name, value.Length == 0 && text is not null ? text : value));
        }
    }

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    // Descriptions come wrapped and indented to suit the document.
    private static string? Tidy(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) is { Length: > 0 } tidy ? tidy : null;
}

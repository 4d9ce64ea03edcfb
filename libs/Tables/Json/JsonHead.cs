using System.Text.Json;

namespace Hven.Tables.Json;

/// <summary>Reads what a document of <see cref="JsonTableWriter"/> says before its rows.</summary>
internal static class JsonHead
{
    /// <summary>Reads up to the first row.</summary>
    /// <param name="input">Behind the document's first brace.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TableFormatException">The columns do not stand before the rows, or are described otherwise than the writer does.</exception>
    public static async ValueTask<TableSchema> ReadAsync(JsonInput input, CancellationToken cancellationToken)
    {
        TableSchema? schema = null;
        while (true)
        {
            string name = await NameAsync(input, cancellationToken).ConfigureAwait(false);
            if (name == "rows")
            {
                await input.TakeAsync("[", cancellationToken).ConfigureAwait(false);
                return schema ?? throw Unfit(input, "the rows stand before the columns.");
            }

            ReadOnlyMemory<byte> value = await input.ValueAsync(cancellationToken).ConfigureAwait(false);
            schema = name == "columns" ? Columns(input, value) : schema;
            if (await input.TakeAsync(",}", cancellationToken).ConfigureAwait(false) == (byte)'}')
            {
                throw Unfit(input, "there are no rows.");
            }
        }
    }

    /// <summary>Takes the name of a member and the colon behind it.</summary>
    public static async ValueTask<string> NameAsync(JsonInput input, CancellationToken cancellationToken)
    {
        if (await input.PeekAsync(cancellationToken).ConfigureAwait(false) != '"')
        {
            await input.TakeAsync("\"", cancellationToken).ConfigureAwait(false);
        }

        string name = Text(input, (await input.ValueAsync(cancellationToken).ConfigureAwait(false)).Span);
        await input.TakeAsync(":", cancellationToken).ConfigureAwait(false);
        return name;
    }

    private static string Text(JsonInput input, ReadOnlySpan<byte> value)
    {
        var reader = new Utf8JsonReader(value);
        reader.Read();
        return JsonObjects.Name(ref reader, input);
    }

    private static TableSchema Columns(JsonInput input, ReadOnlyMemory<byte> value)
    {
        try
        {
            using var document = JsonDocument.Parse(value);
            Column[] columns = [.. document.RootElement.EnumerateArray().Select(column => ColumnOf(input, column))];
            return columns.Length > 0 ? new TableSchema(columns) : throw Unfit(input, "there are no columns.");
        }
        catch (Exception fault) when (fault is InvalidOperationException or JsonException)
        {
            throw Unfit(input, "the columns are not an array of objects with texts.", fault);
        }
    }

    private static Column ColumnOf(JsonInput input, JsonElement description)
    {
        string name = Member("name") ?? throw Unfit(input, "a column has no name.");
        string type = Member("type") ?? throw Unfit(input, $"column {name} has no type.");
        string? size = Member("arraysize");
        ArrayShape? shape = size is null ? null : ElementTypeNames.Shape(size);
        return new Column(name, ElementTypeNames.Type(type) ?? throw Unfit(input, $"column {name} is of type '{type}', which there is not."))
        {
            Shape = size is null || shape is not null ? shape : throw Unfit(input, $"column {name} has '{size}' for its arraysize."),
            Unit = Member("unit"),
            Ucd = Member("ucd"),
            Utype = Member("utype"),
            Xtype = Member("xtype"),
            Description = Member("description"),
        };

        string? Member(string member) => description.TryGetProperty(member, out JsonElement value) ? value.GetString() : null;
    }

    private static TableFormatException Unfit(JsonInput input, string reason, Exception? inner = null) => input.Fault(
        "JSON-COLUMNS", $"{reason} A table in JSON is {{\"columns\":[{{\"name\",\"type\"}}...],\"rows\":[[...]...]}} or an array of flat objects.", inner: inner);
}

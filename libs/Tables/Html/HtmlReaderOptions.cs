namespace Hven.Tables.Html;

/// <summary>How a table in a page of HTML is to be read.</summary>
public sealed record HtmlReaderOptions
{
    /// <summary>
    /// Which table of the page: its <c>id</c>, the name that <see cref="HtmlTableWriter"/> gave it, or its number, from 1 in the order of the opening tags
    /// (tables inside tables count too). <see langword="null"/> for the first.
    /// </summary>
    public string? Table { get; init; }

    /// <summary>Takes each row that could not be read, after which reading goes on. Without it the first such row ends the read with a <see cref="TableFormatException"/>.</summary>
    public Action<RowReject>? OnReject { get; init; }

    /// <summary>The longest cell in bytes, markup not counted; a longer one ends the read.</summary>
    public int MaxCellBytes { get; init; } = 1 << 20;
}

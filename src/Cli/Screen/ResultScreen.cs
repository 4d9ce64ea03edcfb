using Hven.Client;

namespace Hven.Cli.Screen;

/// <summary>Shows a result as a table while it arrives.</summary>
internal static class ResultScreen
{
    private const int PageRows = 500;

    public static async Task ShowAsync(Terminal terminal, ResultDocumentReader result, Progress progress, CancellationToken cancellationToken)
    {
        await result.ReadColumnsAsync(cancellationToken);
        TextTable table = new(result.Columns.Select(column => new TextColumn(column.Name, column.Unit, column.IsNumber)), terminal.OutputWidth, new Style(terminal.HasStyle));
        List<TextCell[]> page = [];
        bool more = true;
        bool isFirst = true;
        while (more)
        {
            more = await result.ReadRowAsync(cancellationToken);
            if (more)
            {
                page.Add([.. result.Row.Select(Translate)]);
                progress.Report(result.RowCount, 0);
            }

            if (page.Count == PageRows || (!more && (isFirst || page.Count > 0)))
            {
                progress.End();
                await terminal.Output.WriteAsync(table.Format(page), cancellationToken);
                page.Clear();
                isFirst = false;
            }
        }

        progress.End();
        if (table.HiddenColumns > 0)
        {
            await terminal.Error.WriteLineAsync(
                $"{table.HiddenColumns} of {result.Columns.Count} columns are hidden: the screen is too narrow. Select fewer columns, or write all to a file with -o FILE.");
        }
    }

    private static TextCell Translate(ResultCell cell) => cell.Kind == CellKind.Null ? TextCell.Null : new(TerminalText.Neutralize(cell.Text));
}

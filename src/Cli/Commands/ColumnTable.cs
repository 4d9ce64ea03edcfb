using Hven.Cli.Screen;
using Hven.Client;

namespace Hven.Cli.Commands;

/// <summary>Columns of a table or result as a list for people.</summary>
internal static class ColumnTable
{
    public static string Format(IReadOnlyList<ColumnDescription> columns, Terminal terminal)
    {
        TextTable table = new(
            [new("column"), new("type"), new("unit"), new("UCD"), new("description")], terminal.OutputWidth, new Style(terminal.OutputIsTerminal && terminal.HasStyle), wrapsLast: true);
        return table.Format([.. columns.Select(column => new[]
        {
            Cell(column.Name + (column.Indexed ? " *" : "")),
            Cell(column.ArraySize is null ? column.Type : $"{column.Type}[{column.ArraySize}]"),
            Cell(column.Unit),
            Cell(column.Ucd),
            Cell(column.Description),
        })]);
    }

    public static TextCell Cell(string? text) => new(TerminalText.Neutralize(text ?? ""));
}

using System.Globalization;
using System.Text;
using Hven.Tables;

namespace Hven.Query.Ingest;

/// <summary>Writes the rows that could not be read, with the reason, as CSV.</summary>
internal sealed class RejectsWriter(string path) : IDisposable
{
    public const string Head = "source,row,position,column,reason,text\n";

    private readonly StreamWriter _writer = new(path, append: false, new UTF8Encoding(false)) { NewLine = "\n" };

    public void Write(string source, RowReject reject) =>
        _writer.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"{Quote(source)},{reject.Row},{Quote(reject.Position)},{Quote(reject.Column ?? "")},{Quote(reject.Reason)},{Quote(reject.Text)}\n"));

    public void Dispose() => _writer.Dispose();

    private static string Quote(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}

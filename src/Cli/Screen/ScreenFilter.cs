using System.Text;

namespace Hven.Cli.Screen;

/// <summary>Makes a text that arrives in pieces safe for a screen.</summary>
internal sealed class ScreenFilter
{
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly StringBuilder _held = new();

    /// <summary>Takes a piece and gives what can be shown of it: a carriage return waits for what follows.</summary>
    public string Take(ReadOnlySpan<byte> piece, bool isLast)
    {
        char[] decoded = new char[_decoder.GetCharCount(piece, isLast)];
        _decoder.GetChars(piece, decoded, isLast);
        _held.Append(decoded);
        string text = _held.ToString();
        _held.Clear();
        if (!isLast && text.EndsWith('\r'))
        {
            _held.Append('\r');
            text = text[..^1];
        }

        return TerminalText.NeutralizeLines(text);
    }
}

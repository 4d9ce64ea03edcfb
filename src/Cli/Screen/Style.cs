namespace Hven.Cli.Screen;

/// <summary>Bold and dim text, where the screen has them.</summary>
/// <param name="IsOn">Whether it does.</param>
internal readonly record struct Style(bool IsOn)
{
    public string Bold(string text) => IsOn && text.Length > 0 ? $"\e[1m{text}\e[0m" : text;

    public string Dim(string text) => IsOn && text.Length > 0 ? $"\e[2m{text}\e[0m" : text;
}

using System.Text;
using Hven.Cli.Screen;

namespace Hven.Cli.Tests;

public sealed class TerminalTextTests
{
    [Theory]
    [InlineData("abc", 3)]
    [InlineData("漢字", 4)]
    [InlineData("e\u0301", 1)]
    [InlineData("한", 2)]
    [InlineData("ﾊ", 1)]
    [InlineData("👩‍🚀", 2)]
    [InlineData("🇮🇸", 2)]
    [InlineData("♥\uFE0F", 2)]
    [InlineData("α Ωκ", 4)]
    [InlineData("", 0)]
    public void Width_counts_screen_columns(string text, int width) => Assert.Equal(width, TerminalText.Width(text));

    [Theory]
    [InlineData("abcdef", 4, "abc…")]
    [InlineData("abcd", 4, "abcd")]
    [InlineData("漢字漢", 4, "漢…")]
    [InlineData("漢字", 4, "漢字")]
    [InlineData("e\u0301e\u0301e\u0301", 2, "e\u0301…")]
    public void Cut_keeps_elements_whole(string text, int width, string cut) => Assert.Equal(cut, TerminalText.Cut(text, width));

    [Fact]
    public void Neutralize_leaves_no_character_that_a_terminal_obeys()
    {
        for (int value = 0; value <= 0x2FFF; value++)
        {
            string safe = TerminalText.Neutralize(((char)value).ToString());
            Assert.DoesNotContain(safe, char.IsControl);
            Assert.DoesNotContain(safe, character => character is >= '\u2028' and <= '\u202E' or >= '\u2066' and <= '\u2069');
            Assert.NotEqual("", safe);
        }
    }

    [Fact]
    public void Filter_knows_characters_that_are_split_between_pieces()
    {
        byte[] bytes = Encoding.UTF8.GetBytes("a\r\n漢\u009b\rb\u001b");
        ScreenFilter filter = new();
        StringBuilder shown = new();
        foreach (byte one in bytes)
        {
            shown.Append(filter.Take([one], isLast: false));
        }

        shown.Append(filter.Take([], isLast: true));
        Assert.Equal("a\n漢<U+009B>␍b␛", shown.ToString());
    }
}

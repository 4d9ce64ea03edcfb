using Hven.Cli.Screen;

namespace Hven.Cli.Tests;

public sealed class DiagnosticPrinterTests
{
    [Theory]
    [InlineData("SELECT raa FROM t", 7, 3, "SELECT raa FROM t", "       ^~~")]
    [InlineData("a\n\tbb\tcc\nd", 3, 5, "    bb  cc", "    ^~~~~~")]
    [InlineData("a\r\nbad\r\nc", 3, 3, "bad", "^~~")]
    [InlineData("x '漢字' bad", 7, 3, "x '漢字' bad", "         ^~~")]
    [InlineData("e\u0301 bad", 3, 3, "e\u0301 bad", "  ^~~")]
    [InlineData("SELECT", 6, 0, "SELECT", "      ^")]
    [InlineData("a b\nc", 3, 1, "a b", "   ^")]
    [InlineData("one two\nthree", 4, 9, "one two", "    ^~~")]
    [InlineData("漢", 0, 1, "漢", "^~")]
    [InlineData("", 0, 0, "", "^")]
    [InlineData("\u001b[2J", 0, 1, "␛[2J", "^")]
    [InlineData("ab", 99, 99, "ab", "  ^")]
    public void Mark_stands_under_the_place(string query, int offset, int length, string line, string marks) =>
        Assert.Equal((line, marks), DiagnosticPrinter.Mark(query, offset, length, int.MaxValue));

    [Fact]
    public void Mark_of_a_long_line_shows_its_surroundings()
    {
        string query = new string('a', 200) + " bad " + new string('b', 200);
        (string line, string marks) = DiagnosticPrinter.Mark(query, 201, 3, 40);
        Assert.True(TerminalText.Width(line) <= 40);
        Assert.StartsWith("…", line, StringComparison.Ordinal);
        Assert.EndsWith("…", line, StringComparison.Ordinal);
        Assert.Equal("bad", line.Substring(marks.IndexOf('^', StringComparison.Ordinal), 3));
        Assert.EndsWith("^~~", marks, StringComparison.Ordinal);
    }
}

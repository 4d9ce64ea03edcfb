using System.Globalization;
using Hven.Platform.Files;
using Hven.Platform.Http;

namespace Hven.Platform.Tests.Files;

/// <summary>Names of files: in one form, whoever wrote them, and leading nowhere.</summary>
public sealed class ComposedTextTests
{
    [Fact]
    public void Text_is_composed_as_another_program_has_it()
    {
        string[] lines = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Files", "composed-text.tsv")).Where(line => line[0] != '#')];
        Assert.True(lines.Length > 5000);
        foreach (string[] columns in lines.Select(line => line.Split('\t')))
        {
            string composed = ComposedText.Of(Text(columns[0]));
            Assert.True(composed == Text(columns[1]), $"{columns[0]}: {string.Join(' ', composed.EnumerateRunes().Select(rune => rune.Value.ToString("X", CultureInfo.InvariantCulture)))}, not {columns[1]}");
            Assert.Equal(composed, ComposedText.Of(composed));
        }
    }

    [Theory]
    [InlineData("a/b.fits")]
    [InlineData("nulls.fits")]
    [InlineData("COMPANION.fits")]
    [InlineData("Ω 🔭/θ.csv")]
    public void Name_that_can_be_is_kept(string name) => Assert.Equal(name, FilePath.Of(name));

    [Theory]
    [InlineData("NUL")]
    [InlineData("a/nul.fits")]
    [InlineData("COM1.txt")]
    [InlineData("lpt9")]
    [InlineData("a\ud800b")]
    [InlineData("a\u202eb")]
    [InlineData("a\0b")]
    [InlineData("a\\b")]
    [InlineData("..")]
    [InlineData("a/../b")]
    [InlineData("a//b")]
    [InlineData("a ")]
    [InlineData("a.")]
    [InlineData("")]
    public void Name_that_cannot_be_is_refused(string name) => Assert.Equal("file-name", Assert.Throws<ServiceException>(() => FilePath.Of(name)).Code);

    [Fact]
    public void Name_is_one_however_its_letters_were_put_together() => Assert.Equal("caf\u00E9/\u1E69.txt", FilePath.Of("cafe\u0301/s\u0307\u0323.txt"));

    private static string Text(string points) => string.Concat(points.Split(' ').Select(point => char.ConvertFromUtf32(int.Parse(point, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))));
}

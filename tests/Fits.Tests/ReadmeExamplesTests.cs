using Hven.Fits.Columns;
using Hven.Fits.Compression;

namespace Hven.Fits.Tests;

/// <summary>The examples of libs/Fits/README.md, run; each stands there as it stands here.</summary>
public sealed class ReadmeExamplesTests
{
    private static readonly byte[] s_file = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Data", "checked.fits"));

    private readonly List<string> _lines = [];

    [Fact]
    public async Task Example_list_the_hdus()
    {
        Stream stream = new MemoryStream(s_file);
        // <example>
        await using FitsReader file = await FitsReader.OpenAsync(stream); // plain or .gz, seekable or not
        while (await file.NextAsync(CancellationToken.None) is { } hdu)
        {
            Print($"{hdu.Index} {hdu.Kind} {hdu.Name} {hdu.Header.GetReal("EXPTIME")}");
        }
        // </example>
        Assert.Equal(["0 Image  ", "1 BinaryTable stars 12.5"], _lines);
    }

    [Fact]
    public async Task Example_read_strictly_or_list_what_was_forgiven()
    {
        Stream stream = new MemoryStream(s_file);
        // <example>
        await using FitsReader file = await FitsReader.OpenAsync(stream, new FitsReaderOptions { IsStrict = false });
        await file.NextAsync(CancellationToken.None);
        foreach (FitsFinding finding in file.Findings)
        {
            Print($"{finding.Code} in HDU {finding.Hdu} at byte {finding.ByteOffset}: {finding.Message}");
        }
        // </example>
        Assert.Empty(_lines);
    }

    [Fact]
    public async Task Example_check_the_sums()
    {
        Stream stream = new MemoryStream(s_file);
        // <example>
        await using FitsReader file = await FitsReader.OpenAsync(stream);
        while (await file.NextAsync(CancellationToken.None) is not null)
        {
            (await file.VerifyAsync(CancellationToken.None)).ThrowIfWrong();
        }
        // </example>
        Assert.Equal(1, file.Current!.Index);
    }

    [Fact]
    public async Task Example_write_an_hdu()
    {
        MemoryStream stream = new();
        byte[] pixels = [1, 2, 3];
        // <example>
        Header header = new();
        header.Add(new Card("SIMPLE", true));
        header.Add(new Card("BITPIX", (Int128)8));
        header.Add(new Card("NAXIS", (Int128)1));
        header.Add(new Card("NAXIS1", (Int128)pixels.Length));
        await using HduWriter hdu = new(stream, new HduWriterOptions { HasChecksum = true });
        await hdu.BeginAsync(header, CancellationToken.None);
        await hdu.WriteAsync(pixels, CancellationToken.None);
        await hdu.EndAsync(header, CancellationToken.None);
        // </example>
        Assert.Equal(2 * 2880, stream.Length);
    }

    [Fact]
    public async Task Example_columns_of_a_table()
    {
        await using FitsReader file = await FitsReader.OpenAsync(new MemoryStream(s_file));
        await file.NextAsync(CancellationToken.None);
        Hdu hdu = (await file.NextAsync(CancellationToken.None))!;
        // <example>
        foreach (TableField field in TableLayout.Of(hdu).Fields)
        {
            Print($"{field.Number} {field.Name} {field.Code} {field.Unit}");
        }
        // </example>
        Assert.Equal(["1 id J ", "2 ra D deg"], _lines);
    }

    [Fact]
    public void Example_decode_a_rice_tile()
    {
        byte[] tile = RiceCoder.Code([5, 6, 9], 4, 32);
        // <example>
        uint[] values = new uint[3];
        RiceDecoder.Decode(tile, values.AsSpan(), RiceDecoder.DefaultBlockSize);
        // </example>
        Assert.Equal([5u, 6, 9], values);
    }

    [Fact]
    public void Every_example_stands_in_the_readme()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Hven.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        string readme = File.ReadAllText(Path.Combine(folder.FullName, "libs", "Fits", "README.md"));
        string[] source = File.ReadAllLines(Path.Combine(folder.FullName, "tests", "Fits.Tests", "ReadmeExamplesTests.cs"));
        int examples = 0;
        for (int line = 0; line < source.Length; line++)
        {
            if (source[line].Trim() == "// <example>")
            {
                int end = Array.FindIndex(source, line, text => text.Trim() == "// </example>");
                string example = string.Join('\n', source[(line + 1)..end].Select(text => text.Length > 8 ? text[8..] : "")).Replace("Print(", "Console.WriteLine(", StringComparison.Ordinal);
                Assert.Contains(example, readme, StringComparison.Ordinal);
                examples++;
            }
        }

        Assert.Equal(6, examples);
    }

    private void Print(string line) => _lines.Add(line);
}

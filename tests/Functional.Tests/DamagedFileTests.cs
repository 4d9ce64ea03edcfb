using Hven.Functional.Tests.Support;
using Hven.Testing;

namespace Hven.Functional.Tests;

/// <summary>Files that are cut off, damaged, hostile or none: a clear refusal, the release as it was, and nothing in the way of the next ingest.</summary>
public sealed class DamagedFileTests : IDisposable
{
    private const double MostMiB = 600;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Formats { get; } = [.. CatalogFiles.Formats];

    private string Data => _folder["data"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task File_cut_off_or_with_wrong_bits_leaves_the_release_as_it_was(string format)
    {
        string good = await CatalogFiles.WriteAsync(_folder[$"good.{format}"], 0, 1500);
        (await IngestAsync("sample", good)).MustSucceed();
        string before = Listing();
        byte[] content = await File.ReadAllBytesAsync(good);
        Random random = new(20261123);
        string bad = _folder[$"bad.{format}"];
        for (int attempt = 0; attempt < 3; attempt++)
        {
            int length = attempt == 0 ? 100 : random.Next(100, content.Length - 1);
            await File.WriteAllBytesAsync(bad, content[..length]);
            HvendOutcome outcome = await IngestAsync("other", bad);
            bool isText = format == "csv";
            Assert.True(outcome.ExitCode == 1 || (isText && outcome.ExitCode == 0), $"Cut to {length} of {content.Length} bytes: exit code {outcome.ExitCode}\n{outcome.Error}");
            MustBeClear(outcome, bad);
            MustBeAsBefore(outcome, before);
        }

        for (int attempt = 0; attempt < 4; attempt++)
        {
            // Half of them in the head, where the structure is.
            byte[] damaged = [.. content];
            int place = random.Next(attempt % 2 == 0 ? 600 : content.Length);
            damaged[place] ^= (byte)(1 << random.Next(8));
            await File.WriteAllBytesAsync(bad, damaged);
            HvendOutcome outcome = await IngestAsync("other", bad);
            Assert.True(outcome.ExitCode is 0 or 1, $"A wrong bit in byte {place}: exit code {outcome.ExitCode}\n{outcome.Error}");
            MustBeClear(outcome, bad);
            MustBeAsBefore(outcome, before);
        }

        (await IngestAsync("other", good)).MustSucceed();
        (await HvendProcess.RunAsync("check", "--data", Data)).MustSucceed();
    }

    [Fact]
    public async Task Csv_of_one_endless_line_is_refused_within_bounded_memory()
    {
        string file = _folder["endless.csv"];
        await using (FileStream stream = File.Create(file))
        {
            await stream.WriteAsync("id,ra,dec,name\n1,2,3,"u8.ToArray());
            byte[] block = new byte[1 << 20];
            block.AsSpan().Fill((byte)'x');
            for (int number = 0; number < 64; number++)
            {
                await stream.WriteAsync(block);
            }
        }

        HvendOutcome outcome = await IngestAsync("other", file);
        Assert.Equal(1, outcome.ExitCode);
        MustBeClear(outcome, file);
        Assert.InRange(outcome.PeakMiB, 0, MostMiB);
    }

    [Fact]
    public async Task Csv_whose_head_is_one_endless_line_is_refused_within_bounded_memory()
    {
        string file = _folder["endless.csv"];
        await using (FileStream stream = File.Create(file))
        {
            byte[] block = new byte[1 << 20];
            block.AsSpan().Fill((byte)'x');
            for (int number = 0; number < 64; number++)
            {
                block[^1] = (byte)',';
                await stream.WriteAsync(block);
            }
        }

        HvendOutcome outcome = await IngestAsync("other", file);
        Assert.Equal(1, outcome.ExitCode);
        MustBeClear(outcome, file);
        Assert.InRange(outcome.PeakMiB, 0, MostMiB);
    }

    [Theory]
    [InlineData("entities", "<?xml version=\"1.0\"?>\n<!DOCTYPE v [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\">]>\n<VOTABLE><RESOURCE><TABLE><FIELD name=\"&c;\" datatype=\"int\"/></TABLE></RESOURCE></VOTABLE>")]
    [InlineData("external entity", "<?xml version=\"1.0\"?>\n<!DOCTYPE v [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>\n<VOTABLE><DESCRIPTION>&x;</DESCRIPTION></VOTABLE>")]
    [InlineData("page", "<html><body>404 Not Found</body></html>")]
    [InlineData("no rows", "id,ra,dec\n")]
    [InlineData("no position", "id,x,y\n1,2,3\n")]
    [InlineData("text for position", "id,ra,dec\na,b,c\nd,e,f\n")]
    [InlineData("one line", "hello")]
    [InlineData("zero bytes", "\0\0\0\0\0\0\0\0")]
    [InlineData("empty", "")]
    [InlineData("only the mark of UTF-8", "\uFEFF")]
    [InlineData("only the magic of Parquet", "PAR1")]
    [InlineData("only the magic of FITS", "SIMPLE  =                    T")]
    [InlineData("only the magic of gzip", "\u001f")]
    public async Task File_that_is_no_catalogue_is_refused(string kind, string text)
    {
        string file = _folder["file"];
        await File.WriteAllBytesAsync(file, kind.EndsWith("gzip", StringComparison.Ordinal) ? [0x1F, 0x8B, 8, 0] : System.Text.Encoding.UTF8.GetBytes(text));
        HvendOutcome outcome = await IngestAsync("other", file);
        Assert.True(outcome.ExitCode == 1, $"{kind}: exit code {outcome.ExitCode}\n{outcome.Output}");
        MustBeClear(outcome, file);
        Assert.DoesNotContain("root:", outcome.Error);
        Assert.False(Directory.Exists(Path.Combine(Data, "releases", "t", "tables", "other")));
    }

    [Fact]
    public async Task Path_that_is_no_file_is_refused()
    {
        foreach (string path in new[] { _folder.Path, _folder["missing.csv"] })
        {
            HvendOutcome outcome = await IngestAsync("other", path);
            Assert.Equal(1, outcome.ExitCode);
            MustBeClear(outcome, path);
        }
    }

    [Fact]
    public async Task Files_with_different_columns_are_refused_and_the_difference_is_named()
    {
        string first = _folder.Write("first.csv", "id,ra,dec,g\n1,2,3,4\n");
        string second = _folder.Write("second.csv", "id,ra,dec,r\n1,2,3,4\n");
        HvendOutcome outcome = await HvendProcess.RunAsync("ingest", "catalog", first, second, "--data", Data, "--release", "t", "--table", "other");
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("missing [g], extra [r]", outcome.Error);
    }

    private Task<HvendOutcome> IngestAsync(string table, string file) =>
        HvendProcess.RunAsync("ingest", "catalog", file, "--data", Data, "--release", "t", "--table", table, "--no-accelerate");

    private static void MustBeClear(HvendOutcome outcome, string file)
    {
        Assert.DoesNotContain("   at ", outcome.Error);
        Assert.DoesNotContain("Unhandled", outcome.Error);
        if (outcome.ExitCode != 0)
        {
            // What no single file is to blame for speaks of the columns or the rows of all.
            Assert.Matches($"{System.Text.RegularExpressions.Regex.Escape(file)}|The columns are: |The sources have no rows|None of [0-9]+ rows", outcome.Error);
        }
    }

    /// <summary>A refused ingest changes nothing that a reader of the release sees; a table that was made all the same is taken away again.</summary>
    private void MustBeAsBefore(HvendOutcome outcome, string before)
    {
        if (outcome.ExitCode == 0)
        {
            Directory.Delete(Path.Combine(Data, "releases", "t", "tables", "other"), recursive: true);
        }

        Assert.Equal(before, Listing());
    }

    /// <summary>All files of the releases, without the working folders of ingests.</summary>
    private string Listing() => string.Join('\n', Directory.EnumerateFiles(Path.Combine(Data, "releases"), "*", SearchOption.AllDirectories)
        .Where(path => !path.Contains("/.", StringComparison.Ordinal))
        .Select(path => $"{path} {new FileInfo(path).Length} {File.GetLastWriteTimeUtc(path):O}")
        .Order(StringComparer.Ordinal));
}

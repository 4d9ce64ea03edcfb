using System.IO.Compression;
using Hven.Platform.Files;

namespace Hven.Platform.Tests.Files;

/// <summary>Zip files of our own, as the base library and the standard's check value have them.</summary>
public sealed class ZipWriterTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(70_000)]
    public async Task Files_are_read_by_another_reader_however_many_they_are(int count)
    {
        using MemoryStream stream = new();
        ZipWriter zip = new(stream);
        for (int number = 0; number < count; number++)
        {
            await zip.AddAsync($"folder/ω-{number}.txt", DateTimeOffset.UnixEpoch.AddYears(50), new MemoryStream(Content(number)), number % 2 == 0 ? CompressionLevel.Fastest : CompressionLevel.NoCompression, TestContext.Current.CancellationToken);
        }

        await zip.EndAsync(TestContext.Current.CancellationToken);
        stream.Position = 0;
        using ZipArchive read = new(stream);
        Assert.Equal(count, read.Entries.Count);
        foreach (ZipArchiveEntry entry in read.Entries.Where((_, index) => index % 999 == 0 || index < 3))
        {
            int number = int.Parse(entry.Name[2..^4], System.Globalization.CultureInfo.InvariantCulture);
            await using Stream content = await entry.OpenAsync();
            using MemoryStream bytes = new();
            await content.CopyToAsync(bytes);
            Assert.Equal(Content(number), bytes.ToArray());
        }
    }

    [Fact]
    public void Check_is_the_standards()
    {
        Crc32 check = new();
        check.Add("1234"u8);
        check.Add("56789"u8);
        Assert.Equal(0xCBF43926, check.Value);
        Crc32 whole = new();
        byte[] bytes = [.. Enumerable.Range(0, 1000).Select(number => (byte)(number * 7))];
        whole.Add(bytes);
        Crc32 parts = new();
        foreach (byte one in bytes)
        {
            parts.Add([one]);
        }

        Assert.Equal(parts.Value, whole.Value);
    }

    private static byte[] Content(int number) => [.. Enumerable.Repeat((byte)number, number % 50)];
}

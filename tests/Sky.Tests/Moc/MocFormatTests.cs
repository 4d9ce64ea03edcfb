using System.IO.Compression;
using System.Text;
using Hven.Fits;

namespace Hven.Sky.Tests;

public sealed class MocFormatTests
{
    [Theory]
    [InlineData("", "0/")]
    [InlineData("8/", "8/")]
    [InlineData("1/1 2 4 2/12-14 21 23 25 8/", "1/1-2 4 2/12-14 21 23 25 8/")]
    [InlineData("s1/1,2,4\n2/12-14", "1/1-2 4 2/12-14")]
    [InlineData("2/ 5 4\r\n7 6", "1/1 2/")]
    [InlineData("0/0-11", "0/0-11")]
    [InlineData("29/3458764513820540927", "29/3458764513820540927")]
    public void Ascii_is_read_and_written_in_canonical_form(string text, string canonical)
    {
        Moc<SpaceDimension> moc = MocAscii.Parse<SpaceDimension>(text);
        Assert.Equal(canonical, MocAscii.Write(moc));
        Assert.Equal(moc, MocAscii.Parse<SpaceDimension>(canonical));
        Assert.Equal(moc, MocJson.Parse<SpaceDimension>(MocJson.Write(moc)));
    }

    [Theory]
    [InlineData("1/1 x", "line 1, column 5")]
    [InlineData("1/1\n 2/\n3/9 768", "line 3, column 5")]
    [InlineData("30/", "line 1, column 1")]
    [InlineData("5 6", "line 1, column 1")]
    [InlineData("1/5-3", "line 1, column 3")]
    [InlineData("1/5-", "line 1, column 5")]
    [InlineData("1/99999999999999999999", "line 1, column 3")]
    [InlineData("t1/1", "line 1, column 1")]
    [InlineData("1/1 t1/1", "line 1, column 5")]
    [InlineData("1//3", "line 1, column 3")]
    [InlineData("1/-3", "line 1, column 3")]
    public void Ascii_with_a_fault_tells_its_place(string text, string place) =>
        Assert.Equal(place, Assert.Throws<MocFormatException>(() => MocAscii.Parse<SpaceDimension>(text)).Place);

    [Theory]
    [InlineData("s1/1", "line 1, column 1")]
    [InlineData("t1/1", "line 1, column 5")]
    [InlineData("t1/1 s1/1 s2/3", "line 1, column 11")]
    [InlineData("t1/1 s1/1 t2/3", "line 1, column 15")]
    public void Ascii_of_space_and_time_with_a_fault_tells_its_place(string text, string place) =>
        Assert.Equal(place, Assert.Throws<MocFormatException>(() => MocAscii.ParseSpaceTime(text)).Place);

    [Theory]
    [InlineData("""{"1":[1,2,4],"2":[12,13,14,21,23,25],"8":[]}""", "1/1-2 4 2/12-14 21 23 25 8/")]
    [InlineData("""{"s":{"1":[1]}}""", "1/1")]
    [InlineData("""{}""", "0/")]
    public void Json_is_read(string text, string canonical) => Assert.Equal(canonical, MocJson.Parse<SpaceDimension>(text).ToString());

    [Theory]
    [InlineData("", "line 1, column 1")]
    [InlineData("[1]", "line 1, column 1")]
    [InlineData("{\"1\":[1,\n48]}", "line 2, column 1")]
    [InlineData("{\"1\":[1.5]}", "line 1, column 7")]
    [InlineData("{\"1\":[-1]}", "line 1, column 7")]
    [InlineData("{\"1\":[\"1\"]}", "line 1, column 7")]
    [InlineData("{\"30\":[1]}", "line 1, column 2")]
    [InlineData("{\"a\":[1]}", "line 1, column 2")]
    [InlineData("{\"t\":{\"1\":[1]}}", "line 1, column 2")]
    [InlineData("{\"s\":{\"1\":[1]},\"t\":{}}", "line 1, column 16")]
    [InlineData("{\"1\":{}}", "line 1, column 6")]
    public void Json_with_a_fault_tells_its_place(string text, string place) =>
        Assert.Equal(place, Assert.Throws<MocFormatException>(() => MocJson.Parse<SpaceDimension>(text)).Place);

    [Theory]
    [InlineData("""[{"t":{"61":[0]},"s":{"29":[0,1,2]}},{"t":{"61":[2]},"s":{"28":[0]}},{"t":{"61":[]},"s":{"29":[]}}]""")]
    [InlineData("""[{"t":{"61":[0]}},{"s":{"29":[0,1,2]}},{"t":{"61":[2]}},{"s":{"28":[0]}}]""")]
    public void Json_of_space_and_time_is_read(string text) =>
        Assert.Equal("t61/0 s29/0-2 t61/2 s28/0 t61/ s29/", MocJson.ParseSpaceTime(text).ToString());

    [Fact]
    public async Task Every_form_gives_back_what_was_written()
    {
        var random = new Random(12);
        for (int trial = 0; trial < 60; trial++)
        {
            int order = 3 + random.Next(2);
            Moc<SpaceDimension> space = RandomMoc.Of<SpaceDimension>(order, RandomMoc.Bitmap(random, (int)Healpix.PixelCount(order)));
            Moc<TimeDimension> time = RandomMoc.Of<TimeDimension>(9, RandomMoc.Bitmap(random, 1024));
            SpaceTimeMoc both = RandomMoc.SpaceTime(random, 5, 1, out _);
            space = trial % 2 == 0 ? space : space.WithOrder(20);
            Assert.Equal(space, MocAscii.Parse<SpaceDimension>(MocAscii.Write(space)));
            Assert.Equal(time, MocAscii.Parse<TimeDimension>("t" + MocAscii.Write(time)));
            Assert.Equal(both, MocAscii.ParseSpaceTime(MocAscii.Write(both)));
            Assert.Equal(space, MocJson.Parse<SpaceDimension>(MocJson.Write(space)));
            Assert.Equal(time, MocJson.Parse<TimeDimension>(MocJson.Write(time)));
            Assert.Equal(both, MocJson.ParseSpaceTime(MocJson.Write(both)));
            foreach (MocPackaging packaging in Enum.GetValues<MocPackaging>())
            {
                Assert.Equal(space, await MocFits.ReadAsync<SpaceDimension>(await FileAsync(file => MocFits.WriteAsync(space, file, packaging))));
            }

            Assert.Equal(time, await MocFits.ReadAsync<TimeDimension>(await FileAsync(file => MocFits.WriteAsync(time, file))));
            Assert.Equal(both, await MocFits.ReadSpaceTimeAsync(await FileAsync(file => MocFits.WriteAsync(both, file))));
        }
    }

    [Fact]
    public async Task Fits_with_gzip_is_read()
    {
        Moc<SpaceDimension> moc = MocAscii.Parse<SpaceDimension>("3/1-7 100 9/");
        MemoryStream file = await FileAsync(file => MocFits.WriteAsync(moc, file));
        var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
        {
            await file.CopyToAsync(gzip, TestContext.Current.CancellationToken);
        }

        packed.Position = 0;
        Assert.Equal(moc, await MocFits.ReadAsync<SpaceDimension>(packed));
    }

    [Theory]
    [InlineData("NAXIS2  =                    4", "NAXIS2  =        1000000000000")]
    [InlineData("NAXIS2  =                    4", "NAXIS2  =              8000000")]
    [InlineData("NAXIS2  =                    4", "NAXIS2  =                    3")]
    [InlineData("ORDERING= 'RANGE   '", "ORDERING= 'NESTED  '")]
    [InlineData("ORDERING= 'RANGE   '", "ORDERING= 'NUNIQ   '")]
    [InlineData("COORDSYS= 'C       '", "COORDSYS= 'G       '")]
    [InlineData("MOCDIM  = 'SPACE   '", "MOCDIM  = 'TIME    '")]
    [InlineData("MOCORD_S=                    5", "MOCORD_S=                   30")]
    [InlineData("MOCORD_S=", "MOCORD_X=")]
    [InlineData("TFORM1  = '1K      '", "TFORM1  = '1D      '")]
    [InlineData("TFORM1  = '1K      '", "TFORM1  = '1PK     '")]
    public async Task Fits_with_a_fault_in_its_header_tells_the_place(string right, string wrong)
    {
        Moc<SpaceDimension> moc = MocAscii.Parse<SpaceDimension>("5/0-6 8-11");
        byte[] bytes = (await FileAsync(file => MocFits.WriteAsync(moc, file))).ToArray();
        string text = Encoding.Latin1.GetString(bytes);
        Assert.Contains(right, text, StringComparison.Ordinal);
        bytes = Encoding.Latin1.GetBytes(text.Replace(right, wrong, StringComparison.Ordinal));
        FitsException error = await Assert.ThrowsAsync<FitsException>(() => MocFits.ReadAsync<SpaceDimension>(new MemoryStream(bytes)));
        Assert.True(error.ByteOffset >= 0 || error.Card is not null, error.Message);
    }

    [Fact]
    public async Task Fits_with_a_bad_number_tells_its_row_and_byte()
    {
        Moc<SpaceDimension> moc = MocAscii.Parse<SpaceDimension>("5/0-6 9-11");
        byte[] bytes = (await FileAsync(file => MocFits.WriteAsync(moc, file))).ToArray();
        int data = bytes.Length - FitsReader.BlockSize;
        bytes[data + 16] = 0x7F;
        FitsException error = await Assert.ThrowsAsync<FitsException>(() => MocFits.ReadAsync<SpaceDimension>(new MemoryStream(bytes)));
        Assert.Equal((1, data + 16), (error.Hdu, error.ByteOffset));
        Assert.Contains("row 3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nuniq_of_time_is_refused() =>
        await Assert.ThrowsAsync<ArgumentException>(() => MocFits.WriteAsync(Moc.Full<TimeDimension>(3), new MemoryStream(), MocPackaging.Nuniq));

    internal static async Task<MemoryStream> FileAsync(Func<Stream, Task> write)
    {
        var file = new MemoryStream();
        await write(file);
        Assert.Equal(0, file.Length % FitsReader.BlockSize);
        file.Position = 0;
        return file;
    }
}

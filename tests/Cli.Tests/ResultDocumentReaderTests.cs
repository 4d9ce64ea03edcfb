using System.Text;
using Hven.Client;

namespace Hven.Cli.Tests;

public sealed class ResultDocumentReaderTests
{
    [Theory]
    [InlineData(1, 2_000)]
    [InlineData(3, 2_000)]
    [InlineData(1 << 20, 200_000)]
    public async Task Rows_are_the_same_however_the_bytes_arrive(int piece, int textLength)
    {
        string longText = new('x', textLength);
        string document = $$"""
            {"extra":{"a":[1,{"b":2}]},"columns":[{"name":"a\u00e9","type":"int64","later":[1]},{"name":"b","type":"string"},{"name":"c","type":"float64","arraysize":"*"}],
            "rows":[[9007199254740993,"x\n\"漢",[[1,2],["NaN",null]]],[null,"{{longText}}",[]]],"rowCount":2,"later":[1,2],"overflow":true,"error":null}
            """;
        ResultDocumentReader reader = new(new PiecewiseStream(Encoding.UTF8.GetBytes(document), piece));

        await reader.ReadColumnsAsync(CancellationToken.None);
        Assert.Equal(["aé", "b", "c"], reader.Columns.Select(column => column.Name));
        Assert.Equal([true, false, false], reader.Columns.Select(column => column.IsNumber));
        Assert.True(await reader.ReadRowAsync(CancellationToken.None));
        Assert.Equal([new(CellKind.Number, "9007199254740993"), new(CellKind.Text, "x\n\"漢"), new ResultCell(CellKind.Array, "[[1, 2], [NaN, null]]")], reader.Row);
        Assert.True(await reader.ReadRowAsync(CancellationToken.None));
        Assert.Equal([default, new(CellKind.Text, longText), new ResultCell(CellKind.Array, "[]")], reader.Row);
        Assert.False(reader.Overflow);
        Assert.False(await reader.ReadRowAsync(CancellationToken.None));
        Assert.True(reader.Overflow);
        Assert.Null(reader.Error);
        Assert.False(await reader.ReadRowAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Document_that_breaks_off_anywhere_is_told()
    {
        byte[] document = Encoding.UTF8.GetBytes("""{"columns":[{"name":"a","type":"int64"}],"rows":[[12],[34]],"rowCount":2,"overflow":false,"error":null}""");
        for (int length = 0; length < document.Length; length++)
        {
            ResultDocumentReader reader = new(new MemoryStream(document, 0, length));
            HvenConnectionException failure = await Assert.ThrowsAsync<HvenConnectionException>(async () =>
            {
                await reader.ReadColumnsAsync(CancellationToken.None);
                while (await reader.ReadRowAsync(CancellationToken.None))
                {
                }
            });
            Assert.Equal(ConnectionFault.CutOff, failure.Fault);
        }
    }

    private sealed class PiecewiseStream(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => base.ReadAsync(buffer[..Math.Min(buffer.Length, piece)], cancellationToken);
    }
}

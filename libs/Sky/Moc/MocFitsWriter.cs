using System.Buffers;
using System.Buffers.Binary;
using Hven.Fits;

namespace Hven.Sky;

/// <summary>Writes the two HDUs of a FITS MOC (MOC 2.0, section 6).</summary>
internal static class MocFitsWriter
{
    internal const string SpaceTimeName = "TIME.SPACE";

    // Cells to order 13 have NUNIQ numbers below 2^31.
    private const int FinestOrderOf32Bits = 13;

    private const int ChunkNumbers = 1 << 13;

    internal static Task WriteRangesAsync<TDimension>(Moc<TDimension> moc, Stream stream, CancellationToken cancellationToken)
        where TDimension : IMocDimension
    {
        bool isSpace = typeof(TDimension) == typeof(SpaceDimension);
        Header header = Table(8, moc.Bounds.Length, "1K", "RANGE", TDimension.FitsName);
        header.Add(isSpace ? Frame : TimeScale);
        header.Add(Whole(TDimension.FitsOrderKeyword, moc.Order, "MOC resolution (best order)"));
        return WriteAsync(header, 8, moc.Ranges().SelectMany(range => new[] { range.Start, range.End }), moc.Bounds.Length, stream, cancellationToken);
    }

    internal static Task WriteUniqAsync<TDimension>(Moc<TDimension> moc, Stream stream, CancellationToken cancellationToken)
        where TDimension : IMocDimension
    {
        long count = moc.CellRuns().Sum(run => run.Cells.Length);
        int width = moc.Order <= FinestOrderOf32Bits ? 4 : 8;
        Header header = Table(width, count, width == 4 ? "1J" : "1K", "NUNIQ", TDimension.FitsName);
        header.Add(Frame);
        header.Add(Whole(TDimension.FitsOrderKeyword, moc.Order, "MOC resolution (best order)"));
        header.Add(Whole("MOCORDER", moc.Order, "The same, for readers of MOC 1"));
        return WriteAsync(header, width, moc.CellRuns().SelectMany(Uniq), count, stream, cancellationToken);
    }

    internal static Task WriteSpaceTimeAsync(SpaceTimeMoc moc, Stream stream, CancellationToken cancellationToken)
    {
        long count = moc.Groups().Sum(group => (long)group.Times.Bounds.Length + group.Space.Bounds.Length);
        Header header = Table(8, count, "1K", "RANGE", SpaceTimeName);
        header.Add(Frame);
        header.Add(TimeScale);
        header.Add(Whole(SpaceDimension.FitsOrderKeyword, moc.SpaceOrder, "Space MOC resolution (best order)"));
        header.Add(Whole(TimeDimension.FitsOrderKeyword, moc.TimeOrder, "Time MOC resolution (best order)"));
        return WriteAsync(header, 8, moc.Groups().SelectMany(Numbers), count, stream, cancellationToken);
    }

    private static Card Frame => new("COORDSYS", "C", "ICRS reference frame");

    private static Card TimeScale => new("TIMESYS", "TCB", "Barycentric Coordinate Time");

    private static Card Whole(string keyword, long value, string comment = "") => new(keyword, (Int128)value, comment);

    private static IEnumerable<long> Uniq(MocCellRun run)
    {
        for (long index = run.Cells.Start; index < run.Cells.End; index++)
        {
            yield return new MocCell(run.Order, index).ToNuniq();
        }
    }

    private static IEnumerable<long> Numbers((Moc<TimeDimension> Times, Moc<SpaceDimension> Space) group) =>
        group.Times.Ranges().SelectMany(range => new[] { range.Start | long.MinValue, range.End | long.MinValue })
            .Concat(group.Space.Ranges().SelectMany(range => new[] { range.Start, range.End }));

    private static Header Table(int width, long rows, string form, string ordering, string dimension)
    {
        Header header =
        [
            new Card("XTENSION", "BINTABLE", "Multi-Order Coverage map"),
            Whole("BITPIX", 8),
            Whole("NAXIS", 2),
            Whole("NAXIS1", width),
            Whole("NAXIS2", rows),
            Whole("PCOUNT", 0),
            Whole("GCOUNT", 1),
            Whole("TFIELDS", 1),
            new Card("TFORM1", form),
            new Card("TTYPE1", ordering == "NUNIQ" ? "UNIQ" : "RANGE"),
            new Card("MOCVERS", "2.0", "MOC standard version"),
            new Card("MOCDIM", dimension, "Physical dimension"),
            new Card("ORDERING", ordering, "Coding method"),
            new Card("MOCTOOL", "Hven", "Name of the MOC generator"),
        ];
        return header;
    }

    private static async Task WriteAsync(Header header, int width, IEnumerable<long> numbers, long count, Stream stream, CancellationToken cancellationToken)
    {
        var headers = new ArrayBufferWriter<byte>();
        Header primary = [new Card("SIMPLE", true), Whole("BITPIX", 8), Whole("NAXIS", 0), new Card("EXTEND", true)];
        primary.WriteTo(headers);
        header.WriteTo(headers);
        await stream.WriteAsync(headers.WrittenMemory, cancellationToken).ConfigureAwait(false);
        foreach (long[] chunk in numbers.Chunk(ChunkNumbers))
        {
            byte[] bytes = new byte[width * chunk.Length];
            for (int i = 0; i < chunk.Length; i++)
            {
                Put(bytes.AsSpan(width * i, width), chunk[i]);
            }

            await stream.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        }

        int beyond = (int)(width * count % FitsReader.BlockSize);
        await stream.WriteAsync(new byte[beyond == 0 ? 0 : FitsReader.BlockSize - beyond], cancellationToken).ConfigureAwait(false);
    }

    private static void Put(Span<byte> bytes, long number)
    {
        if (bytes.Length == 4)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes, (int)number);
        }
        else
        {
            BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        }
    }
}

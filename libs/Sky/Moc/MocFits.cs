using Hven.Fits;

namespace Hven.Sky;

/// <summary>How the cells of a MOC stand in a FITS file (MOC 2.0, section 4.3.1).</summary>
public enum MocPackaging
{
    /// <summary>Each cell as one number of order and index; of the sky only. Programs that know MOC 1 alone can read it.</summary>
    Nuniq,

    /// <summary>The ranges of cells of the finest order.</summary>
    Range,
}

/// <summary>
/// The FITS form: a binary table with one column (MOC 2.0, sections 4.3.1, 5.2 and 6), NUNIQ of MOC 1 or ranges. The
/// file may be compressed with gzip. Reading takes memory as rows come, whatever the header announces.
/// </summary>
public static class MocFits
{
    /// <summary>Numbers that a file may have unless told otherwise: half a gigabyte of file, and while it is read up to three of memory.</summary>
    public const long DefaultMaxNumbers = 1L << 26;

    /// <summary>Reads a coverage of one dimension from the first binary table of a file.</summary>
    /// <typeparam name="TDimension">The dimension.</typeparam>
    /// <param name="stream">The file; it stays open.</param>
    /// <param name="maxNumbers">Most numbers that the table may have.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="FitsException">The file is damaged, or holds no MOC or one of another dimension; with HDU, card or byte.</exception>
    public static async Task<Moc<TDimension>> ReadAsync<TDimension>(
        Stream stream, long maxNumbers = DefaultMaxNumbers, CancellationToken cancellationToken = default)
        where TDimension : IMocDimension
    {
        FitsReader reader = await FitsReader.OpenAsync(stream, cancellationToken: cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            MocTable table = await MocTable.OpenAsync(reader, TDimension.FitsName, maxNumbers, cancellationToken).ConfigureAwait(false);
            if (table.Ordering == "RANGE")
            {
                int order = table.RequireOrder(TDimension.FitsOrderKeyword, TDimension.MaxOrder);
                var ranges = new RangeNumbers<TDimension>(table);
                await table.ReadAsync(ranges, cancellationToken).ConfigureAwait(false);
                return ranges.ToMoc(order);
            }

            if (typeof(TDimension) != typeof(SpaceDimension))
            {
                throw table.Fault("ORDERING", $"ORDERING is {table.Ordering}; a MOC of {TDimension.FitsName} is in RANGE");
            }

            int atLeast = table.FindOrder(TDimension.FitsOrderKeyword, TDimension.MaxOrder) ?? 0;
            var cells = new NuniqNumbers(table);
            await table.ReadAsync(cells, cancellationToken).ConfigureAwait(false);
            return cells.ToMoc<TDimension>(atLeast);
        }
    }

    /// <summary>Reads a coverage of space and time from the first binary table of a file.</summary>
    /// <param name="stream">The file; it stays open.</param>
    /// <param name="maxNumbers">Most numbers that the table may have.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="FitsException">The file is damaged, or holds no MOC or one of other dimensions; with HDU, card or byte.</exception>
    public static async Task<SpaceTimeMoc> ReadSpaceTimeAsync(
        Stream stream, long maxNumbers = DefaultMaxNumbers, CancellationToken cancellationToken = default)
    {
        FitsReader reader = await FitsReader.OpenAsync(stream, cancellationToken: cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            MocTable table = await MocTable.OpenAsync(reader, MocFitsWriter.SpaceTimeName, maxNumbers, cancellationToken).ConfigureAwait(false);
            if (table.Ordering != "RANGE")
            {
                throw table.Fault("ORDERING", $"ORDERING is {table.Ordering}; a MOC of space and time is in RANGE");
            }

            var parts = new SpaceTimeNumbers(
                table,
                table.RequireOrder(TimeDimension.FitsOrderKeyword, TimeDimension.MaxOrder),
                table.RequireOrder(SpaceDimension.FitsOrderKeyword, SpaceDimension.MaxOrder));
            await table.ReadAsync(parts, cancellationToken).ConfigureAwait(false);
            return parts.ToMoc();
        }
    }

    /// <summary>Writes a coverage of one dimension.</summary>
    /// <typeparam name="TDimension">The dimension.</typeparam>
    /// <param name="moc">The coverage.</param>
    /// <param name="stream">Where the file goes; it stays open.</param>
    /// <param name="packaging">How cells are written; <see cref="MocPackaging.Nuniq"/>, which the standard recommends for the sky, is of the sky only.</param>
    /// <param name="cancellationToken">Stops the write.</param>
    /// <exception cref="ArgumentException">NUNIQ is asked for a dimension that has none.</exception>
    public static Task WriteAsync<TDimension>(
        Moc<TDimension> moc, Stream stream, MocPackaging packaging = MocPackaging.Range, CancellationToken cancellationToken = default)
        where TDimension : IMocDimension
    {
        ArgumentNullException.ThrowIfNull(moc);
        ArgumentNullException.ThrowIfNull(stream);
        if (packaging == MocPackaging.Range)
        {
            return MocFitsWriter.WriteRangesAsync(moc, stream, cancellationToken);
        }

        return typeof(TDimension) == typeof(SpaceDimension)
            ? MocFitsWriter.WriteUniqAsync(moc, stream, cancellationToken)
            : throw new ArgumentException("NUNIQ numbers exist for cells of the sky only.", nameof(packaging));
    }

    /// <summary>Writes a coverage of space and time.</summary>
    /// <param name="moc">The coverage.</param>
    /// <param name="stream">Where the file goes; it stays open.</param>
    /// <param name="cancellationToken">Stops the write.</param>
    public static Task WriteAsync(SpaceTimeMoc moc, Stream stream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(moc);
        ArgumentNullException.ThrowIfNull(stream);
        return MocFitsWriter.WriteSpaceTimeAsync(moc, stream, cancellationToken);
    }
}

using Hven.Backends.Local.ColumnStore;
using Hven.Platform.Storage.Interop;
using Hven.Sky;

namespace Hven.Backends.Local.Matching;

/// <summary>Rows in the order of their pixels on the sky: what a match goes through and searches in. Safe for concurrent reading.</summary>
internal abstract class SkyRows
{
    /// <summary>Number of rows.</summary>
    public abstract long Count { get; }

    /// <summary>The places, among all, of the rows that are of use; sorted and apart from each other.</summary>
    public abstract IReadOnlyList<(long First, long Last)> Parts { get; }

    /// <summary>Rows that are of use.</summary>
    public long UsedCount => Parts.Sum(part => part.Last - part.First + 1);

    /// <summary>Pixel of order 29 of the row at a place.</summary>
    public abstract long Pixel(long place);

    /// <summary>Right ascensions in degrees of consecutive places.</summary>
    public abstract ReadOnlySpan<double> Ra(long first, int count);

    /// <summary>Declinations in degrees of consecutive places.</summary>
    public abstract ReadOnlySpan<double> Dec(long first, int count);

    /// <summary>The number of the row at a place, by which the engine knows it.</summary>
    public abstract long Row(long place);

    /// <summary>The first place whose pixel is not below a number; the count when there is none. Searches outwards from a hint.</summary>
    public long LowerBound(long pixel, long hint)
    {
        long low = 0;
        long high = Count;
        hint = Math.Min(hint, high);
        if (hint < high && Pixel(hint) < pixel)
        {
            low = hint + 1;
            for (long step = 1; low + step < high; step *= 2)
            {
                if (Pixel(low + step) >= pixel)
                {
                    high = low + step;
                    break;
                }

                low += step + 1;
            }
        }
        else
        {
            high = hint;
            for (long step = 1; high - step >= 0; step *= 2)
            {
                if (Pixel(high - step) < pixel)
                {
                    low = high - step + 1;
                    break;
                }

                high -= step;
            }
        }

        while (low < high)
        {
            long middle = low + ((high - low) >> 1);
            (low, high) = Pixel(middle) < pixel ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>Some places of use that lie evenly among all of them.</summary>
    public IEnumerable<long> Sample(int count)
    {
        long used = UsedCount;
        count = (int)Math.Min(count, used);
        int part = 0;
        long before = 0;
        for (int number = 0; number < count; number++)
        {
            long wanted = (long)((number + 0.5) * used / count);
            while (wanted - before > Parts[part].Last - Parts[part].First)
            {
                before += Parts[part].Last - Parts[part].First + 1;
                part++;
            }

            yield return Parts[part].First + wanted - before;
        }
    }

    /// <summary>Rows for each pixel of order 29, as they lie closest in the middle of the table.</summary>
    public double TypicalDensity()
    {
        const int Samples = 63;
        const int Span = 16;
        if (Count <= Span)
        {
            return Count / (double)Healpix.PixelCount(Healpix.MaxOrder);
        }

        double[] densities = new double[Samples];
        for (int sample = 0; sample < Samples; sample++)
        {
            long place = (long)((Count - 1 - Span) * (sample / (double)(Samples - 1)));
            densities[sample] = Span / (double)Math.Max(1, Pixel(place + Span) - Pixel(place));
        }

        Array.Sort(densities);
        return densities[Samples / 2];
    }
}

/// <summary>The rows of a table, mapped.</summary>
internal sealed class StoredSkyRows : SkyRows
{
    private const int CoverRanges = 32;

    private readonly MappedFile<long> _pixels;
    private readonly MappedFile<double> _ra;
    private readonly MappedFile<double> _dec;

    /// <summary>Rows of a table.</summary>
    /// <param name="store">Its mapped columns.</param>
    /// <param name="ra">Right ascensions, none of them null.</param>
    /// <param name="dec">Declinations, none of them null.</param>
    /// <param name="region">Where rows have to lie to be of use; null for everywhere.</param>
    public StoredSkyRows(TableStore store, StoredValues<double> ra, StoredValues<double> dec, Region? region)
    {
        (_pixels, _ra, _dec) = (store.Healpix, ra.Values, dec.Values);
        Parts = region is not null ? Cover(region) : Count == 0 ? [] : [(0, Count - 1)];
    }

    public override long Count => _pixels.Count;

    public override IReadOnlyList<(long First, long Last)> Parts { get; }

    public override long Pixel(long place) => _pixels[place];

    public override ReadOnlySpan<double> Ra(long first, int count) => _ra.Slice(first, count);

    public override ReadOnlySpan<double> Dec(long first, int count) => _dec.Slice(first, count);

    public override long Row(long place) => place;

    private List<(long First, long Last)> Cover(Region region)
    {
        List<(long First, long Last)> parts = [];
        long from = 0;
        foreach (PixelRange range in HealpixCover.Of(region, CoverRanges))
        {
            long first = LowerBound(range.First, from);
            from = LowerBound(range.Last + 1, first);
            if (from > first)
            {
                parts.Add((first, from - 1));
            }
        }

        return parts;
    }
}

/// <summary>Rows whose positions were read into memory.</summary>
internal sealed class LoadedSkyRows : SkyRows
{
    private readonly long[] _pixels;
    private readonly double[] _ra;
    private readonly double[] _dec;
    private readonly long[] _rows;

    /// <summary>Sorts rows by their pixels.</summary>
    /// <param name="rows">Their numbers.</param>
    /// <param name="ra">Right ascensions in degrees.</param>
    /// <param name="dec">Declinations in degrees; rows that are not on the sky or have none are left out.</param>
    public LoadedSkyRows(ReadOnlySpan<long> rows, ReadOnlySpan<double> ra, ReadOnlySpan<double> dec)
    {
        int[] order = new int[rows.Length];
        long[] pixels = new long[rows.Length];
        int count = 0;
        for (int row = 0; row < rows.Length; row++)
        {
            if (double.IsFinite(ra[row]) && dec[row] is >= -90 and <= 90)
            {
                pixels[count] = Healpix.ToPixel(Healpix.MaxOrder, ra[row], dec[row]);
                order[count++] = row;
            }
        }

        Array.Sort(pixels, order, 0, count);
        (_pixels, _ra, _dec, _rows) = (pixels, new double[count], new double[count], new long[count]);
        Count = count;
        for (int place = 0; place < count; place++)
        {
            int row = order[place];
            (_ra[place], _dec[place], _rows[place]) = (new SkyCoord(ra[row], dec[row]).RaDegrees, dec[row], rows[row]);
        }

        Parts = count == 0 ? [] : [(0, count - 1)];
    }

    public override long Count { get; }

    public override IReadOnlyList<(long First, long Last)> Parts { get; }

    public override long Pixel(long place) => _pixels[place];

    public override ReadOnlySpan<double> Ra(long first, int count) => _ra.AsSpan((int)first, count);

    public override ReadOnlySpan<double> Dec(long first, int count) => _dec.AsSpan((int)first, count);

    public override long Row(long place) => _rows[place];
}

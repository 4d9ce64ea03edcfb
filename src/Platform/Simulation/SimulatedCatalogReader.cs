using Hven.Sky;
using Hven.Tables;

namespace Hven.Platform.Simulation;

/// <summary>Observes the simulated sky: the rows of its catalogue, tile by tile, the same for the same seed, number of objects and tiles.</summary>
public sealed class SimulatedCatalogReader : ITableReader
{
    private const double PixelScale = 0.263;
    private const double Seeing = 0.95;

    /// <summary>Magnitude in g, r, i, z, Y at which the signal is ten times the noise (Dark Energy Survey DR1, arXiv:1801.03181, table 1).</summary>
    private static readonly double[] s_depth = [24.33, 24.08, 23.44, 22.69, 21.44];

    private readonly SimulatedSky _sky;
    private readonly long _seed;
    private int _tile;
    private long _number;
    private IEnumerator<SimulatedObject>? _objects;
    private SeededGenerator _random;

    /// <summary>Opens the catalogue at its first row.</summary>
    /// <param name="objects">Rows in all; at least 1.</param>
    /// <param name="tiles">The tiles to fill, of <see cref="SurveyFootprint.Tiles"/>; at least one.</param>
    /// <param name="seed">Decides every value.</param>
    public SimulatedCatalogReader(long objects, IReadOnlyList<SurveyTile> tiles, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(objects, 1);
        ArgumentNullException.ThrowIfNull(tiles);
        _sky = new(seed, objects, tiles);
        _seed = seed;
        RowCount = objects;
    }

    /// <summary>The columns.</summary>
    public static TableSchema Columns => SimulatedCatalogSchema.Schema;

    /// <inheritdoc/>
    public TableSchema Schema => Columns;

    /// <inheritdoc/>
    public long? RowCount { get; }

    /// <inheritdoc/>
    public (long Read, long? Total) BytePosition => (0, null);

    /// <inheritdoc/>
    public ValueTask<bool> ReadAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.Clear();
        Observer observer = new(batch);
        while (batch.RowCount < RecordBatch.DefaultRowCount && NextObject() is { } found)
        {
            observer.Add(found, _sky.Tiles[_tile], ++_number, ref _random);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(batch.RowCount > 0);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _objects?.Dispose();
        return ValueTask.CompletedTask;
    }

    private SimulatedObject? NextObject()
    {
        while (_tile < _sky.Tiles.Count)
        {
            if (_objects is null)
            {
                _objects = _sky.Make(_tile).GetEnumerator();
                _random = new(_seed, ~(long)_sky.Tiles[_tile].Index);
            }

            if (_objects.MoveNext())
            {
                return _objects.Current;
            }

            _objects.Dispose();
            _objects = null;
            _tile++;
        }

        return null;
    }

    /// <summary>Turns true objects into measured rows of a batch.</summary>
    private readonly struct Observer(RecordBatch batch)
    {
        public void Add(in SimulatedObject truth, SurveyTile tile, long number, ref SeededGenerator random)
        {
            // Ids look like those of a survey: they rise with the row and are not dense.
            double ra = (truth.Ra % 360 + 360) % 360;
            double dec = truth.Dec;
            long pixel = Healpix.ToPixel(12, ra, dec);
            (double longitude, double latitude) = GalacticCoordinates.From(ra, dec);
            double reddening = 0.012 + (0.25 * Math.Exp(-Math.Abs(latitude) / 14));
            double size = Math.Sqrt((truth.Radius * truth.Radius) + (Seeing * Seeing / 4)) / PixelScale;
            int column = 0;
            Put(ref column, 500_000_000L + (number * 7));
            ((TextVector)batch.Columns[column++]).Append(tile.Name);
            Put(ref column, (int)(pixel >> 14));
            Put(ref column, (int)(pixel >> 4));
            Put(ref column, (int)pixel);
            Put(ref column, ra);
            Put(ref column, dec);
            Put(ref column, longitude);
            Put(ref column, latitude);
            Put(ref column, (float)(size * 1.1));
            Put(ref column, (float)(size * 1.1 * Math.Sqrt(truth.AxisRatio)));
            Put(ref column, (float)(truth.Kind == ObjectKind.Star ? random.Uniform(-90, 90) : truth.PositionAngle));
            Put(ref column, (float)reddening);
            for (int band = 0; band < SimulatedSky.BandCount; band++)
            {
                AddBand(ref column, truth, band, size, ref random);
            }

            Put(ref column, (short)truth.Kind);
            if (truth.Kind == ObjectKind.Star)
            {
                batch.Columns[column].AppendNull();
            }
            else
            {
                Put(ref column, (float)truth.Redshift);
            }
        }

        private void AddBand(ref int column, in SimulatedObject truth, int band, double size, ref SeededGenerator random)
        {
            double magnitude = truth.Magnitude[band];
            int epochs = Math.Min(random.Poisson(4.6), 12);
            double noise = 0.108 * Math.Pow(10, 0.4 * (magnitude - s_depth[band]));
            double error = Math.Sqrt((noise * noise) + (0.002 * 0.002)) * (0.9 + (0.2 * random.Uniform()));
            bool detected = error < 0.7;
            double spread = truth.Kind == ObjectKind.Star ? 0 : 0.045 * truth.Radius / (truth.Radius + 0.75);
            double spreadError = 0.0004 + (0.0022 * Math.Pow(10, 0.3 * (magnitude - s_depth[band] + 1.5)));
            double measured = spread + (spreadError * random.Normal());
            double auto = magnitude + (error * random.Normal());
            bool averaged = detected && epochs > 0;

            // The PSF magnitude of an extended object misses the light outside the PSF.
            double psf = magnitude + (22 * spread) + (0.8 * error * random.Normal());
            double averagedSpread = spread + (0.8 * spreadError * random.Normal());
            bool saturated = magnitude < 16;
            bool crowded = random.Chance(0.08);
            bool deblended = crowded && random.Chance(0.6);
            Put(ref column, detected ? (float)auto : 99f);
            Put(ref column, detected ? (float)error : 99f);
            Put(ref column, averaged ? (float)psf : -99f);
            Put(ref column, averaged ? (float)(0.8 * error) : -99f);
            Put(ref column, (float)measured);
            Put(ref column, (float)spreadError);
            Put(ref column, averaged ? (float)averagedSpread : -99f);
            Put(ref column, averaged ? (float)(0.8 * spreadError) : -99f);
            Put(ref column, (float)(1 / (1 + Math.Exp((measured - 0.004) / (0.0008 + (0.5 * spreadError))))));
            Put(ref column, (float)(size * (1 + (0.04 * random.Normal()))));
            Put(ref column, (short)((crowded ? 1 : 0) + (deblended ? 2 : 0) + (saturated ? 4 : 0)));
            Put(ref column, (short)(random.Chance(0.012) ? 1 << (int)random.Uniform(0, 10) : 0));
            Put(ref column, (short)(detected ? epochs : 0));
        }

        private void Put<T>(ref int column, T value)
            where T : unmanaged => ((PrimitiveVector<T>)batch.Columns[column++]).Append(value);
    }
}

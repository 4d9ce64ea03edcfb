using Hven.Adql.Binding;
using Hven.Sky;
using Hven.Tables;

namespace Hven.Query.Uploads;

/// <summary>Works out the column of the sky index of a table that somebody brought, batch by batch: null where there is no position.</summary>
public sealed class UploadPixels
{
    private readonly int _raColumn;
    private readonly int _decColumn;
    private readonly PrimitiveVector<long> _pixels = new();
    private double[] _ra = [];
    private double[] _dec = [];

    private UploadPixels(int raColumn, int decColumn) => (_raColumn, _decColumn) = (raColumn, decColumn);

    /// <summary>For a table as it is described; null when it has no position.</summary>
    public static UploadPixels? Of(AdqlTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table.SkyIndex is { } index ? new(IndexOf(table, index.RaColumn), IndexOf(table, index.DecColumn)) : null;
    }

    /// <summary>The column for a batch; good until the next call.</summary>
    public PrimitiveVector<long> Fill(RecordBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        _pixels.Clear();
        ReadOnlySpan<double> raDeg = Degrees(batch.Columns[_raColumn], ref _ra);
        ReadOnlySpan<double> decDeg = Degrees(batch.Columns[_decColumn], ref _dec);
        Span<long> pixels = _pixels.Extend(batch.RowCount);
        Healpix.ToPixels(Healpix.MaxOrder, raDeg, decDeg, pixels);
        for (int row = 0; row < pixels.Length; row++)
        {
            if (pixels[row] == Healpix.NoPixel || batch.Columns[_raColumn].IsNull(row) || batch.Columns[_decColumn].IsNull(row))
            {
                _pixels.SetNull(row);
            }
        }

        return _pixels;
    }

    private static int IndexOf(AdqlTable table, string name) => table.Columns.ToList().FindIndex(column => column.Name == name);

    private static ReadOnlySpan<double> Degrees(ColumnVector column, ref double[] buffer)
    {
        if (column is PrimitiveVector<double> doubles)
        {
            return doubles.Values;
        }

        ReadOnlySpan<float> singles = ((PrimitiveVector<float>)column).Values;
        if (buffer.Length < singles.Length)
        {
            buffer = new double[singles.Length];
        }

        for (int row = 0; row < singles.Length; row++)
        {
            buffer[row] = singles[row];
        }

        return buffer.AsSpan(0, singles.Length);
    }
}

using System.Globalization;
using Hven.Fits;
using Hven.Fits.Columns;

namespace Hven.Tables.FitsTable;

/// <summary>
/// Reads a binary or ASCII table of a FITS file (FITS 4.0, section 7), plain or gzip-compressed, also one in compressed tiles (section 10.3). Stored
/// nulls (TNULL, NUL logicals, strings that start with NUL) become nulls; NaN is a value and stays NaN. Integers under TSCAL or TZERO become
/// <see cref="ElementType.Float64"/>, except for the unsigned (and signed-byte) conventions, which stay exact integers. The stream is not disposed.
/// </summary>
public sealed class FitsTableReader : ITableReader
{
    private readonly FitsReader _file;
    private readonly FitsColumn[] _columns;
    private readonly FitsTableOptions _options;
    private readonly StoredBytes _bytes;
    private readonly ITableSource _source;
    private readonly TableLayout _layout;
    private readonly HashSet<FitsColumn> _reported = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<FitsColumn> _noted = new(ReferenceEqualityComparer.Instance);
    private bool _isVerified;

    private FitsTableReader(FitsReader file, Hdu hdu, FitsTableOptions options)
    {
        _file = file;
        _options = options;
        _bytes = new StoredBytes(file, hdu, options.MaxSpoolMemory);
        CompressedTableLayout? tiles = CompressedTableLayout.IsCompressed(hdu.Header) ? CompressedTableLayout.Of(hdu) : null;
        _layout = tiles?.Table ?? TableLayout.Of(hdu);
        _columns = [.. Project(_layout, options.Columns).Select(FitsColumn.Of)];
        _source = tiles is null ? new PlainRows(_layout, _bytes, _columns) : new TileRows(tiles, _bytes, _columns);
        Schema = new TableSchema([.. _columns.Select(column => column.Column)])
        {
            Name = hdu.Name,
            Info = FitsTableInfo.Of(_layout.Hdu.Header),
        };
    }

    /// <inheritdoc/>
    public TableSchema Schema { get; }

    /// <inheritdoc/>
    public long? RowCount => _layout.RowCount;

    /// <summary>Number of the HDU that is read, 0 for the primary one.</summary>
    public int Hdu => _layout.Hdu.Index;

    /// <summary>The HDU's header; of a table in compressed tiles the one that it had before.</summary>
    public Header Header => _layout.Hdu.Header;

    /// <summary>
    /// Breaches of the standard that were forgiven so far in the HDUs up to this one, at most 1000; when the read is strict, only what was left out without
    /// a breach (<see cref="FitsFinding.Code"/>).
    /// </summary>
    public IReadOnlyList<FitsFinding> Findings => _file.Findings;

    /// <inheritdoc/>
    public (long Read, long? Total) BytePosition => (_file.Position, _file.Length);

    /// <summary>Finds the table and reads its header.</summary>
    /// <param name="stream">A FITS file from its start on; need not be seekable.</param>
    /// <param name="options">What to read; <see langword="null"/> for all of the first table.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TableFormatException">There is no such table, its header is damaged, or it breaks the standard and the read is strict.</exception>
    public static async ValueTask<FitsTableReader> OpenAsync(Stream stream, FitsTableOptions? options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        options ??= new FitsTableOptions();
        FitsReader? file = null;
        try
        {
            file = await FitsReader.OpenAsync(stream, new FitsReaderOptions { IsStrict = options.IsStrict }, cancellationToken).ConfigureAwait(false);
            return new FitsTableReader(file, await FindAsync(file, options, cancellationToken).ConfigureAwait(false), options);
        }
        catch (FitsException exception)
        {
            if (file is not null)
            {
                await file.DisposeAsync().ConfigureAwait(false);
            }

            throw Translate(exception);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ReadAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.Clear();
        if (_columns.Length == 0)
        {
            return false;
        }

        try
        {
            if (_options.VerifiesChecksum && !_isVerified)
            {
                await _bytes.VerifyAsync(cancellationToken).ConfigureAwait(false);
                _isVerified = true;
            }

            await FillAsync(batch, cancellationToken).ConfigureAwait(false);
            ReportBreaches();
        }
        catch (FitsException exception)
        {
            throw Translate(exception);
        }

        return batch.RowCount > 0;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync().ConfigureAwait(false);
        await _file.DisposeAsync().ConfigureAwait(false);
    }

    internal static TableFormatException Translate(FitsException exception) => new(exception.Code, exception.Message, exception);

    private static async ValueTask<Hdu> FindAsync(FitsReader file, FitsTableOptions options, CancellationToken cancellationToken)
    {
        bool isNamed = options.Hdu is not null || options.HduName is not null || options.HduVersion is not null;
        while (await file.NextAsync(cancellationToken).ConfigureAwait(false) is { } hdu)
        {
            bool wanted = isNamed
                ? (options.Hdu ?? hdu.Index) == hdu.Index
                    && (options.HduName is null || string.Equals(hdu.Name, options.HduName, StringComparison.OrdinalIgnoreCase))
                    && (options.HduVersion is null || options.HduVersion == hdu.Version)
                : hdu.Kind is HduKind.BinaryTable or HduKind.AsciiTable;
            if (wanted)
            {
                return hdu;
            }
        }

        string which = !isNamed ? "table" : string.Join(' ', new[]
        {
            "HDU", options.Hdu?.ToString(CultureInfo.InvariantCulture), options.HduName, options.HduVersion is { } version ? string.Create(CultureInfo.InvariantCulture, $"of version {version}") : null,
        }.OfType<string>());
        throw new FitsException("FITS-NOTABLE", $"The file has no {which}");
    }

    private static IEnumerable<TableField> Project(TableLayout layout, IReadOnlyList<string>? names) =>
        names is null ? layout.Fields : names.Select(name =>
            layout.Fields.FirstOrDefault(field => field.Name == name)
            ?? layout.Fields.FirstOrDefault(field => string.Equals(field.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? throw new FitsException("FITS-COLUMN", $"The table has no column '{name}'", layout.Hdu.Index, card: name));

    private async ValueTask FillAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        long budget = _options.MaxBatchBytes;
        while (batch.RowCount < RecordBatch.DefaultRowCount && budget > 0)
        {
            int ready = await _source.ReadyAsync(cancellationToken).ConfigureAwait(false);
            int rows = ready == 0 ? 0 : _source.Affordable(Math.Min(ready, RecordBatch.DefaultRowCount - batch.RowCount), ref budget, isFirst: batch.RowCount == 0);
            if (rows == 0)
            {
                break;
            }

            for (int index = 0; index < _columns.Length; index++)
            {
                await AppendAsync(_columns[index], rows, batch.Columns[index], cancellationToken).ConfigureAwait(false);
            }

            _source.Advance(rows);
        }
    }

    private async ValueTask AppendAsync(FitsColumn column, int rows, ColumnVector target, CancellationToken cancellationToken)
    {
        int before = target.Length;
        try
        {
            await _source.AppendAsync(column, rows, target, cancellationToken).ConfigureAwait(false);
        }
        catch (TableFormatException exception)
        {
            long row = _source.Row + target.Length - before;
            long position = _layout.Hdu.DataOffset + (row * _layout.RowWidth) + column.ByteOffset;
            throw new TableFormatException(exception.Code, $"{exception.Message} (HDU {Hdu}, row {row + 1}, byte {position})", exception);
        }
    }

    private void ReportBreaches()
    {
        foreach (FitsColumn column in _columns)
        {
            if (column.Decoder.Remark is { } remark && _noted.Add(column))
            {
                Header.Log?.Note(remark.Code, remark.Message, Hdu, -1, column.Field.Name);
            }

            if (column.Decoder.Breach is { } breach && _reported.Add(column))
            {
                Header.Log?.Report("FITS-VALUE", breach, Hdu, -1, column.Field.Name);
            }
        }
    }
}

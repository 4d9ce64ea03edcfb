using Hven.Fits;
using Hven.Fits.Columns;

namespace Hven.Tables.FitsTable;

/// <summary>
/// Reads a binary or ASCII table of a FITS file (FITS 4.0, section 7), plain or gzip-compressed. Stored nulls (TNULL, NUL logicals, strings that
/// start with NUL) become nulls; NaN is a value and stays NaN. Integers under TSCAL or TZERO become <see cref="ElementType.Float64"/>, except for
/// the unsigned (and signed-byte) conventions, which stay exact integers. The stream is not disposed.
/// </summary>
public sealed class FitsTableReader : ITableReader
{
    private const int BlockBytes = 1 << 18;

    private readonly FitsReader _file;
    private readonly TableLayout _layout;
    private readonly FitsColumn[] _columns;
    private readonly FitsTableOptions _options;
    private readonly HeapSource? _heap;
    private Spool? _spool;
    private byte[] _block = [];
    private int _blockRows;
    private int _blockTaken;
    private long _row;

    private FitsTableReader(FitsReader file, TableLayout layout, FitsColumn[] columns, FitsTableOptions options)
    {
        _file = file;
        _layout = layout;
        _columns = columns;
        _options = options;
        _heap = columns.Any(column => column.Variable is not null) ? new HeapSource(layout, ReadAtAsync) : null;
        Schema = new TableSchema([.. columns.Select(column => column.Column)])
        {
            Name = layout.Hdu.Name,
            Info = FitsTableInfo.Of(layout.Hdu.Header),
        };
    }

    /// <inheritdoc/>
    public TableSchema Schema { get; }

    /// <inheritdoc/>
    public long? RowCount => _layout.RowCount;

    /// <summary>Number of the HDU that is read, 0 for the primary one.</summary>
    public int Hdu => _layout.Hdu.Index;

    /// <inheritdoc/>
    public (long Read, long? Total) BytePosition => (_file.Position, _file.Length);

    /// <summary>Finds the table and reads its header.</summary>
    /// <param name="stream">A FITS file from its start on; need not be seekable.</param>
    /// <param name="options">What to read; <see langword="null"/> for all of the first table.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TableFormatException">There is no such table, or its header is damaged.</exception>
    public static async ValueTask<FitsTableReader> OpenAsync(Stream stream, FitsTableOptions? options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        options ??= new FitsTableOptions();
        FitsReader? file = null;
        try
        {
            file = await FitsReader.OpenAsync(stream, cancellationToken: cancellationToken).ConfigureAwait(false);
            Hdu hdu = await FindAsync(file, options, cancellationToken).ConfigureAwait(false);
            TableLayout layout = TableLayout.Of(hdu);
            FitsColumn[] columns = [.. Project(layout, options.Columns).Select(FitsColumn.Of)];
            return new FitsTableReader(file, layout, columns, options);
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
            await PutHeapAsideAsync(cancellationToken).ConfigureAwait(false);
            long budget = _options.MaxBatchBytes;
            while (batch.RowCount < RecordBatch.DefaultRowCount && budget > 0 && await FillBlockAsync(cancellationToken).ConfigureAwait(false))
            {
                int rows = Math.Min(_blockRows - _blockTaken, RecordBatch.DefaultRowCount - batch.RowCount);
                rows = Affordable(rows, ref budget);
                if (rows == 0)
                {
                    break;
                }

                await DecodeAsync(batch, rows, cancellationToken).ConfigureAwait(false);
                _blockTaken += rows;
                _row += rows;
            }
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
        if (_spool is not null)
        {
            await _spool.DisposeAsync().ConfigureAwait(false);
        }

        await _file.DisposeAsync().ConfigureAwait(false);
    }

    internal static TableFormatException Translate(FitsException exception) => new(exception.Code, exception.Message, exception);

    private static async ValueTask<Hdu> FindAsync(FitsReader file, FitsTableOptions options, CancellationToken cancellationToken)
    {
        while (await file.NextAsync(cancellationToken).ConfigureAwait(false) is { } hdu)
        {
            bool wanted = options.Hdu is null && options.HduName is null
                ? hdu.Kind is HduKind.BinaryTable or HduKind.AsciiTable
                : (options.Hdu ?? hdu.Index) == hdu.Index
                    && (options.HduName is null || string.Equals(hdu.Name, options.HduName, StringComparison.OrdinalIgnoreCase));
            if (wanted)
            {
                return hdu.Header.Find("ZTABLE") is { Kind: CardKind.Logical, Value: "T" }
                    ? throw new FitsException("FITS-ZTABLE", "The table is tile-compressed (ZTABLE); decompress it with funpack first", hdu.Index, hdu.HeaderOffset)
                    : hdu;
            }
        }

        string which = options is { Hdu: null, HduName: null } ? "no table" : $"no HDU {options.Hdu?.ToString(System.Globalization.CultureInfo.InvariantCulture)} {options.HduName}".TrimEnd();
        throw new FitsException("FITS-NOTABLE", $"The file has {which}");
    }

    private static IEnumerable<TableField> Project(TableLayout layout, IReadOnlyList<string>? names) =>
        names is null ? layout.Fields : names.Select(name =>
            layout.Fields.FirstOrDefault(field => field.Name == name)
            ?? layout.Fields.FirstOrDefault(field => string.Equals(field.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? throw new FitsException("FITS-COLUMN", $"The table has no column '{name}'", layout.Hdu.Index, card: name));

    private int Affordable(int rows, ref long budget)
    {
        if (_heap is null)
        {
            int most = (int)Math.Max(1, Math.Min(rows, budget / Math.Max(1, _layout.RowWidth)));
            budget -= (long)most * _layout.RowWidth;
            return most;
        }

        for (int row = 0; row < rows; row++)
        {
            long bytes = _layout.RowWidth;
            foreach (FitsColumn column in _columns)
            {
                if (column.Variable is { } field)
                {
                    bytes += _heap.Describe(field, Row(_blockTaken + row).Slice(field.ByteOffset, field.ByteWidth), _row + row).Bytes;
                }
            }

            // A row that is too large by itself is taken when it is the batch's first.
            if (bytes > budget && (row > 0 || budget < _options.MaxBatchBytes))
            {
                return row;
            }

            budget -= bytes;
        }

        return rows;
    }

    private async ValueTask DecodeAsync(RecordBatch batch, int rows, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> bytes = _block.AsMemory(_blockTaken * _layout.RowWidth, rows * _layout.RowWidth);
        for (int index = 0; index < _columns.Length; index++)
        {
            FitsColumn column = _columns[index];
            int before = batch.Columns[index].Length;
            if (column.Variable is not null)
            {
                await _heap!.AppendAsync(column, bytes, rows, _row, batch.Columns[index], cancellationToken).ConfigureAwait(false);
                continue;
            }

            try
            {
                column.Append(bytes.Span, _layout.RowWidth, rows, batch.Columns[index]);
            }
            catch (TableFormatException exception)
            {
                long row = _row + batch.Columns[index].Length - before;
                long position = _layout.Hdu.DataOffset + (row * _layout.RowWidth) + column.ByteOffset;
                throw new TableFormatException(exception.Code, $"{exception.Message} (HDU {Hdu}, row {row + 1}, byte {position})", exception);
            }
        }
    }

    private ReadOnlySpan<byte> Row(int row) => _block.AsSpan(row * _layout.RowWidth, _layout.RowWidth);

    /// <summary>Makes sure that the block holds a row that was not taken yet.</summary>
    private async ValueTask<bool> FillBlockAsync(CancellationToken cancellationToken)
    {
        if (_blockTaken < _blockRows)
        {
            return true;
        }

        long left = _layout.RowCount - _row;
        if (left <= 0)
        {
            return false;
        }

        int width = _layout.RowWidth;
        int rows = (int)Math.Min(left, width == 0 ? RecordBatch.DefaultRowCount : Math.Max(1, BlockBytes / width));
        int wanted = rows * width;
        long start = _layout.Hdu.DataOffset + (_row * width);
        int got = 0;
        while (got < wanted)
        {
            // A long row is read in pieces: memory grows with the bytes that are there, not with what NAXIS1 claims.
            int piece = Math.Min(wanted - got, 4 * BlockBytes);
            if (_block.Length < got + piece)
            {
                Array.Resize(ref _block, Math.Max(got + piece, (int)Math.Min(_block.Length * 2L, wanted)));
            }

            int read = await ReadAtAsync(start + got, _block.AsMemory(got, piece), cancellationToken).ConfigureAwait(false);
            got += read;
            if (read < piece)
            {
                break;
            }
        }

        _blockTaken = 0;
        _blockRows = width == 0 ? rows : got / width;
        return _blockRows > 0
            ? true
            : throw new FitsException(
                "FITS-TRUNCATED", $"The file ends inside row {_row + 1} of {_layout.RowCount}", Hdu, start + got);
    }

    private async ValueTask<int> ReadAtAsync(long position, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_spool is not null)
        {
            _spool.Stream.Position = Math.Min(position - _layout.Hdu.DataOffset, _spool.Length);
            return await _spool.Stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        }

        if (_file.CanSeek)
        {
            _file.Seek(position);
        }

        return await _file.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Where rows point into a heap that lies behind them all and the stream cannot go back, rows and heap are put aside first.</summary>
    private async ValueTask PutHeapAsideAsync(CancellationToken cancellationToken)
    {
        if (_heap is null || _file.CanSeek || _spool is not null)
        {
            return;
        }

        Spool spool = new(_options.MaxSpoolMemory);
        byte[] piece = new byte[BlockBytes];
        for (long left = _layout.Hdu.DataLength; left > 0;)
        {
            int wanted = (int)Math.Min(piece.Length, left);
            int got = await _file.ReadAsync(piece.AsMemory(0, wanted), cancellationToken).ConfigureAwait(false);
            await spool.WriteAsync(piece.AsMemory(0, got), cancellationToken).ConfigureAwait(false);
            left -= got;
            if (got < wanted)
            {
                break;
            }
        }

        _spool = spool;
    }
}

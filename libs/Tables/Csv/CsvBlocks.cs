namespace Hven.Tables.Csv;

/// <summary>Some records of a text table, all with as many cells as the table has columns, and the buffer that they lie in.</summary>
internal sealed class CsvBlock
{
    /// <summary>The records.</summary>
    public CsvRecords Records { get; } = new();

    /// <summary>The bytes that the records' cells point into.</summary>
    public byte[] Buffer { get; set; } = [];

    /// <summary>Records that stood between these and are left out: with another number of cells, or broken quotes.</summary>
    public int MalformedCount { get; set; }

    /// <summary>The reports on those, when reports are wanted.</summary>
    public List<RowReject> Malformed { get; } = [];

    /// <summary>Position in the file of the record after the block.</summary>
    public long End { get; set; }
}

/// <summary>
/// Cuts a text table into blocks of records: the next one on another thread while the last one given is worked on. Reads on in the stream between calls.
/// </summary>
/// <param name="input">The bytes, at the first record; disposed with this.</param>
/// <param name="dialect">How they are separated.</param>
/// <param name="columns">Cells that a record must have.</param>
internal sealed class CsvBlocks(CsvInput input, CsvDialect dialect, int columns) : IAsyncDisposable
{
    // Records cut before their cells are read, so that buffer and cells stay in the cache.
    private const int MaxRecords = 1024;

    private readonly CancellationTokenSource _stop = new();
    private CsvBlock _given = new();
    private CsvBlock _next = new();
    private Task<bool>? _cutting;
    private long _lines;
    private long _rows;
    private int _batchRecords;

    /// <summary>Lines before the first record; when the blocks have come to their end, all lines.</summary>
    public long Lines
    {
        get => _lines;
        init => _lines = value;
    }

    /// <summary>Records before the first; when the blocks have come to their end, all records.</summary>
    public long Rows
    {
        get => _rows;
        init => _rows = value;
    }

    /// <summary>Position in the file of the first record; when the blocks have come to their end, the end of the file.</summary>
    public long Position => input.Position;

    /// <summary>A block ends wherever this many records, malformed ones not counted, or a multiple of it have been given.</summary>
    public int BatchRecords { get; init; } = int.MaxValue;

    /// <summary>Makes the report on a malformed record; <see langword="null"/> when none are wanted. Called on any thread.</summary>
    public Func<CsvRecords, int, byte[], RowReject>? Describe { get; init; }

    /// <summary>Gives the next block, which stays as it is until the next call.</summary>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <returns>The block, perhaps with malformed records only; <see langword="null"/> at the end.</returns>
    /// <exception cref="TableFormatException">A record is longer than allowed.</exception>
    public async ValueTask<CsvBlock?> NextAsync(CancellationToken cancellationToken)
    {
        // The array of the block given last is free from now on.
        _cutting ??= CutAsync(_next, null, cancellationToken);
        if (!await _cutting.WaitAsync(cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        (_given, _next) = (_next, _given);
        CsvBlock target = _next;
        byte[] held = _given.Buffer;
        _cutting = input.AtEnd && input.Pending.IsEmpty ? Task.FromResult(false) : Task.Run(() => CutAsync(target, held, _stop.Token), _stop.Token);
        return _given;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        if (_cutting is not null)
        {
            // Whatever befell the block that nobody asked for, it does not concern those that were given.
            await ((Task)_cutting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _stop.Dispose();
        await input.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<bool> CutAsync(CsvBlock block, byte[]? held, CancellationToken cancellationToken)
    {
        block.Malformed.Clear();
        while (true)
        {
            block.Records.Clear(_lines, _rows);
            CsvTokenizer.Tokenise(input, dialect, block.Records, Math.Min(MaxRecords, BatchRecords - _batchRecords));
            _lines = block.Records.Lines;
            _rows = block.Records.Rows;
            if (block.Records.Count > 0)
            {
                Finish(block);
                return true;
            }

            if (input.AtEnd)
            {
                return false;
            }

            await input.FillAsync(_lines + 1, held, cancellationToken).ConfigureAwait(false);
        }
    }

    private void Finish(CsvBlock block)
    {
        block.Buffer = input.Buffer;
        block.End = input.Position;
        block.MalformedCount = block.Records.Count;
        block.Records.KeepSound(columns, record =>
        {
            if (Describe is not null)
            {
                block.Malformed.Add(Describe(block.Records, record, block.Buffer));
            }
        });
        block.MalformedCount -= block.Records.Count;
        _batchRecords = (_batchRecords + block.Records.Count) % BatchRecords;
    }
}

using DuckDB.NET.Native;
using Hven.Query;
using Hven.Tables;

namespace Hven.Backends.Local.DuckDb.Interop;

/// <summary>
/// The rows of one running query, chunk by chunk as the engine makes them. The engine works only while a chunk is being fetched, and it fetches only
/// while it holds a place at the gate: a client that reads slowly keeps a connection, not a core.
/// </summary>
internal sealed class DuckDbStream : ITableReader
{
    // A batch goes out when it holds this much, or when this much time has passed since its first chunk. A client that does not read holds one batch.
    private const int BatchBytes = 1 << 20;
    private const int ChunkRows = 2048;
    private static readonly TimeSpan s_batchTime = TimeSpan.FromMilliseconds(20);

    private readonly SemaphoreSlim _gate;
    private readonly TimeProvider _time;
    private readonly Action _onCancel;
    private readonly Action _onDispose;
    private readonly DuckDBNativeConnection _connection;
    private DuckDBPreparedStatement? _statement;
    private DuckDBResult _result;
    private int _batchRows = RecordBatch.DefaultRowCount;
    private bool _hasResult;
    private bool _ended;
    private bool _disposed;

    private DuckDbStream(DuckDBNativeConnection connection, SemaphoreSlim gate, TimeProvider time, Action onCancel, Action onDispose)
    {
        _connection = connection;
        _gate = gate;
        _time = time;
        _onCancel = onCancel;
        _onDispose = onDispose;
        Schema = new([]);
    }

    /// <inheritdoc/>
    public TableSchema Schema { get; private set; }

    /// <inheritdoc/>
    public long? RowCount => null;

    /// <inheritdoc/>
    public (long Read, long? Total) BytePosition => (0, null);

    /// <summary>Starts a query.</summary>
    /// <param name="database">Where it runs.</param>
    /// <param name="prepare">Makes what the query reads on its own connection, such as temporary tables, with a place at the gate; null for nothing.</param>
    /// <param name="begin">What is done there next, before the query itself; with a place at the gate.</param>
    /// <param name="sql">SQL made by the translator.</param>
    /// <param name="describe">Makes the description of a column from its index and the type that the engine gives it.</param>
    /// <param name="gate">Limits how many queries work at one time.</param>
    /// <param name="time">Says when a batch has waited long enough for more rows.</param>
    /// <param name="onCancel">Called when the engine is interrupted, to stop what it calls back; may be called again.</param>
    /// <param name="onDispose">Called once when the stream ends, also when starting fails.</param>
    /// <param name="cancellationToken">Interrupts the engine.</param>
    public static async Task<DuckDbStream> OpenAsync(
        DuckDbDatabase database,
        Func<DuckDBNativeConnection, CancellationToken, Task>? prepare,
        Action<DuckDbSession> begin,
        string sql,
        Func<int, ElementType, bool, Column> describe,
        SemaphoreSlim gate,
        TimeProvider time,
        Action onCancel,
        Action onDispose,
        CancellationToken cancellationToken)
    {
        DuckDbStream? stream = null;
        try
        {
            stream = new(database.Connect(), gate, time, onCancel, onDispose);
            if (prepare is not null)
            {
                await stream.PrepareAsync(prepare, cancellationToken);
            }

            await stream.WorkAsync(() => stream.Start(begin, sql, describe), cancellationToken);
            return stream;
        }
        catch
        {
            if (stream is null)
            {
                onDispose();
            }
            else
            {
                await stream.DisposeAsync();
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ReadAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        batch.Clear();
        await WorkAsync(() => Fill(batch), cancellationToken);
        return batch.RowCount > 0;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (!_disposed)
        {
            _disposed = true;
            if (_hasResult)
            {
                NativeMethods.Query.DuckDBDestroyResult(ref _result);
            }

            _statement?.Dispose();
            _connection.Dispose();
            _onDispose();
        }

        return ValueTask.CompletedTask;
    }

    private async Task PrepareAsync(Func<DuckDBNativeConnection, CancellationToken, Task> prepare, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            await prepare(_connection, cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Runs native work on a pool thread with a place at the gate; a cancel interrupts it until it has ended.</summary>
    private async Task WorkAsync(Action work, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            Task working = Task.Run(work, CancellationToken.None);
            if (cancellationToken.CanBeCanceled && !working.IsCompleted)
            {
                await Task.WhenAny(working, WhenCancelled(working, cancellationToken));

                // An interrupt that comes just before the engine starts is forgotten by it, so it is repeated.
                while (!working.IsCompleted)
                {
                    _onCancel();
                    NativeMethods.Startup.DuckDBInterrupt(_connection);
                    await Task.WhenAny(working, Task.Delay(10, CancellationToken.None));
                }
            }

            try
            {
                await working;
            }
            catch (DuckDbException) when (cancellationToken.IsCancellationRequested)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private static async Task WhenCancelled(Task working, CancellationToken cancellationToken)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration registration = cancellationToken.Register(cancelled.SetResult);
        await Task.WhenAny(cancelled.Task, working);
    }

    private void Start(Action<DuckDbSession> begin, string sql, Func<int, ElementType, bool, Column> describe)
    {
        begin(new DuckDbSession(_connection));
        if (NativeMethods.PreparedStatements.DuckDBPrepare(_connection, sql, out _statement) != DuckDBState.Success)
        {
            throw new DuckDbException(NativeMethods.PreparedStatements.DuckDBPrepareError(_statement));
        }

        DuckDBState state = NativeMethods.PreparedStatements.DuckDBExecutePreparedStreaming(_statement, out _result);
        _hasResult = true;
        if (state != DuckDBState.Success)
        {
            throw new DuckDbException(NativeMethods.Query.DuckDBResultError(ref _result));
        }

        int count = (int)NativeMethods.Query.DuckDBColumnCount(ref _result);
        Column[] columns = new Column[count];
        for (int index = 0; index < count; index++)
        {
            using DuckDBLogicalType type = NativeMethods.Query.DuckDBColumnLogicalType(ref _result, index);
            (ElementType element, bool isList) = DuckDbTypes.From(type);
            columns[index] = describe(index, element, isList);
        }

        Schema = new(columns);
        _batchRows = RowWidth.RowsWithin(Schema, BatchBytes, ChunkRows, RecordBatch.DefaultRowCount);
    }

    private void Fill(RecordBatch batch)
    {
        long started = _time.GetTimestamp();

        // Asked again after its last chunk, the engine answers with an error. A batch without rows is the end of the result, however long it took:
        // on a machine under load the time may pass before the first chunk is asked for.
        while (!_ended && (batch.RowCount == 0 || (batch.RowCount < _batchRows && _time.GetElapsedTime(started) < s_batchTime)))
        {
            using DuckDBDataChunk chunk = NativeMethods.StreamingResult.DuckDBStreamFetchChunk(_result);
            if (chunk.IsInvalid)
            {
                string error = NativeMethods.Query.DuckDBResultError(ref _result);
                if (!string.IsNullOrEmpty(error))
                {
                    throw new DuckDbException(error);
                }

                _ended = true;
                return;
            }

            int rows = (int)NativeMethods.DataChunks.DuckDBDataChunkGetSize(chunk);
            for (int column = 0; column < batch.Columns.Count; column++)
            {
                DuckDbVectors.Append(NativeMethods.DataChunks.DuckDBDataChunkGetVector(chunk, column), rows, batch.Columns[column]);
            }
        }
    }
}

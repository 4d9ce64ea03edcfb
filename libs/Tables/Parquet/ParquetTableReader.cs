using ParquetSharp;
using ParquetSharp.IO;
using ParquetSharp.Schema;

namespace Hven.Tables.Parquet;

/// <summary>
/// Reads Parquet files. Lists become arrays; dates and timestamps become ISO 8601 text with xtype <c>timestamp</c>; decimals become 64-bit integers when
/// they have no fraction and fit, binary64 when none has more than 15 digits, which that keeps, else text with all digits (columns declared wider are looked
/// through when the file is opened); values of a fixed number of raw bytes become arrays of bytes. Column descriptions come from VOParquet 1.0 metadata where present. The
/// native reader works synchronously on the stream. Does not dispose the stream. Not safe for concurrent use.
/// </summary>
public sealed class ParquetTableReader : ITableReader
{
    private readonly ParquetFileReader _file;
    private readonly Stream _stream;
    private readonly bool _ownsStream;
    private readonly ParquetColumnSource[] _sources;
    private RowGroupReader? _rowGroup;
    private int _nextRowGroup;
    private long _rowsLeft;
    private long _skip;

    private ParquetTableReader(ParquetFileReader file, Stream stream, bool ownsStream, TableSchema schema, ParquetColumnSource[] sources, long startRow)
    {
        _file = file;
        _stream = stream;
        _ownsStream = ownsStream;
        _sources = sources;
        _skip = startRow;
        Schema = schema;
        RowCount = file.FileMetaData.NumRows;
        RowGroupCount = file.FileMetaData.NumRowGroups;
        Metadata = file.FileMetaData.KeyValueMetadata;
    }

    /// <inheritdoc/>
    public TableSchema Schema { get; }

    /// <inheritdoc/>
    public long? RowCount { get; }

    /// <summary>Row groups of the file.</summary>
    public int RowGroupCount { get; }

    /// <summary>The file's key-value metadata.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Row number, from 0, of the next row that a read gives: where a later read may start.</summary>
    public long ReadPosition { get; private set; }

    /// <inheritdoc/>
    public (long Read, long? Total) BytePosition =>
        (RowCount is > 0 and long rows ? (long)(_stream.Length * (double)ReadPosition / rows) : _stream.Length, _stream.Length);

    /// <summary>Opens a Parquet file; a stream that cannot seek is first kept in a temporary file, since the format is read from its end.</summary>
    /// <param name="stream">The file, at position 0.</param>
    /// <param name="options">What to read.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TableFormatException">The file is damaged, is not Parquet, or has columns that a table cannot hold.</exception>
    public static async ValueTask<ParquetTableReader> OpenAsync(
        Stream stream, ParquetReaderOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        options ??= new ParquetReaderOptions();
        ArgumentOutOfRangeException.ThrowIfNegative(options.StartRow, nameof(options));
        return stream.CanSeek
            ? await OpenSeekableAsync(stream, ownsStream: false, options).ConfigureAwait(false)
            : await OpenSeekableAsync(await Csv.TemporaryCopy.OfAsync(stream, cancellationToken).ConfigureAwait(false), ownsStream: true, options).ConfigureAwait(false);
    }

    /// <summary>Opens a Parquet file by its path.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What to read.</param>
    /// <exception cref="TableFormatException">The file is damaged, is not Parquet, or has columns that a table cannot hold.</exception>
    public static ValueTask<ParquetTableReader> OpenAsync(string path, ParquetReaderOptions? options = null)
    {
        options ??= new ParquetReaderOptions();
        ArgumentOutOfRangeException.ThrowIfNegative(options.StartRow, nameof(options));
        return OpenSeekableAsync(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16), ownsStream: true, options);
    }

    /// <inheritdoc/>
    public ValueTask<bool> ReadAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            batch.Clear();
            if (!ParquetFault.Guard(OpenRowGroup))
            {
                return ValueTask.FromResult(false);
            }

            int rows = (int)Math.Min(_rowsLeft, _skip > 0 ? Math.Min(_skip, RecordBatch.DefaultRowCount) : RecordBatch.DefaultRowCount);
            ParquetFault.Guard(() => ReadColumns(batch, rows));
            _rowsLeft -= rows;
            ReadPosition += rows;
            if (_skip == 0)
            {
                return ValueTask.FromResult(true);
            }

            _skip -= rows;
        }
        while (true);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        foreach (ParquetColumnSource source in _sources)
        {
            source.Dispose();
        }

        _rowGroup?.Dispose();
        _file.Dispose();
        return _ownsStream ? _stream.DisposeAsync() : ValueTask.CompletedTask;
    }

    private static async ValueTask<ParquetTableReader> OpenSeekableAsync(Stream stream, bool ownsStream, ParquetReaderOptions options)
    {
        ParquetFileReader? file = null;
        try
        {
            file = ParquetFault.Guard(() => new ParquetFileReader(new ManagedRandomAccessFile(stream, leaveOpen: true)));
            return ParquetFault.Guard(() => Open(file, stream, ownsStream, options));
        }
        catch
        {
            file?.Dispose();
            if (ownsStream)
            {
                await stream.DisposeAsync().ConfigureAwait(false);
            }

            throw;
        }
    }

    private static ParquetTableReader Open(ParquetFileReader file, Stream stream, bool ownsStream, ParquetReaderOptions options)
    {
        List<ParquetColumnPlan> plans = [.. Plan(file, options)];
        if (options.Columns is { } wanted)
        {
            plans = [.. wanted.Select(name => plans.Find(plan => plan.Column.Name == name) ?? throw Missing(name, file.FileMetaData.Schema))];
        }

        var schema = new TableSchema([.. plans.Select(plan => plan.Column)]);
        if (file.FileMetaData.KeyValueMetadata.TryGetValue(VoParquet.ContentKey, out string? content))
        {
            schema = VoParquet.Apply(content, schema);
        }

        ParquetColumnSource[] sources = [.. plans.Select((plan, index) => plan.Open(schema.Columns[index]))];
        return new ParquetTableReader(file, stream, ownsStream, schema, sources, options.StartRow);
    }

    private static IEnumerable<ParquetColumnPlan> Plan(ParquetFileReader file, ParquetReaderOptions options)
    {
        int leaf = 0;
        foreach (Node field in file.FileMetaData.Schema.GroupNode.Fields)
        {
            int first = leaf;
            leaf += LeafCount(field);
            if (options.Columns?.Contains(field.Name) == false)
            {
                continue;
            }

            (ParquetColumnPlan? plan, string? refusal) = leaf == first ? (null, "it has no values") : ParquetColumnPlan.For(file, field, first);
            if (plan is not null)
            {
                yield return plan;
            }
            else if (options.OnSkippedColumn is { } skipped)
            {
                skipped(field.Name, refusal!);
            }
            else
            {
                throw new TableFormatException("PARQUET-NESTED", $"Column {field.Name} cannot be read: {refusal}. Choose other columns.");
            }
        }
    }

    private static int LeafCount(Node node) => node is GroupNode group ? group.Fields.Sum(LeafCount) : 1;

    private static TableFormatException Missing(string name, SchemaDescriptor schema) =>
        new("PARQUET-COLUMNS", $"The file has no column {name} that can be read; it has {string.Join(", ", schema.GroupNode.Fields.Take(50).Select(field => field.Name))}.");

    private bool OpenRowGroup()
    {
        while (_rowsLeft == 0)
        {
            if (_nextRowGroup == RowGroupCount)
            {
                return false;
            }

            _rowGroup?.Dispose();
            _rowGroup = _file.RowGroup(_nextRowGroup++);
            long rows = _rowGroup.MetaData.NumRows;
            if (rows <= _skip)
            {
                _skip -= rows;
                ReadPosition += rows;
                continue;
            }

            _rowsLeft = rows;
            foreach (ParquetColumnSource source in _sources)
            {
                source.Open(_rowGroup);
            }
        }

        return true;
    }

    private void ReadColumns(RecordBatch batch, int rows)
    {
        for (int column = 0; column < _sources.Length; column++)
        {
            _sources[column].Read(rows, batch.Columns[column]);
        }
    }
}

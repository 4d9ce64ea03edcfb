using ParquetSharp;
using ParquetSharp.IO;
using ParquetSharp.Schema;

namespace Hven.Tables.Parquet;

/// <summary>
/// Writes Parquet files, to streams that need not seek. Arrays become lists, complex numbers lists of two. Equal rows and options give equal bytes. A
/// table that ends in an error is left without footer, which readers recognise as cut off. Not safe for concurrent use.
/// </summary>
public sealed class ParquetTableWriter : TableWriter
{
    private readonly SpoolStream _spool;
    private readonly ParquetWriterOptions _options;
    private readonly ParquetColumnSink[] _sinks;
    private readonly ParquetFileWriter _file;
    private RowGroupWriter? _rowGroup;
    private readonly List<(int RowGroup, int Column)> _unordered = [];
    private ColumnWriter[] _columns = [];
    private int _rowGroupRows;
    private int _rowGroups;

    /// <summary>Makes a writer.</summary>
    /// <param name="stream">Takes the file; only asynchronous writes are made.</param>
    /// <param name="schema">The columns.</param>
    /// <param name="options">How to write.</param>
    /// <exception cref="ArgumentException">An option names a column that the schema does not have, or two columns have one name.</exception>
    public ParquetTableWriter(Stream stream, TableSchema schema, ParquetWriterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(schema);
        _options = options ?? new ParquetWriterOptions();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_options.RowGroupRows, nameof(options));
        string? twice = schema.Columns.GroupBy(column => column.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1)?.Key;
        if (twice is not null)
        {
            throw new TableFormatException("PARQUET-COLUMNS", $"Two columns are named {twice}; Parquet needs different names.");
        }

        ParquetColumnLayout[] layouts = [.. schema.Columns.Select(column => ParquetColumnLayout.For(column, _options.RequiredColumns?.Contains(column.Name) == true))];
        _sinks = [.. layouts.Select(layout => layout.Sink)];
        using var root = new GroupNode("schema", Repetition.Required, [.. layouts.Select(layout => layout.Node)]);
        using WriterProperties properties = Properties(schema, layouts);
        _spool = new SpoolStream(stream);
        _file = new ParquetFileWriter(new ManagedOutputStream(_spool, leaveOpen: true), root, properties, Metadata(schema));
    }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        for (int start = 0; start < batch.RowCount;)
        {
            OpenRowGroup();
            int count = Math.Min(batch.RowCount - start, _options.RowGroupRows - _rowGroupRows);
            for (int column = 0; column < _sinks.Length; column++)
            {
                _sinks[column].Write(_columns[column], batch.Columns[column], start, count);
            }

            start += count;
            _rowGroupRows += count;
            if (_rowGroupRows == _options.RowGroupRows)
            {
                await CloseRowGroupAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc/>
    public override async ValueTask EndAsync(TableEnd end, CancellationToken cancellationToken)
    {
        await CloseRowGroupAsync(cancellationToken).ConfigureAwait(false);
        if (end.Error is null)
        {
            _file.Close();
            if (_unordered.Count > 0)
            {
                _spool.Rewrite(end => ParquetFooter.WithoutBounds(end, _unordered));
            }

            await _spool.PassOnAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync().ConfigureAwait(false);
        foreach (ColumnWriter column in _columns)
        {
            column.Dispose();
        }

        _rowGroup?.Dispose();
        _file.Dispose();
        await _spool.DisposeAsync().ConfigureAwait(false);
    }

    private WriterProperties Properties(TableSchema schema, ParquetColumnLayout[] layouts)
    {
        using var builder = new WriterPropertiesBuilder();
        builder.CreatedBy("hven version 0.1.0");
        builder.Compression(_options.Compression switch
        {
            ParquetCompression.Snappy => Compression.Snappy,
            ParquetCompression.None => Compression.Uncompressed,
            _ => Compression.Zstd,
        });
        if (_options is { Compression: ParquetCompression.Zstd, CompressionLevel: { } level })
        {
            builder.CompressionLevel(level);
        }

        if (!_options.WriteStatistics)
        {
            builder.DisableStatistics();
        }

        for (int column = 0; column < layouts.Length; column++)
        {
            if (!(_options.DictionaryColumns?.Contains(schema.Columns[column].Name) ?? ParquetColumnLayout.SuitsDictionary(schema.Columns[column])))
            {
                using var path = new ColumnPath(layouts[column].Leaf);
                builder.DisableDictionary(path);
            }
        }

        if (_options.SortedBy is { } sorted)
        {
            int index = schema.Columns.ToList().FindIndex(column => column.Name == sorted);
            if (index < 0)
            {
                throw new ArgumentException($"The table has no column {sorted} to be sorted by.", nameof(schema));
            }

            builder.SortingColumns([new WriterProperties.SortingColumn(index, isDescending: false, nullsFirst: false)]);
        }

        return builder.Build();
    }

    private Dictionary<string, string> Metadata(TableSchema schema)
    {
        var metadata = new Dictionary<string, string>(_options.Metadata, StringComparer.Ordinal);
        if (_options.WriteVoParquet)
        {
            metadata[VoParquet.VersionKey] = VoParquet.Version;
            metadata[VoParquet.ContentKey] = VoParquet.Write(schema);
        }

        return metadata;
    }

    /// <summary>Row groups are buffered: batches go to all columns in turn, and the group's bytes appear when it closes.</summary>
    private void OpenRowGroup()
    {
        if (_rowGroup is null)
        {
            _rowGroup = _file.AppendBufferedRowGroup();
            _columns = [.. Enumerable.Range(0, _sinks.Length).Select(_rowGroup.Column)];
        }
    }

    private async ValueTask CloseRowGroupAsync(CancellationToken cancellationToken)
    {
        if (_rowGroup is not null)
        {
            for (int column = 0; column < _columns.Length; column++)
            {
                _columns[column].Dispose();
                if (_sinks[column].TakeHasNaN())
                {
                    _unordered.Add((_rowGroups, column));
                }
            }

            _rowGroups++;
            _columns = [];
            _rowGroup.Close();
            _rowGroup.Dispose();
            _rowGroup = null;
            _rowGroupRows = 0;
        }

        await _spool.PassOnAsync(cancellationToken).ConfigureAwait(false);
    }
}

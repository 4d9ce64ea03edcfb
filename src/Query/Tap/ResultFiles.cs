using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using Hven.Platform.Jobs;
using Hven.Tables;

namespace Hven.Query.Tap;

/// <summary>
/// Writes the rows of a job into its files: one or several formats at a time, each in one file or in parts of a size, plain or compressed. Files are called
/// <c>base.fits</c>, or <c>base_000001.fits</c> and so on when there is more than one part, and <c>.gz</c> comes after that.
/// </summary>
internal sealed class ResultFiles(JobFolder folder, JobOutput output) : IAsyncDisposable
{
    private readonly JobFolder _folder = folder;
    private readonly JobOutput _output = output;
    private readonly List<Series> _series = [];
    private long _taken;

    /// <summary>Opens the first file of each format.</summary>
    /// <exception cref="TableFormatException">A format cannot hold a column.</exception>
    public TableWriter Begin(TableSchema schema)
    {
        Directory.CreateDirectory(_folder.Results);
        foreach (ResultFormat format in _output.Formats)
        {
            _series.Add(new(this, format, schema));
        }

        return new Writer(this);
    }

    /// <summary>What the job leaves, once everything is written.</summary>
    public IReadOnlyList<JobResult> Results()
    {
        // The standard wants the first to be called so (TAP 1.1, section 2.2).
        JobResult[] all = [.. _series.SelectMany(series => series.Done)];
        return [.. all.Select((result, index) => result with { Name = index == 0 ? "result" : result.File })];
    }

    /// <summary>Gives back what was counted while it was written: the record tells of it from now on.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (Series series in _series)
        {
            await series.DisposeAsync();
        }

        _folder.Space.Give(_taken);
    }

    private void Count()
    {
        long now = _series.Sum(series => series.Bytes);
        long grown = now - _taken;
        _taken = now;
        _folder.Space.Take(grown);
    }

    private sealed class Writer(ResultFiles files) : TableWriter
    {
        public override async ValueTask WriteAsync(RecordBatch batch, CancellationToken cancellationToken)
        {
            foreach (Series series in files._series)
            {
                await series.WriteAsync(batch, cancellationToken);
            }

            files._folder.Meter.Rows += batch.RowCount;
            files.Count();
        }

        public override async ValueTask EndAsync(TableEnd end, CancellationToken cancellationToken)
        {
            foreach (Series series in files._series)
            {
                await series.EndAsync(end, cancellationToken);
            }

            files.Count();
        }
    }

    /// <summary>The files of one format.</summary>
    private sealed class Series : IAsyncDisposable
    {
        private readonly ResultFiles _files;
        private readonly ResultFormat _format;
        private readonly TableSchema _schema;
        private readonly List<string> _closed = [];
        private FileStream _stream;
        private TableWriter _writer;
        private long _closedBytes;

        public Series(ResultFiles files, ResultFormat format, TableSchema schema)
        {
            _files = files;
            _format = format;
            _schema = schema;
            (_stream, _writer) = Open(1);
        }

        public List<JobResult> Done { get; } = [];

        /// <summary>Bytes on the disk, and those that are kept aside for it, which are there twice while they are written to their place.</summary>
        public long Bytes => _closedBytes + (_stream.CanWrite ? _stream.Position + (2 * _writer.BytesAside) : 0);

        public async ValueTask WriteAsync(RecordBatch batch, CancellationToken cancellationToken)
        {
            if (_files._output.SplitBytes is { } most && _stream.Position + _writer.BytesAside >= most)
            {
                await CloseAsync(default, cancellationToken);
                (_stream, _writer) = Open(_closed.Count + 1);
            }

            await _writer.WriteAsync(batch, cancellationToken);
        }

        public async ValueTask EndAsync(TableEnd end, CancellationToken cancellationToken)
        {
            await CloseAsync(end, cancellationToken);
            for (int part = 1; part <= _closed.Count; part++)
            {
                string name = _closed.Count == 1 ? $"{_files._output.Base}.{_format.Name}" : string.Create(CultureInfo.InvariantCulture, $"{_files._output.Base}_{part:D6}.{_format.Name}");
                name = Compresses ? name + ".gz" : name;
                string path = _files._folder.Result(name);
                File.Move(_closed[part - 1], path, overwrite: true);
                await using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 17, FileOptions.Asynchronous | FileOptions.SequentialScan);
                string hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
                Done.Add(new("", name, Compresses ? "application/gzip" : _format.ContentType, file.Length, hash));
            }
        }

        public async ValueTask DisposeAsync()
        {
            await _writer.DisposeAsync();
            await _stream.DisposeAsync();
        }

        /// <summary>Parquet is compressed within, which keeps it readable in pieces.</summary>
        private bool Compresses => _files._output.Compresses && _format.Name != ResultFormat.Parquet.Name;

        private (FileStream Stream, TableWriter Writer) Open(int part)
        {
            FileStream stream = new(_files._folder.Result($"{part}.{_format.Name}.part"), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.Asynchronous);
            try
            {
                return (stream, _format.Create(stream, _schema));
            }
            catch
            {
                stream.Dispose();
                throw;
            }
        }

        private async Task CloseAsync(TableEnd end, CancellationToken cancellationToken)
        {
            await _writer.EndAsync(end, cancellationToken);
            await _writer.DisposeAsync();
            await _stream.FlushAsync(cancellationToken);
            string path = _stream.Name;
            if (Compresses)
            {
                string small = path + ".gz";
                _stream.Position = 0;
                await using (FileStream target = new(small, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16, FileOptions.Asynchronous))
                await using (GZipStream gzip = new(target, CompressionLevel.Optimal))
                {
                    await _stream.CopyToAsync(gzip, cancellationToken);
                }

                await _stream.DisposeAsync();
                File.Delete(path);
                path = small;
            }

            await _stream.DisposeAsync();
            _closed.Add(path);
            _closedBytes += new FileInfo(path).Length;
        }
    }
}

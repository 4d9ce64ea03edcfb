using System.Globalization;
using Hven.Sky;
using Hven.Tables;

namespace Hven.Query.Ingest;

/// <summary>Reads the sources from first row to last and leaves them as sorted runs. Goes on after the last run that is there.</summary>
internal sealed class RunBuilder(IngestFolder folder, TableLayout layout, IReadOnlyList<ICatalogSource> sources, long sortMemory)
{
    private readonly int _runRows = RunRows(layout.Schema, sortMemory);
    private readonly List<RunFile> _runs = [];
    private long _rejects;

    /// <summary>Reads everything.</summary>
    /// <param name="totalRows">Rows in all, when known.</param>
    /// <param name="progress">Told after every batch.</param>
    /// <param name="cancellationToken">Stops the reading; what was done stays.</param>
    /// <returns>The runs, which the caller disposes, and how many rows could not be read.</returns>
    public async Task<(IReadOnlyList<RunFile> Runs, long Rejects)> BuildAsync(long? totalRows, IProgress<IngestProgress> progress, CancellationToken cancellationToken)
    {
        (int source, long taken) = OpenFinishedRuns();
        long resumed = _runs.Sum(run => (long)run.Header.Rows);
        long rows = resumed;
        Task writing = Task.CompletedTask;
        Segment segment = new(layout.Schema, folder.RejectsFile(_runs.Count), RowsToCome());
        int number = _runs.Count;
        try
        {
            for (; source < sources.Count; source++, taken = 0)
            {
                // Readers fill batches alike every time, so what a finished run has taken ends with a batch, and its rejects came before that.
                string name = sources[source].Name;
                long toSkip = taken;
                long read = 0;
                void OnReject(RowReject reject)
                {
                    if (read >= toSkip)
                    {
                        segment.AddReject(name, reject);
                    }
                }

                await using ITableReader reader = await sources[source].OpenAsync(layout.Source, OnReject, cancellationToken);
                RecordBatch batch = new(reader.Schema);
                while (await reader.ReadAsync(batch, cancellationToken))
                {
                    read += batch.RowCount;
                    if (read <= toSkip)
                    {
                        continue;
                    }

                    Take(batch, segment, name, read - batch.RowCount);
                    rows += batch.RowCount;
                    progress.Report(new("reading", rows, totalRows, _rejects + segment.RejectCount, resumed));
                    if (segment.Healpix.Count >= _runRows || segment.TextBytes > sortMemory / 2)
                    {
                        await writing;
                        writing = WriteAsync(segment, number++, source, read, cancellationToken);
                        segment = new(layout.Schema, folder.RejectsFile(number), RowsToCome());
                    }
                }
            }

            await writing;
            if (segment.Healpix.Count > 0 || segment.RejectCount > 0)
            {
                await WriteAsync(segment, number, sources.Count, 0, cancellationToken);
            }
        }
        catch
        {
            segment.Dispose();
            await writing.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            DisposeRuns();
            throw;
        }

        return (_runs, _rejects);

        // The last batch of a run may reach beyond it.
        int RowsToCome() => (int)Math.Min((totalRows ?? 0) - rows, _runRows + RecordBatch.DefaultRowCount) is var expected and > 0 ? expected : 0;
    }

    private (int Source, long Taken) OpenFinishedRuns()
    {
        while (File.Exists(folder.RunFile(_runs.Count)))
        {
            _runs.Add(RunFile.Open(folder.RunFile(_runs.Count)));
        }

        _rejects = _runs.Sum(run => run.Header.Rejects);
        return _runs.Count == 0 ? (0, 0) : (_runs[^1].Header.NextSource, _runs[^1].Header.NextSourceRows);
    }

    private void DisposeRuns()
    {
        foreach (RunFile run in _runs)
        {
            run.Dispose();
        }
    }

    /// <summary>Adds the rows that have a position to the segment.</summary>
    private void Take(RecordBatch batch, Segment segment, string source, long firstRow)
    {
        ColumnVector ra = batch.Columns[layout.Ra];
        ColumnVector dec = batch.Columns[layout.Dec];
        string raName = layout.Schema.Columns[layout.Ra].Name;
        string decName = layout.Schema.Columns[layout.Dec].Name;
        int count = batch.RowCount;
        int[] kept = new int[count];
        int keptCount = 0;
        for (int row = 0; row < count; row++)
        {
            double raDeg = ra.IsNull(row) ? double.NaN : NumericValue.ToDouble(ra, row);
            double decDeg = dec.IsNull(row) ? double.NaN : NumericValue.ToDouble(dec, row);
            if (!double.IsFinite(raDeg) || !(Math.Abs(decDeg) <= 90))
            {
                string values = string.Create(CultureInfo.InvariantCulture, $"{raName}={raDeg}, {decName}={decDeg}");
                string reason = double.IsNaN(raDeg) || double.IsNaN(decDeg) ? "The position is missing." : "The position is not on the sky: declination lies from -90 to 90 degrees.";
                segment.AddReject(source, new(firstRow + row + 1, $"readable row {firstRow + row + 1}", raName, reason, values));
                continue;
            }

            segment.Healpix.Add(Healpix.ToPixel(29, raDeg, decDeg));
            kept[keptCount++] = row;
        }

        Parallel.For(0, batch.Columns.Count, column =>
        {
            ColumnVector target = segment.Rows.Columns[column];
            if (target.GetType() == batch.Columns[column].GetType() && batch.Schema.Columns[column].Type == layout.Schema.Columns[column].Type)
            {
                target.AppendRows(batch.Columns[column], kept.AsSpan(0, keptCount));
            }
            else
            {
                ColumnVector gathered = ColumnVector.For(batch.Schema.Columns[column]);
                gathered.AppendRows(batch.Columns[column], kept.AsSpan(0, keptCount));
                ColumnCast.Append(gathered, target);
            }
        });
    }

    private Task WriteAsync(Segment segment, int number, int nextSource, long nextSourceRows, CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            segment.CloseRejects();
            RunHeader header = new() { Rows = 0, Rejects = segment.RejectCount, NextSource = nextSource, NextSourceRows = nextSourceRows, HealpixAt = 0, Columns = [] };
            await RunFile.WriteAsync(folder.RunFile(number), segment.Rows, [.. segment.Healpix], header, cancellationToken);
            _runs.Add(RunFile.Open(folder.RunFile(number)));
            Interlocked.Add(ref _rejects, segment.RejectCount);
        },
        cancellationToken);

    /// <summary>Rows that are sorted at once: decided by the columns alone, so that a resumed ingest cuts at the same rows.</summary>
    private static int RunRows(TableSchema schema, long sortMemory)
    {
        long rowBytes = 16 + RowWidth.EstimateBytes(schema);
        return (int)Math.Clamp(sortMemory / 2 / rowBytes, RecordBatch.DefaultRowCount, 4 << 20);
    }

    /// <summary>The rows and rejects of one run while it is filled.</summary>
    private sealed class Segment : IDisposable
    {
        private readonly string _rejectsFile;
        private RejectsWriter? _rejects;

        /// <summary>Makes an empty segment.</summary>
        /// <param name="schema">The columns.</param>
        /// <param name="rejectsFile">Where its rejects go.</param>
        /// <param name="expected">Rows that will come, as far as is known.</param>
        public Segment(TableSchema schema, string rejectsFile, int expected)
        {
            _rejectsFile = rejectsFile;
            Rows = new(schema);
            foreach (ColumnVector column in Rows.Columns)
            {
                column.Reserve(expected);
            }
        }

        public RecordBatch Rows { get; }

        public List<long> Healpix { get; } = [];

        public long RejectCount { get; private set; }

        public long TextBytes => Rows.Columns.OfType<TextVector>().Sum(text => (long)text.Data.Length);

        public void AddReject(string source, RowReject reject)
        {
            _rejects ??= new(_rejectsFile + ".part");
            _rejects.Write(source, reject);
            RejectCount++;
        }

        /// <summary>Puts the list of rejects into place; the run that follows makes it count.</summary>
        public void CloseRejects()
        {
            File.Delete(_rejectsFile);
            if (_rejects is not null)
            {
                _rejects.Dispose();
                File.Move(_rejectsFile + ".part", _rejectsFile);
            }
        }

        public void Dispose() => _rejects?.Dispose();
    }
}

using Hven.Tables.Csv;
using Hven.Tables.Ecsv;

namespace Hven.Tables.Hdf5;

/// <summary>
/// Reads tables out of HDF5 files: those of pandas and PyTables (<c>format="table"</c>, with columns of their own or in blocks), of astropy (with units,
/// descriptions and masks), any dataset of compounds, and groups whose datasets are columns of one length. Reads what the library writes by default
/// (<c>libver="earliest"</c>), chunks by deflate, shuffle and Fletcher's checksum; says of other forms what they are. In tables of pandas an index that
/// only counts is left out, and the text of <c>nan_rep</c> is null. Holds one chunk and one batch; needs a stream that can seek, or keeps a temporary
/// copy. Structures are read synchronously. Does not dispose the stream. Not safe for concurrent use.
/// </summary>
public sealed class Hdf5TableReader : ITableReader
{
    // Rows of wide tables are read in smaller batches.
    private const int MaxBatchBytes = 32 << 20;

    private readonly Stream? _copy;
    private readonly Hdf5Source _source;
    private readonly List<(Hdf5Rows Rows, List<(int Column, Hdf5Field Field)> Fields)> _parts;
    private byte[] _bytes = [];
    private long _next;

    private Hdf5TableReader(Stream? copy, Hdf5Source source, string path, TableSchema schema, List<(Hdf5Rows Rows, List<(int Column, Hdf5Field Field)> Fields)> parts, long rows)
    {
        _copy = copy;
        _source = source;
        _parts = parts;
        Path = path;
        Schema = schema;
        RowCount = rows;
    }

    /// <summary>Path of the table in the file.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public TableSchema Schema { get; }

    /// <inheritdoc/>
    public long? RowCount { get; }

    /// <inheritdoc/>
    public (long Read, long? Total) BytePosition =>
        (RowCount is > 0 and long rows ? (long)(_source.Stream.Length * (double)_next / rows) : _source.Stream.Length, _source.Stream.Length);

    /// <summary>Whether a file's first bytes are those of HDF5.</summary>
    /// <param name="head">At least the first 8 bytes.</param>
    public static bool Recognises(ReadOnlySpan<byte> head) => Hdf5Source.Recognises(head);

    /// <summary>Lists the tables of a file.</summary>
    /// <param name="stream">The file; it must be able to seek.</param>
    /// <exception cref="TableFormatException">The file is damaged or is not HDF5.</exception>
    public static IReadOnlyList<Hdf5TableInfo> List(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Hdf5Fault.Guard(() => new Hdf5Catalog(Hdf5Source.Open(stream)).Places().ConvertAll(place => new Hdf5TableInfo(place.Path, place.RowCount)));
    }

    /// <summary>Opens a table.</summary>
    /// <param name="stream">The file, at position 0.</param>
    /// <param name="options">What to read.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TableFormatException">The file is damaged, is not HDF5, has no such table, or has columns that a table cannot hold.</exception>
    public static async ValueTask<Hdf5TableReader> OpenAsync(
        Stream stream, Hdf5ReaderOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Stream? copy = stream.CanSeek ? null : await TemporaryCopy.OfAsync(stream, cancellationToken).ConfigureAwait(false);
        try
        {
            return await OpenAsync(copy ?? stream, copy, options ?? new Hdf5ReaderOptions(), cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            if (copy is not null)
            {
                await copy.DisposeAsync().ConfigureAwait(false);
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ReadAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.Clear();
        long left = RowCount!.Value - _next;
        if (left == 0)
        {
            return false;
        }

        int widest = _parts.Max(part => part.Rows.RowBytes);
        int count = (int)Math.Min(left, Math.Clamp(MaxBatchBytes / widest, 1, RecordBatch.DefaultRowCount));
        if (_bytes.Length < (long)count * widest)
        {
            _bytes = new byte[(long)count * widest];
        }

        foreach ((Hdf5Rows rows, List<(int Column, Hdf5Field Field)> fields) in _parts)
        {
            await rows.ReadAsync(_next, count, _bytes, cancellationToken).ConfigureAwait(false);
            Hdf5Fault.Guard(() =>
            {
                foreach ((int column, Hdf5Field field) in fields)
                {
                    field.Append(_bytes, rows.RowBytes, count, batch.Columns[column]);
                }

                return true;
            });
        }

        _next += count;
        return true;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _copy?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static async ValueTask<Hdf5TableReader> OpenAsync(Stream stream, Stream? copy, Hdf5ReaderOptions options, CancellationToken cancellationToken)
    {
        (Hdf5Catalog catalog, Hdf5Place place) = Hdf5Fault.Guard(() =>
        {
            var catalog = new Hdf5Catalog(Hdf5Source.Open(stream));
            return (catalog, Find(catalog, options.Path));
        });
        EcsvDescription? description = null;
        if (place.Dataset is { } name
            && Hdf5Fault.Guard(() => catalog.Child(place.Parent, $"{name}.{Hdf5Catalog.MetaSuffix}") ?? catalog.Child(place.Parent, name + Hdf5Catalog.MetaSuffix)) is { IsDataset: true } meta)
        {
            description = EcsvYaml.Read(await catalog.LinesAsync(meta, cancellationToken).ConfigureAwait(false), "HDF5-META");
        }

        return Hdf5Fault.Guard(() =>
        {
            List<(Hdf5Rows Rows, Hdf5Field Field)> fields = [.. Choose(place.Dataset is null ? OfGroup(catalog, place) : OfCompound(catalog, place, description), options)];
            var schema = new TableSchema([.. fields.Select(field => field.Field.Column)]) { Name = description?.Name, Description = description?.Description };
            List<(Hdf5Rows Rows, List<(int Column, Hdf5Field Field)> Fields)> parts =
                [.. fields.Select((field, column) => (field.Rows, Column: column, field.Field)).GroupBy(field => field.Rows).Select(part => (part.Key, part.Select(field => (field.Column, field.Field)).ToList()))];
            return new Hdf5TableReader(copy, catalog.Source, place.Path, schema, parts, fields.Count == 0 ? 0 : place.RowCount);
        });
    }

    private static Hdf5Place Find(Hdf5Catalog catalog, string? path)
    {
        if (path is not null && catalog.Find(path) is { } named)
        {
            return named;
        }

        List<Hdf5Place> places = catalog.Places();
        if (path is null && places.Count > 0)
        {
            return places[0];
        }

        string there = places.Count == 0 ? "it has none" : $"it has {string.Join(", ", places.Take(50).Select(place => place.Path))}";
        throw new TableFormatException("HDF5-TABLE", path is null ? "The HDF5 file has no table." : $"The HDF5 file has no table {path}; {there}.");
    }

    private static IEnumerable<(string Name, Hdf5Rows Rows, Hdf5Field? Field, string? Refusal)> OfCompound(Hdf5Catalog catalog, Hdf5Place place, EcsvDescription? description)
    {
        Hdf5Object dataset = catalog.Child(place.Parent, place.Dataset!)!;
        Hdf5Rows rows = Hdf5Rows.Open(catalog.Source, dataset);
        PandasTable? pandas = PandasTable.Read(catalog, place.Parent, dataset, rows.Type);

        // The marks of a file written for both pandas and astropy say more than pandas' text for no value.
        PandasTable? known = description is not null && pandas is not null ? pandas with { None = null } : pandas;
        return Hdf5Plan.Of(rows.Type, catalog.Heap, known, description).Select(column => (column.Name, rows, column.Field, column.Refusal));
    }

    private static IEnumerable<(string Name, Hdf5Rows Rows, Hdf5Field? Field, string? Refusal)> OfGroup(Hdf5Catalog catalog, Hdf5Place place)
    {
        foreach ((string name, ulong address) in Hdf5Group.Links(catalog.Source, place.Parent))
        {
            Hdf5Object dataset = Hdf5Object.Read(catalog.Source, address);
            Hdf5Rows rows = Hdf5Rows.Open(catalog.Source, dataset);
            Dictionary<string, Hdf5Attribute> attributes = dataset.Attributes();
            Hdf5Type type = rows.Dimensions.Count == 1
                ? rows.Type
                : new Hdf5Type(Hdf5Class.Array, rows.RowBytes, 0) { Base = rows.Type, Dimensions = [.. rows.Dimensions.Skip(1).Select(length => (int)length)] };
            (Hdf5Field? field, string? refusal) = Hdf5Field.For(name, type, 0, catalog.Heap);
            if (field is not null)
            {
                field = field with
                {
                    Column = field.Column with
                    {
                        Unit = catalog.Text(attributes, "unit") ?? catalog.Text(attributes, "units"),
                        Ucd = catalog.Text(attributes, "ucd"),
                        Utype = catalog.Text(attributes, "utype"),
                        Description = catalog.Text(attributes, "description"),
                    },
                };
            }

            yield return (name, rows, field, refusal);
        }
    }

    private static List<(Hdf5Rows Rows, Hdf5Field Field)> Choose(
        IEnumerable<(string Name, Hdf5Rows Rows, Hdf5Field? Field, string? Refusal)> columns, Hdf5ReaderOptions options)
    {
        var chosen = new List<(Hdf5Rows Rows, Hdf5Field Field)>();
        foreach ((string name, Hdf5Rows rows, Hdf5Field? field, string? refusal) in columns)
        {
            if (options.Columns?.Contains(name) == false)
            {
                continue;
            }

            if (field is not null)
            {
                chosen.Add((rows, field));
            }
            else if (options.OnSkippedColumn is { } skipped)
            {
                skipped(name, refusal!);
            }
            else
            {
                throw new TableFormatException("HDF5-TYPE", $"Column {name} cannot be read: {refusal}. Choose other columns.");
            }
        }

        return options.Columns is not { } wanted
            ? chosen
            : [.. wanted.Select(name => chosen.Find(field => field.Field.Column.Name == name) is { Field: not null } found
                ? found
                : throw new TableFormatException("HDF5-COLUMNS", $"The table has no column {name} that can be read."))];
    }
}

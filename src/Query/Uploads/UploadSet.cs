using Hven.Platform.Http;
using Hven.Tables;
using Hven.Tables.Csv;

namespace Hven.Query.Uploads;

/// <summary>The uploaded tables of one query, and the files made for them, which go when it is disposed of.</summary>
internal sealed class UploadSet : IDisposable
{
    private readonly List<UploadedTable> _tables = [];
    private readonly List<string> _files = [];

    /// <summary>No uploads.</summary>
    public static UploadSet None { get; } = new();

    /// <summary>The tables.</summary>
    public IReadOnlyList<UploadedTable> Tables => _tables;

    /// <summary>Looks at a table's content and adds it.</summary>
    /// <param name="name">Name without schema.</param>
    /// <param name="open">Opens the content at its start; seekable.</param>
    /// <param name="options">The bounds.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="ServiceException">It is no table, or is out of bounds.</exception>
    public async Task AddAsync(string name, Func<Stream> open, QueryOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await using Stream stream = open();
            if (stream.Length > (long)options.MaxUploadMiB << 20)
            {
                throw new ServiceException("upload-limit", 413, $"The upload '{name}' has {stream.Length} bytes; this server takes {options.MaxUploadMiB} MiB. Upload it in parts, or in a compact form such as Parquet.");
            }

            TableFileFormat format = await TableFile.DetectAsync(stream, cancellationToken) ?? throw new ServiceException("upload", 400, $"The upload '{name}' is empty.");
            TableSchema schema = await SchemaAsync(stream, format, cancellationToken);
            if (schema.Columns.Count == 0)
            {
                throw new ServiceException("upload", 400, $"The upload '{name}' is a file without a table.");
            }

            if (format is not (TableFileFormat.Votable or TableFileFormat.Fits))
            {
                // Their texts are Unicode by nature, and are answered so: astropy takes a VOTable's char for ASCII and reads nothing of a table with more.
                schema = schema with { Columns = [.. schema.Columns.Select(column => column.Type == ElementType.String ? column with { IsUnicode = true } : column)] };
            }

            TableFileOptions reading = new() { TextColumns = format == TableFileFormat.Text ? schema.Columns : null };
            _tables.Add(new(UploadedTable.Describe(name, schema), token => OpenAsync(name, open, format, reading, options, token)));
        }
        catch (Exception exception) when (UploadFault.IsOfContent(exception))
        {
            throw UploadFault.Of(name, exception);
        }
    }

    /// <summary>Makes a file go when this is disposed of.</summary>
    public void Own(string file) => _files.Add(file);

    public void Dispose()
    {
        foreach (string file in _files)
        {
            File.Delete(file);
        }
    }

    private static async Task<TableSchema> SchemaAsync(Stream stream, TableFileFormat format, CancellationToken cancellationToken)
    {
        if (format == TableFileFormat.Text)
        {
            // The types of text are known when all of it was seen.
            return (await CsvScan.ScanAsync(stream, null, cancellationToken)).Schema;
        }

        await using ITableReader reader = await TableFile.OpenAsync(stream, format, new(), cancellationToken);
        return reader.Schema;
    }

    private static async ValueTask<ITableReader> OpenAsync(
        string name, Func<Stream> open, TableFileFormat format, TableFileOptions reading, QueryOptions options, CancellationToken cancellationToken)
    {
        Stream stream = open();
        try
        {
            return new UploadReader(name, stream, await TableFile.OpenAsync(stream, format, reading, cancellationToken), options);
        }
        catch (Exception exception)
        {
            await stream.DisposeAsync();
            throw UploadFault.IsOfContent(exception) ? UploadFault.Of(name, exception) : exception;
        }
    }
}

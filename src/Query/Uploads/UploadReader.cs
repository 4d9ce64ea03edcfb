using Hven.Platform.Http;
using Hven.Tables;

namespace Hven.Query.Uploads;

/// <summary>The rows of an upload within its bounds; what is wrong with them is told with the table's name.</summary>
internal sealed class UploadReader(string name, Stream stream, ITableReader inner, QueryOptions options) : ITableReader
{
    // Packed and repeated values unpack to more than was sent; a file that unpacks to far more is made to.
    private const int UnpackFactor = 4;

    private long _rows;
    private long _bytes;

    public TableSchema Schema => inner.Schema;

    public long? RowCount => inner.RowCount;

    public (long Read, long? Total) BytePosition => inner.BytePosition;

    public async ValueTask<bool> ReadAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        bool more;
        try
        {
            more = await inner.ReadAsync(batch, cancellationToken);
        }
        catch (Exception exception) when (UploadFault.IsOfContent(exception))
        {
            throw UploadFault.Of(name, exception);
        }

        _rows += batch.RowCount;
        _bytes += RowWidth.BytesOf(batch);
        if (_rows > options.MaxUploadRows)
        {
            throw new ServiceException("upload-limit", 413, $"The upload '{name}' has more than {options.MaxUploadRows} rows, which is what this server takes. Upload it in parts.");
        }

        long most = UnpackFactor * ((long)options.MaxUploadMiB << 20);
        return _bytes <= most ? more : throw new ServiceException("upload-limit", 413, $"The upload '{name}' unpacks to more than {most >> 20} MiB, which is what this server takes. Upload it in parts.");
    }

    public async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        await stream.DisposeAsync();
    }
}

/// <summary>What a caller is told of an upload that cannot be read.</summary>
internal static class UploadFault
{
    /// <summary>Whether a failure lies in what was sent.</summary>
    public static bool IsOfContent(Exception exception) => exception is TableFormatException or InvalidDataException;

    public static ServiceException Of(string name, Exception exception) => new("upload", 400, $"The upload '{name}' cannot be read: {exception.Message}", exception);
}

using Hven.Platform.Http;
using Hven.Platform.Storage;
using Microsoft.Extensions.Options;

namespace Hven.Query.Uploads;

/// <summary>Gets the content of uploads: from the parts of a request, or from addresses that the operator allows.</summary>
internal sealed class UploadSources(DataDirectory data, RemoteFiles remote, IOptions<QueryOptions> options)
{
    /// <summary>Opens the tables of a request.</summary>
    /// <param name="items">The parameter UPLOAD.</param>
    /// <param name="part">Gives what opens a part of the request, or null when there is no such part.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="ServiceException">A table cannot be had, or is none.</exception>
    public async Task<UploadSet> OpenAsync(IReadOnlyList<UploadItem> items, Func<string, Func<Stream>?> part, CancellationToken cancellationToken)
    {
        UploadSet set = new();
        try
        {
            foreach (UploadItem item in items)
            {
                Func<Stream> open = item.Part is { } name
                    ? part(name) ?? throw new ServiceException("upload", 400, $"The table '{item.Name}' of UPLOAD is to come in the part '{name}', which the request does not have. Send it as multipart/form-data.")
                    : await FetchAsync(item, set, cancellationToken);
                await set.AddAsync(item.Name, open, options.Value, cancellationToken);
            }

            return set;
        }
        catch
        {
            set.Dispose();
            throw;
        }
    }

    private async Task<Func<Stream>> FetchAsync(UploadItem item, UploadSet set, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(data.Temporary);
        string file = Path.Combine(data.Temporary, $"upload-{Guid.NewGuid():N}");
        set.Own(file);
        await remote.FetchAsync(item.Uri, file, (long)options.Value.MaxUploadMiB << 20, cancellationToken);
        return () => new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 17, FileOptions.Asynchronous | FileOptions.SequentialScan);
    }
}

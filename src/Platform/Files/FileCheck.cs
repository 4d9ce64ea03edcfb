using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Hven.Platform.State;
using Hven.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace Hven.Platform.Files;

/// <summary>Holds the contents of users' files against what the database says of them.</summary>
/// <param name="data">The data directory.</param>
/// <param name="state">The state.</param>
public sealed class FileCheck(DataDirectory data, HvenState state)
{
    /// <summary>Files that were looked at.</summary>
    public long Files { get; private set; }

    /// <summary>Reads every file; gives a sentence for each that is missing or not what it should be.</summary>
    public async IAsyncEnumerable<string> FaultsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (UserFile file in state.Files.AsNoTracking().OrderBy(file => file.Id).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            Files++;
            string path = FileStore.Blob(data, file.OwnerId, file.Blob);
            if (await HashAsync(path, cancellationToken) is var hash && hash == file.Sha256)
            {
                continue;
            }

            // Who replaces or deletes a file meanwhile leaves nothing amiss.
            if (await state.Files.AnyAsync(one => one.Id == file.Id && one.Blob == file.Blob, cancellationToken))
            {
                yield return $"{path}: {(hash is null ? "is missing" : $"has the SHA-256 {hash} and should have {file.Sha256}")}; it is the file '{file.Path}' of account {file.OwnerId}.";
            }
        }
    }

    private static async Task<string?> HashAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1, FileOptions.Asynchronous | FileOptions.SequentialScan);
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}

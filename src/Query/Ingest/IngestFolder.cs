using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Hven.Platform.Storage;

namespace Hven.Query.Ingest;

/// <summary>
/// The working folder of one ingest, beside the table it makes. It holds the plan, the sorted runs and the growing catalogue; each file appears
/// whole or not at all, so that an ingest that was killed goes on from the last file.
/// </summary>
internal sealed class IngestFolder : IDisposable
{
    private readonly FileStream _lock;

    private IngestFolder(string path, FileStream held)
    {
        Root = path;
        _lock = held;
    }

    public string Root { get; }

    public string Catalog => Path.Combine(Root, "catalog");

    private string Runs => Path.Combine(Root, "runs");

    private string PlanFile => Path.Combine(Root, "plan.json");

    /// <summary>Opens the working folder of a table, alone.</summary>
    /// <exception cref="IngestException">Another process is at it.</exception>
    public static IngestFolder Open(DataDirectory data, string release, string table)
    {
        string path = Path.Combine(Path.GetDirectoryName(data.Table(release, table))!, $".{table}.ingest");
        Directory.CreateDirectory(path);
        try
        {
            return new(path, new FileStream(Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose));
        }
        catch (IOException exception)
        {
            throw new IngestException($"Another ingest of {release}.{table} is running. Wait for it, or stop it; it can be resumed.", exception);
        }
    }

    public string RunFile(int number) => Path.Combine(Runs, number.ToString("D6", CultureInfo.InvariantCulture) + ".run");

    public string RejectsFile(int number) => Path.Combine(Runs, number.ToString("D6", CultureInfo.InvariantCulture) + ".rejects.csv");

    /// <summary>Whether the folder holds work towards exactly this plan. Work towards another plan is discarded.</summary>
    /// <param name="plan">Everything that decides the bytes of the result.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public async Task<bool> ResumeAsync(object plan, CancellationToken cancellationToken)
    {
        string text = JsonSerializer.Serialize(plan, AtomicFile.Json);
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        if (File.Exists(PlanFile) && await File.ReadAllTextAsync(PlanFile, cancellationToken) == hash)
        {
            return true;
        }

        Discard(keepLock: true);
        Directory.CreateDirectory(Runs);
        await AtomicFile.WriteTextAsync(PlanFile, hash, cancellationToken);
        return false;
    }

    /// <summary>Deletes the runs: the catalogue no longer needs them.</summary>
    public void DiscardRuns()
    {
        if (Directory.Exists(Runs))
        {
            Directory.Delete(Runs, recursive: true);
        }
    }

    /// <summary>Deletes everything.</summary>
    public void Discard() => Discard(keepLock: false);

    public void Dispose() => _lock.Dispose();

    private void Discard(bool keepLock)
    {
        // The plan goes first: a folder without one is never resumed.
        File.Delete(Path.Combine(Root, "published"));
        File.Delete(PlanFile);
        foreach (string folder in new[] { Runs, Catalog })
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        if (!keepLock)
        {
            _lock.Dispose();
            Directory.Delete(Root, recursive: true);
        }
    }
}

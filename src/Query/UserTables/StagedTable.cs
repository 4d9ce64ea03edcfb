using System.Text.Json;
using Hven.Platform.Jobs;
using Hven.Platform.Storage;

namespace Hven.Query.UserTables;

/// <summary>A table that a job wrote into its folder, which the server makes a user's when the job is done: its process has no say over what is there.</summary>
/// <param name="Table">The table.</param>
/// <param name="Replaces">Whether one of the name may be there already.</param>
internal sealed record StagedTable(UserTable Table, bool Replaces)
{
    private const string Folder = "table";
    private const string File = "table.json";

    /// <summary>The folder for its rows, which is made.</summary>
    public static string FolderOf(JobFolder files) => Directory.CreateDirectory(Path.Combine(files.Results, Folder)).FullName;

    /// <summary>Writes what is to be published.</summary>
    public Task WriteAsync(JobFolder files, CancellationToken cancellationToken) => AtomicFile.WriteJsonAsync(Path.Combine(FolderOf(files), File), this, cancellationToken);

    /// <summary>Publishes what a job wrote, if it wrote a table.</summary>
    public static async Task PublishAsync(IntoTable into, Job job, Platform.Accounts.Caller owner, JobFolder files, CancellationToken cancellationToken)
    {
        string folder = Path.Combine(files.Results, Folder);
        string file = Path.Combine(folder, File);
        if (!System.IO.File.Exists(file))
        {
            return;
        }

        StagedTable staged = JsonSerializer.Deserialize<StagedTable>(await System.IO.File.ReadAllBytesAsync(file, cancellationToken), AtomicFile.Json)!;
        string name = Path.GetFileName(staged.Table.File);
        await into.PublishAsync(owner, staged.Table with { File = name, Path = Path.Combine(folder, name) }, staged.Replaces, job.Id, cancellationToken);
        Directory.Delete(folder, recursive: true);
    }
}

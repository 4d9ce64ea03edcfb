using System.Globalization;
using Hven.Platform.Accounts;
using Hven.Platform.Http;
using Hven.Platform.Jobs;
using Hven.Query.Uploads;
using Hven.Tables;
using Microsoft.Extensions.Options;

namespace Hven.Query.UserTables;

/// <summary>A file that becomes a user's table, read as a job: for files that take longer than somebody waits.</summary>
internal sealed class UploadJob(UserTableStore tables, IntoTable into, IOptions<QueryOptions> options, TimeProvider time) : IJobKind
{
    /// <summary>Name of the kind.</summary>
    public const string Kind = "upload";

    /// <inheritdoc/>
    public string Name => Kind;

    /// <summary>The parameters of a job.</summary>
    public static IReadOnlyList<JobParameter> Parameters(string table, bool replaces, string? description, string? columns, string? types) =>
    [
        new("TABLE", table), new("REPLACE", replaces ? "true" : "false"),
        .. new[] { ("DESCRIPTION", description), ("COLUMNS", columns), ("TYPES", types) }.Where(one => one.Item2 is not null).Select(one => new JobParameter(one.Item1, one.Item2!)),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<JobParameter> Check(IReadOnlyList<JobParameter> parameters, Caller owner) =>
        throw new ServiceException("job-kind", 400, $"A job of the kind '{Kind}' comes with its file: PUT the file to /api/v1/mydb/NAME?job=true.");

    /// <inheritdoc/>
    public async Task<JobOutcome> RunAsync(Job job, Caller owner, JobFolder files, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(owner);
        Dictionary<string, string> asked = job.Parameters.ToDictionary(one => one.Name, one => one.Value, StringComparer.Ordinal);
        string name = asked["TABLE"];
        tables.RequireFree(owner, name, asked["REPLACE"] == "true", job.Id);
        string file = files.Upload(job.Uploads[0].File);
        using UploadSet uploads = new();
        await uploads.AddAsync(name, () => File.OpenRead(file), options.Value, cancellationToken);
        ITableReader read = await uploads.Tables[0].OpenAsync(cancellationToken);
        await using FittedReader reader = new(read, ColumnChoice.Of(read.Schema, asked.GetValueOrDefault("COLUMNS"), asked.GetValueOrDefault("TYPES")));
        UserTable table = await tables.StageAsync(name, new MeteredReader(reader, files.Meter), StagedTable.FolderOf(files), owner.Quota.StoredBytes ?? long.MaxValue, asked.GetValueOrDefault("DESCRIPTION"), cancellationToken);
        await new StagedTable(table, asked["REPLACE"] == "true").WriteAsync(files, cancellationToken);
        await files.LogAsync(time.GetUtcNow(), string.Create(CultureInfo.InvariantCulture, $"Read {table.Table.RowCount:N0} rows for {table.Table.FullName}: {table.Bytes:N0} bytes."), cancellationToken);
        return new([], table.Table.RowCount);
    }

    /// <inheritdoc/>
    public Task PublishAsync(Job job, Caller owner, JobFolder files, CancellationToken cancellationToken) => StagedTable.PublishAsync(into, job, owner, files, cancellationToken);
}

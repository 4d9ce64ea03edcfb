using System.Globalization;
using Hven.Adql;
using Hven.Adql.Binding;
using Hven.Platform.Accounts;
using Hven.Platform.Http;
using Hven.Platform.Jobs;
using Hven.Query.Uploads;
using Hven.Query.UserTables;
using Hven.Tables;

namespace Hven.Query.Tap;

/// <summary>A query that runs as a job: TAP's asynchronous one.</summary>
internal sealed class QueryJob(QueryRunner runner, UploadSources sources, UserTableStore userTables, IntoTable into, TimeProvider time) : IJobKind
{
    /// <summary>Name of the kind.</summary>
    public const string Kind = "query";

    private static readonly string[] s_known = ["QUERY", "LANG", "REQUEST", "FORMAT", "RESPONSEFORMAT", "MAXREC", "UPLOAD", "BASENAME", "COMPRESS", "SPLITMIB", "NULLVALUE", "DESTYPES", "REPLACE"];

    /// <inheritdoc/>
    public string Name => Kind;

    /// <inheritdoc/>
    public IReadOnlyList<JobParameter> Check(IReadOnlyList<JobParameter> parameters, Caller owner)
    {
        ArgumentNullException.ThrowIfNull(parameters);

        // As with quick queries, what is written to other systems is understood.
        IReadOnlyList<JobParameter> kept = parameters.Any(one => one.Name.Equals("LANG", StringComparison.OrdinalIgnoreCase)) ? parameters : [.. parameters, new("LANG", "SQL")];
        DaliParameters asked = DaliParameters.Of(kept.Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Value)), []);
        if (kept.FirstOrDefault(one => !s_known.Contains(one.Name, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            throw new ServiceException("job-parameters", 400, $"A job of the kind '{Kind}' does not know the parameter '{unknown.Name}'. It knows {string.Join(", ", s_known)}.");
        }

        TapQuery query = TapQuery.From(asked, JobOutput.From(asked).Formats[0]);
        if (query.Uploads.Count == 0)
        {
            AdqlCompilation compilation = QueryRunner.CompileToRun(query.Query, new(runner.CatalogFor(owner), []), query.Dialect);
            if (compilation.Into is { } table)
            {
                userTables.RequireFree(owner, IntoTable.NameOf(table), TapQuery.Replaces(asked), job: null);
            }
        }

        return kept;
    }

    /// <inheritdoc/>
    public async Task<JobOutcome> RunAsync(Job job, Caller owner, JobFolder files, CancellationToken cancellationToken)
    {
        DaliParameters parameters = DaliParameters.Of(
            job.Parameters.Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Value)),
            job.Uploads.Select(upload => KeyValuePair.Create<string, Func<Stream>>(upload.Name, () => Open(files.Upload(upload.File)))));
        JobOutput output = JobOutput.From(parameters);
        TapQuery asked = TapQuery.From(parameters, output.Formats[0]);
        using UploadSet uploads = await sources.OpenAsync(asked.Uploads, parameters.Part, cancellationToken);
        QueryTables tables = new(runner.CatalogFor(owner), uploads.Tables);
        AdqlCompilation compilation = QueryRunner.CompileToRun(asked.Query, tables, asked.Dialect);
        BoundQuery query = compilation.Query!;
        QueryPlan plan = runner.Explain(query, tables);
        foreach (string step in PlanWords.Of(plan).Steps)
        {
            await files.LogAsync(time.GetUtcNow(), step, cancellationToken);
        }

        UserTable? made = compilation.Into is { } kept ? await StageAsync(job, owner, files, IntoTable.NameOf(kept), TapQuery.Replaces(parameters), query, tables, asked.Query, cancellationToken) : null;
        query = made is null ? query : IntoTable.Answer(made, tables);
        await using ResultFiles results = new(files, output);
        (long rows, long? estimatedRows, long rowsLookedAt) = await runner.WriteAsync(job.Id, results.Begin, query, output.Formats[0], asked.MaxRows, owner.Quota, tables, cancellationToken);
        foreach (JobResult result in results.Results())
        {
            await files.LogAsync(time.GetUtcNow(), string.Create(CultureInfo.InvariantCulture, $"Wrote {result.File}: {result.Bytes:N0} bytes, SHA-256 {result.Sha256}."), cancellationToken);
        }

        return new(results.Results(), made?.Table.RowCount ?? rows)
        {
            EstimatedRows = estimatedRows,
            RowsLookedAt = rowsLookedAt,
            Sources = [.. plan.Reads.Select(read => read.Table).Distinct(StringComparer.OrdinalIgnoreCase).Select(name => Source(name, tables)).OfType<JobSource>()],
            Engine = plan.Way == PlanWay.Columns ? "mapped columns" : runner.EngineName,
        };
    }

    /// <inheritdoc/>
    public Task PublishAsync(Job job, Caller owner, JobFolder files, CancellationToken cancellationToken) => StagedTable.PublishAsync(into, job, owner, files, cancellationToken);

    /// <summary>Writes the rows of the query for a table of the owner's, which the server publishes when the job is done.</summary>
    private async Task<UserTable> StageAsync(Job job, Caller owner, JobFolder files, string name, bool replaces, BoundQuery query, QueryTables tables, string text, CancellationToken cancellationToken)
    {
        if (!job.MayKeepTables)
        {
            throw new ServiceException("not-allowed", 403, $"INTO takes '{Capability.MyDb}', which the roles or the token that made this job do not grant.");
        }

        userTables.RequireFree(owner, name, replaces, job.Id);
        await using ITableReader reader = await runner.OpenAsync(query, tables, owner.Quota, cancellationToken);
        UserTable table = await userTables.StageAsync(name, new MeteredReader(reader, files.Meter), StagedTable.FolderOf(files), owner.Quota.StoredBytes ?? long.MaxValue, text, cancellationToken);
        await new StagedTable(table, replaces).WriteAsync(files, cancellationToken);
        await files.LogAsync(time.GetUtcNow(), string.Create(CultureInfo.InvariantCulture, $"Wrote {table.Table.RowCount:N0} rows for {table.Table.FullName}: {table.Bytes:N0} bytes."), cancellationToken);
        return table;
    }

    /// <summary>The state of a table that is not the job's own.</summary>
    private static JobSource? Source(string name, QueryTables tables) => name.Split('.') is [var release, var table] && tables.Catalog.Survey.Find(release, table) is { } found
        ? new(found.FullName, found.RowCount, found.Identity)
        : null;

    /// <inheritdoc/>
    public void Completed(JobOutcome outcome)
    {
        if (outcome.EstimatedRows is { } estimated)
        {
            QueryTelemetry.Estimated(estimated, outcome.RowsLookedAt);
        }
    }

    private static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 17, FileOptions.Asynchronous | FileOptions.SequentialScan);
}

using System.Security.Cryptography;
using Hven.Adql.Binding;
using Hven.Platform.Accounts;
using Hven.Platform.Http;
using Hven.Platform.Jobs;
using Hven.Query.Uploads;

namespace Hven.Query.Tap;

/// <summary>A query that runs as a job: TAP's asynchronous one.</summary>
internal sealed class QueryJob(QueryRunner runner, UploadSources sources) : IJobKind
{
    /// <summary>Name of the kind.</summary>
    public const string Kind = "query";

    // The standard wants this name (TAP 1.1, section 2.2).
    private const string ResultName = "result";

    /// <inheritdoc/>
    public string Name => Kind;

    /// <inheritdoc/>
    public async Task<JobOutcome> RunAsync(Job job, Caller owner, JobFolder files, CancellationToken cancellationToken)
    {
        DaliParameters parameters = DaliParameters.Of(
            job.Parameters.Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Value)),
            job.Uploads.Select(upload => KeyValuePair.Create<string, Func<Stream>>(upload.Name, () => Open(files.Upload(upload.File)))));
        TapQuery asked = TapQuery.From(parameters);
        using UploadSet uploads = await sources.OpenAsync(asked.Uploads, parameters.Part, cancellationToken);
        QueryTables tables = new(runner.CatalogFor(owner), uploads.Tables);
        BoundQuery query = QueryRunner.CompileToRun(asked.Query, tables, asked.Dialect).Query!;
        string name = $"{ResultName}.{asked.Format.Name}";
        string path = files.Result(name);
        string part = path + ".part";
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        long taken = 0;
        (long Rows, long? EstimatedRows, long RowsLookedAt) done;
        try
        {
            await using (FileStream output = new(part, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.Asynchronous))
            {
                done = await runner.WriteAsync(job.Id, output, query, asked.Format, asked.MaxRows, owner.Quota, tables, Take, cancellationToken);
                await output.FlushAsync(cancellationToken);
            }

            File.Move(part, path, overwrite: true);
            await using FileStream result = Open(path);
            string hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(result, cancellationToken));
            return new([new(ResultName, name, asked.Format.ContentType, result.Length, hash)], done.Rows) { EstimatedRows = done.EstimatedRows, RowsLookedAt = done.RowsLookedAt };
        }
        finally
        {
            files.Space.Give(taken);
        }

        void Take(long bytes)
        {
            taken += bytes;
            files.Space.Take(bytes);
        }
    }

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

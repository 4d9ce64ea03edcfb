using System.Globalization;
using System.Text.Json;
using Hven.Platform.Accounts;
using Hven.Platform.Messages;
using Hven.Platform.State;
using Microsoft.EntityFrameworkCore;

namespace Hven.Platform.Jobs;

/// <summary>Tells whom a job's user named that it has ended: saved in the same step as the end.</summary>
public sealed class JobNotices(Outbox outbox)
{
    private static readonly JsonSerializerOptions s_json = JsonSerializerOptions.Web;

    /// <summary>Adds the messages to what will be saved.</summary>
    internal async Task AddAsync(HvenState state, Job job, CancellationToken cancellationToken)
    {
        if (job.Notify is not { } notify)
        {
            return;
        }

        string link = outbox.Link($"jobs/{job.Id}");
        if (notify.Webhook is { } webhook)
        {
            outbox.AddWebhook(state, webhook, JsonSerializer.Serialize(new JobEnded(job.Id, job.Kind, job.RunId, job.Phase, job.Ended, job.Rows, job.Error, outbox.HasMail ? link : null), s_json), notify.WebhookSecret);
        }

        if (notify.Mail && job.OwnerId is { } owner && await state.Users.AsNoTracking().SingleOrDefaultAsync(one => one.Id == owner, cancellationToken) is { Email: { } address, EmailConfirmed: true } user)
        {
            string numbers = job is { Rows: { } rows, Started: { } started, Ended: { } ended }
                ? string.Create(CultureInfo.InvariantCulture, $"It delivered {rows:N0} rows in {(ended - started).TotalSeconds:0.0} s.")
                : "";
            string expires = job.Phase == JobPhase.Completed ? string.Create(CultureInfo.InvariantCulture, $"Its results are kept until {job.Destruction.UtcDateTime:yyyy-MM-dd}.") : "";
            outbox.AddMail(state, address, user.Name, "job", ("job", job.RunId ?? job.Id), ("kind", job.Kind), ("phase", job.Phase.Word()), ("numbers", numbers), ("error", job.Error), ("link", link), ("expires", expires));
        }
    }

    private sealed record JobEnded(string JobId, string Kind, string? Name, JobPhase Phase, DateTimeOffset? Ended, long? Rows, string? Error, string? Link);
}

using System.Diagnostics.Metrics;
using Hven.Platform.Accounts;
using Hven.Platform.State;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Hven.Platform.Messages;

/// <summary>
/// Sends what lies in the outbox. Several servers share it: who takes a message moves its next time forward by a compare-and-set, so that no other takes it meanwhile. A message that
/// is not taken is tried again, later each time, and given up after a day. A server that dies between sending and noting it makes a message go twice, never get lost.
/// </summary>
internal sealed partial class OutboxSender(
    IDbContextFactory<HvenState> contexts, MailServer mail, Webhooks webhooks, Recovery recovery, IOptions<MailOptions> options, TimeProvider time, ILogger<OutboxSender> logger) : BackgroundService
{
    private const int AtOnce = 20;
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_taken = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_longest = TimeSpan.FromHours(24);
    private static readonly TimeSpan s_kept = TimeSpan.FromDays(7);
    private static readonly TimeSpan[] s_pauses = [.. new[] { 0.15, 1, 5, 15, 60, 180, 360 }.Select(TimeSpan.FromMinutes)];

    private static readonly Meter s_meter = new("Hven.Platform.Messages");
    private static readonly Counter<long> s_messages = s_meter.CreateCounter<long>("hven.messages", "{message}", "Tries to send mails and webhooks, by channel and outcome: sent, failed, given-up.");
    private static readonly Gauge<int> s_waiting = s_meter.CreateGauge<int>("hven.messages.waiting", "{message}", "Mails and webhooks that wait to be sent.");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(s_look, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    while (await SendSomeAsync(stoppingToken) == AtOnce)
                    {
                        // There may be more.
                    }
                }
                catch (Exception exception) when (StateFault.Of(exception) is not null)
                {
                    LogStateFailed(exception);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What was being sent is tried again by the next server.
        }
    }

    private async Task<int> SendSomeAsync(CancellationToken stopping)
    {
        await using HvenState state = await contexts.CreateDbContextAsync(stopping);
        DateTimeOffset now = time.GetUtcNow();
        List<OutgoingMessage> due = await state.Messages.AsNoTracking().Where(one => one.Sent == null && one.GivenUp == null && one.Due <= now).OrderBy(one => one.Due).Take(AtOnce).ToListAsync(stopping);
        s_waiting.Record(await state.Messages.CountAsync(one => one.Sent == null && one.GivenUp == null, stopping));
        foreach (OutgoingMessage message in due)
        {
            DateTimeOffset taken = now + s_taken;
            if (await state.Messages.Where(one => one.Id == message.Id && one.Attempts == message.Attempts && one.Sent == null).ExecuteUpdateAsync(
                set => set.SetProperty(one => one.Attempts, one => one.Attempts + 1).SetProperty(one => one.Due, taken), stopping) == 1)
            {
                await SendAsync(state, message, stopping);
            }
        }

        DateTimeOffset old = now - s_kept;
        await state.Messages.Where(one => one.Created < old && (one.Sent != null || one.GivenUp != null)).ExecuteDeleteAsync(stopping);
        return due.Count;
    }

    private async Task SendAsync(HvenState state, OutgoingMessage message, CancellationToken stopping)
    {
        try
        {
            switch (message.Channel)
            {
                case MessageChannel.Mail when !options.Value.IsOn: throw new InvalidOperationException("Mail is off.");
                case MessageChannel.Mail: await mail.SendAsync(message, stopping); break;
                case MessageChannel.Webhook: await webhooks.SendAsync(message, stopping); break;
                default: await recovery.SendResetAsync(message.Address, stopping); break;
            }

            DateTimeOffset now = time.GetUtcNow();
            await state.Messages.Where(one => one.Id == message.Id).ExecuteUpdateAsync(
                set => set.SetProperty(one => one.Sent, now).SetProperty(one => one.Text, "").SetProperty(one => one.Html, (string?)null).SetProperty(one => one.Secret, (string?)null).SetProperty(one => one.Error, (string?)null),
                CancellationToken.None);
            Count(message, "sent");
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested && StateFault.Of(exception) is null)
        {
            // Mail servers and strangers' web servers fail in every way there is; what matters is that nothing else does.
            await FailedAsync(state, message, exception);
        }
    }

    private async Task FailedAsync(HvenState state, OutgoingMessage message, Exception exception)
    {
        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset due = now + s_pauses[Math.Min(message.Attempts, s_pauses.Length - 1)];
        string error = StateText.Clean(exception.GetBaseException().Message, 500)!;
        bool isOver = due > message.Created + s_longest;
        if (isOver)
        {
            await state.Messages.Where(one => one.Id == message.Id).ExecuteUpdateAsync(
                set => set.SetProperty(one => one.GivenUp, now).SetProperty(one => one.Text, "").SetProperty(one => one.Html, (string?)null).SetProperty(one => one.Secret, (string?)null).SetProperty(one => one.Error, error));
        }
        else
        {
            await state.Messages.Where(one => one.Id == message.Id).ExecuteUpdateAsync(set => set.SetProperty(one => one.Due, due).SetProperty(one => one.Error, error));
        }

        Count(message, isOver ? "given-up" : "failed");
        LogFailed(exception, message.Channel, message.Id, message.Attempts + 1, isOver ? "it is given up" : "it is tried again");
    }

    private static void Count(OutgoingMessage message, string outcome) =>
        s_messages.Add(1, new KeyValuePair<string, object?>("channel", message.Channel.ToString().ToLowerInvariant()), new KeyValuePair<string, object?>("outcome", outcome));

    [LoggerMessage(1401, LogLevel.Warning, "{Channel} message {MessageId} could not be sent, try {Attempt}; {Then}")]
    private partial void LogFailed(Exception exception, MessageChannel channel, long messageId, int attempt, string then);

    [LoggerMessage(1402, LogLevel.Warning, "The messages that wait could not be read; they are looked at again")]
    private partial void LogStateFailed(Exception exception);
}

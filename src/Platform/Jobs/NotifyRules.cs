using Hven.Platform.Accounts;
using Hven.Platform.Http;
using Hven.Platform.Jobs.Endpoints;
using Hven.Platform.Messages;
using Hven.Platform.State;
using Microsoft.EntityFrameworkCore;

namespace Hven.Platform.Jobs;

/// <summary>What of the end of a job can be told to whom.</summary>
public sealed class NotifyRules(Outbox outbox, Webhooks webhooks, IDbContextFactory<HvenState> contexts)
{
    private const int MostSecret = 200;

    /// <summary>Looks at what somebody asks for.</summary>
    /// <exception cref="ServiceException">It cannot be; the message says why.</exception>
    public async Task<JobNotify?> CheckAsync(NotifyRequest? wanted, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (wanted is null or { Mail: false, Webhook: null })
        {
            return null;
        }

        if (wanted.Secret is { Length: 0 or > MostSecret })
        {
            throw new ServiceException("webhook", 400, $"notify.secret has {wanted.Secret.Length} characters; it must have 1 to {MostSecret}.");
        }

        Uri? webhook = wanted.Webhook is null ? null : webhooks.Require(wanted.Webhook);
        if (wanted.Mail)
        {
            await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
            User? user = caller.UserId is { } id ? await state.Users.AsNoTracking().SingleOrDefaultAsync(one => one.Id == id, cancellationToken) : null;
            Refuse(!outbox.HasMail, "This server sends no mail. Follow the job by its events.");
            Refuse(user is null, "Mail takes an account: sign in.");
            Refuse(user is not { Email: not null, EmailConfirmed: true }, "Your account has no confirmed address for mail. Set one on the account page and follow the link that is mailed to it.");
        }

        return new(wanted.Mail, webhook, wanted.Secret);

        static void Refuse(bool isSo, string message)
        {
            if (isSo)
            {
                throw new ServiceException("notify-mail", 409, message);
            }
        }
    }
}

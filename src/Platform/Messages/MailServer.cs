using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Hven.Platform.Messages;

/// <summary>Hands mails to the mail server.</summary>
internal sealed class MailServer(IOptions<MailOptions> options)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>Sends one mail.</summary>
    /// <exception cref="Exception">The server is not there, or does not take it.</exception>
    public async Task SendAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        MailOptions mail = options.Value;
        using MimeMessage mime = new();
        mime.From.Add(new MailboxAddress(mail.Name, MailboxAddress.Parse(mail.From!).Address));
        mime.To.Add(new MailboxAddress(message.Name ?? "", message.Address));
        mime.Subject = message.Subject ?? "";
        mime.Headers.Add("Auto-Submitted", "auto-generated");

        // The same however often it is tried: who gets it twice may know it again.
        mime.MessageId = FormattableString.Invariant($"{message.Id}.{message.Created.ToUnixTimeMilliseconds()}@{mail.From!.Split('@')[^1].TrimEnd('>')}");
        mime.Body = new BodyBuilder { TextBody = message.Text, HtmlBody = message.Html }.ToMessageBody();

        using SmtpClient client = new() { Timeout = (int)s_patience.TotalMilliseconds };
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stop.CancelAfter(s_patience);
        await client.ConnectAsync(mail.Host!, mail.Port, Security(mail.Security), stop.Token);
        if (mail.User is { } user)
        {
            await client.AuthenticateAsync(user, (await File.ReadAllTextAsync(mail.PasswordFile!, stop.Token)).Trim(), stop.Token);
        }

        await client.SendAsync(mime, stop.Token);
        await client.DisconnectAsync(quit: true, stop.Token);
    }

    private static SecureSocketOptions Security(MailSecurity security) => security switch
    {
        MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
        MailSecurity.StartTls => SecureSocketOptions.StartTls,
        MailSecurity.None => SecureSocketOptions.None,
        _ => SecureSocketOptions.Auto,
    };
}

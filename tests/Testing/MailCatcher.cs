using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using MimeKit;
using SmtpServer;
using SmtpServer.ComponentModel;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace Hven.Testing;

/// <summary>A mail server on this machine that keeps what it gets.</summary>
public sealed class MailCatcher : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Store _store = new();
    private Task _run = Task.CompletedTask;

    private MailCatcher(int port) => Port = port;

    /// <summary>Its port.</summary>
    public int Port { get; }

    /// <summary>Whether it takes nothing, as a mail server that is full or broken does.</summary>
    public bool Refuses
    {
        get => _store.Refuses;
        set => _store.Refuses = value;
    }

    /// <summary>What it got.</summary>
    public IReadOnlyCollection<MimeMessage> Mails => _store.Mails;

    /// <summary>The settings by which a server sends its mail here.</summary>
    public (string Name, string Value)[] Settings =>
        [("HVEN__Mail__Host", "127.0.0.1"), ("HVEN__Mail__Port", $"{Port}"), ("HVEN__Mail__Security", "None"), ("HVEN__Mail__From", "survey@example.org"), ("HVEN__Mail__Name", "Näher Survey"), ("HVEN__PublicUrl", "http://survey.example.org")];

    /// <summary>Starts it.</summary>
    public static MailCatcher Start()
    {
        int port;
        using (TcpListener probe = new(IPAddress.Loopback, 0))
        {
            probe.Start();
            port = ((IPEndPoint)probe.LocalEndpoint).Port;
        }

        MailCatcher catcher = new(port);
        ISmtpServerOptions options = new SmtpServerOptionsBuilder().ServerName("localhost").Endpoint(endpoint => endpoint.Endpoint(new IPEndPoint(IPAddress.Loopback, port))).Build();
        ServiceProvider services = new();
        services.Add(catcher._store);
        catcher._run = new SmtpServer.SmtpServer(options, services).StartAsync(catcher._stop.Token);
        return catcher;
    }

    /// <summary>Waits for a mail.</summary>
    /// <param name="address">Whom it goes to.</param>
    /// <param name="subject">What its subject has in it.</param>
    /// <param name="patience">So long at most.</param>
    /// <exception cref="TimeoutException">It did not come.</exception>
    public async Task<MimeMessage> WaitAsync(string address, string subject, TimeSpan patience)
    {
        long begun = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(begun) < patience)
        {
            if (Mails.FirstOrDefault(mail => mail.To.Mailboxes.Any(to => to.Address == address) && (mail.Subject ?? "").Contains(subject, StringComparison.Ordinal)) is { } found)
            {
                return found;
            }

            await Task.Delay(50);
        }

        throw new TimeoutException($"No mail to {address} about '{subject}' came; there are: {string.Join("; ", Mails.Select(mail => $"{mail.To} {mail.Subject}"))}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private sealed class Store : MessageStore
    {
        public ConcurrentQueue<MimeMessage> Mails { get; } = new();

        public volatile bool Refuses;

        public override async Task<SmtpResponse> SaveAsync(ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
        {
            if (Refuses)
            {
                return SmtpResponse.SizeLimitExceeded;
            }

            Mails.Enqueue(await MimeMessage.LoadAsync(new MemoryStream(buffer.ToArray()), cancellationToken));
            return SmtpResponse.Ok;
        }
    }
}

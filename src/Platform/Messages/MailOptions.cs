namespace Hven.Platform.Messages;

/// <summary>How the connection to the mail server is kept from others.</summary>
public enum MailSecurity
{
    /// <summary>STARTTLS when the server offers it, TLS from the beginning on port 465.</summary>
    Auto,

    /// <summary>TLS from the beginning.</summary>
    Tls,

    /// <summary>STARTTLS, or no mail at all.</summary>
    StartTls,

    /// <summary>In the clear: for a server on the same machine.</summary>
    None,
}

/// <summary>Mail: section <c>Mail</c> of <c>hven.json</c>. Without a host nothing is sent.</summary>
public sealed class MailOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Mail";

    /// <summary>Name of the mail server.</summary>
    public string? Host { get; set; }

    /// <summary>Its port.</summary>
    public int Port { get; set; } = 587;

    /// <summary>How the connection is kept from others.</summary>
    public MailSecurity Security { get; set; } = MailSecurity.Auto;

    /// <summary>Name to sign in with, if the server wants one.</summary>
    public string? User { get; set; }

    /// <summary>File with the password for it.</summary>
    public string? PasswordFile { get; set; }

    /// <summary>Address that mails come from.</summary>
    public string? From { get; set; }

    /// <summary>Name of the service in mails.</summary>
    public string Name { get; set; } = "Hven";

    /// <summary>Hosts that webhooks may go to: as for uploads, <c>host</c>, <c>host:port</c>, <c>*.domain</c> or <c>*</c>.</summary>
    public IReadOnlyList<string> WebhookHosts { get; set; } = [];

    /// <summary>Whether mail is sent.</summary>
    public bool IsOn => !string.IsNullOrWhiteSpace(Host);

    /// <summary>What is wrong with the settings; one sentence a fault.</summary>
    /// <param name="publicUrl">The address of the server for people, which links in mails are made of.</param>
    public IEnumerable<string> Faults(string? publicUrl)
    {
        if (!Enum.IsDefined(Security))
        {
            yield return $"{Section}:Security is {Security}; it must be Auto, Tls, StartTls or None.";
        }

        foreach (string host in WebhookHosts.Where(host => !Http.AllowedHosts.IsPattern(host)))
        {
            yield return $"{Section}:WebhookHosts has '{host}'; it must be a host's name, with :port if it is not 80 or 443, or *.domain, or *.";
        }

        if (!IsOn)
        {
            yield break;
        }

        if (Port is < 1 or > 65_535)
        {
            yield return $"{Section}:Port is {Port}; it must be from 1 to 65535.";
        }

        if (string.IsNullOrWhiteSpace(From) || !MimeKit.MailboxAddress.TryParse(From, out _))
        {
            yield return $"{Section}:From is '{From}'; it must be the address that mails come from, such as survey@example.org.";
        }

        if (Name.Length is 0 or > 100 || Name.Any(char.IsControl))
        {
            yield return $"{Section}:Name must have 1 to 100 characters in one line.";
        }

        if (publicUrl is null)
        {
            yield return $"{Section}:Host is set and PublicUrl is not. Links in mails are made of PublicUrl, never of what a request says; set it to the address under which people reach this server.";
        }

        if (User is not null && (PasswordFile is null || !File.Exists(PasswordFile)))
        {
            yield return $"{Section}:User is set and {Section}:PasswordFile is {(PasswordFile is null ? "not" : $"'{PasswordFile}', which is no file")}. Put the password of {User} into a file and name it there.";
        }
    }
}

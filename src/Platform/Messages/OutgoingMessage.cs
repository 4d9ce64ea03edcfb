using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;

namespace Hven.Platform.Messages;

/// <summary>A way that messages leave by.</summary>
public enum MessageChannel
{
    /// <summary>By mail.</summary>
    Mail,

    /// <summary>By a POST to an address of the user's.</summary>
    Webhook,

    /// <summary>To nobody yet: somebody forgot a password, and whether there is such an account is found out apart from the request.</summary>
    Reset,
}

/// <summary>A message that waits to leave, or has left. It lies in the database together with what it tells of, so that a mail server that fails loses nothing and holds nothing up.</summary>
public sealed class OutgoingMessage
{
    /// <summary>Number.</summary>
    public long Id { get; set; }

    /// <summary>How it leaves.</summary>
    public MessageChannel Channel { get; set; }

    /// <summary>Address for mail, or of the webhook.</summary>
    [MaxLength(2000)]
    public required string Address { get; set; }

    /// <summary>Name of who gets it.</summary>
    [MaxLength(200)]
    public string? Name { get; set; }

    /// <summary>Subject of a mail, in one line.</summary>
    [MaxLength(300)]
    public string? Subject { get; set; }

    /// <summary>The text of a mail, or the JSON of a webhook. Taken away when it has left: there may be a code in it.</summary>
    public required string Text { get; set; }

    /// <summary>The text of a mail as HTML.</summary>
    public string? Html { get; set; }

    /// <summary>Key that a webhook is signed with.</summary>
    [MaxLength(200)]
    public string? Secret { get; set; }

    /// <summary>When it came.</summary>
    public required DateTimeOffset Created { get; set; }

    /// <summary>When it is tried next.</summary>
    public required DateTimeOffset Due { get; set; }

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; set; }

    /// <summary>When it left.</summary>
    public DateTimeOffset? Sent { get; set; }

    /// <summary>When it was given up.</summary>
    public DateTimeOffset? GivenUp { get; set; }

    /// <summary>Why the last try failed.</summary>
    [MaxLength(500)]
    public string? Error { get; set; }
}

/// <summary>How messages lie in the database.</summary>
internal static class MessageTables
{
    public static void Describe(ModelBuilder model) => model.Entity<OutgoingMessage>(message =>
    {
        message.ToTable("messages");
        message.Property(one => one.Attempts).IsConcurrencyToken();
        message.HasIndex(one => one.Due);
        message.HasIndex(one => one.Created);
    });
}

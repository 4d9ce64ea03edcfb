using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Hven.Platform.Accounts;
using Hven.Platform.State;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Hven.Platform.Messages;

/// <summary>Puts messages beside what they tell of: whoever saves that saves them.</summary>
public sealed partial class Outbox(IOptions<MailOptions> options, IConfiguration configuration, TimeProvider time)
{
    private static readonly string s_layout = Read("layout.html");

    /// <summary>Whether mail is sent at all.</summary>
    public bool HasMail => options.Value.IsOn;

    /// <summary>Address of a page of this server, for links in mails.</summary>
    /// <param name="path">The page below the server's address, without a slash before it.</param>
    public string Link(string path) => $"{configuration["PublicUrl"]?.TrimEnd('/')}/{path}";

    /// <summary>Adds a mail to what will be saved; nothing when mail is off.</summary>
    /// <param name="state">Where it is saved.</param>
    /// <param name="address">Where it goes.</param>
    /// <param name="user">Name of the account.</param>
    /// <param name="template">Name of the template.</param>
    /// <param name="values">What stands in the template's places; text of anybody.</param>
    public void AddMail(HvenState state, string address, string user, string template, params (string Name, string? Value)[] values)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (!HasMail)
        {
            return;
        }

        (string subject, string text, string html) = Fill(template, [("site", options.Value.Name), ("user", user), .. values]);
        DateTimeOffset now = time.GetUtcNow();
        state.Messages.Add(new() { Channel = MessageChannel.Mail, Address = address, Name = user, Subject = StateText.Clean(subject, 300), Text = text, Html = html, Created = now, Due = now });
    }

    /// <summary>Adds a webhook to what will be saved.</summary>
    /// <param name="state">Where it is saved.</param>
    /// <param name="address">Where it goes.</param>
    /// <param name="json">What is sent.</param>
    /// <param name="secret">What it is signed with, or null.</param>
    public void AddWebhook(HvenState state, Uri address, string json, string? secret)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(address);
        DateTimeOffset now = time.GetUtcNow();
        state.Messages.Add(new() { Channel = MessageChannel.Webhook, Address = address.AbsoluteUri, Text = json, Secret = secret, Created = now, Due = now });
    }

    /// <summary>Adds a forgotten password to what will be saved: whether there is such an account is looked at later.</summary>
    /// <param name="state">Where it is saved.</param>
    /// <param name="name">Name of the account or its address for mail, as somebody gave it.</param>
    public void AddReset(HvenState state, string name)
    {
        ArgumentNullException.ThrowIfNull(state);
        DateTimeOffset now = time.GetUtcNow();
        state.Messages.Add(new() { Channel = MessageChannel.Reset, Address = StateText.Clean(UserName.Key(name), 254)!, Text = "", Created = now, Due = now });
    }

    /// <summary>A template with its places filled: the subject in one line, the text as it is, and as HTML in which no value can be more than text.</summary>
    internal static (string Subject, string Text, string Html) Fill(string template, IReadOnlyList<(string Name, string? Value)> values)
    {
        string[] parts = Read(template + ".txt").ReplaceLineEndings("\n").Split("\n\n", 2);
        string subject = OneLine(Put(parts[0], values));
        string text = Put(parts[1], values).TrimEnd() + "\n";
        StringBuilder body = new();
        foreach (string paragraph in parts[1].TrimEnd().Split("\n\n"))
        {
            string filled = Put(paragraph, values);
            if (filled.Trim().Length == 0)
            {
                continue;
            }

            string encoded = WebUtility.HtmlEncode(filled).Replace("\n", "<br>\n", StringComparison.Ordinal);

            // A link stands alone in its paragraph, and its place is named so: values never make one.
            body.Append(CultureInfo.InvariantCulture, $"{(paragraph.Trim() == "{link}" ? $"<p><a class=\"button\" href=\"{encoded}\">{encoded}</a></p>" : $"<p>{encoded}</p>")}\n");
        }

        return (subject, text, s_layout.Replace("{subject}", WebUtility.HtmlEncode(subject), StringComparison.Ordinal).Replace("{body}", body.ToString(), StringComparison.Ordinal));
    }

    /// <summary>All places at once: what a value holds is no place.</summary>
    private static string Put(string text, IReadOnlyList<(string Name, string? Value)> values) =>
        PlacePattern().Replace(text, place => StateText.Clean(values.First(one => one.Name == place.Groups[1].Value).Value ?? "", 4000)!);

    private static string OneLine(string text) => string.Concat(text.Select(character => char.IsControl(character) || character is '\u2028' or '\u2029' ? ' ' : character)).Trim();

    private static string Read(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Hven.Platform.Messages.{name}") ?? throw new InvalidOperationException($"There is no template {name}.");
        using StreamReader reader = new(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex PlacePattern();
}

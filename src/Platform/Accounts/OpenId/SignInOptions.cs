using Microsoft.Extensions.Configuration;

namespace Hven.Platform.Accounts.OpenId;

/// <summary>What becomes of somebody who signs in with a provider for the first time.</summary>
public enum AccountCreation
{
    /// <summary>Gets an account.</summary>
    Yes,

    /// <summary>Gets an account that waits for an administrator's approval.</summary>
    Approval,

    /// <summary>Gets none: administrators make accounts, and their users link them on the account page.</summary>
    No,
}

/// <summary>Sign-in with identities from elsewhere: section <c>SignIn</c> of <c>hven.json</c>.</summary>
public sealed class SignInOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "SignIn";

    private readonly List<string> _faults = [];

    /// <summary>OpenID providers by a short name of lower-case letters, digits and -.</summary>
    public IDictionary<string, OpenIdProvider> Providers { get; } = new Dictionary<string, OpenIdProvider>(StringComparer.Ordinal);

    /// <summary>
    /// Reads the section. The maps of groups are read apart: their keys are values of claims, and those of federations hold colons (<c>urn:mace:egi.eu:group:survey</c>), at which settings take
    /// keys apart.
    /// </summary>
    internal void Read(IConfigurationSection section)
    {
        _faults.AddRange(section.GetChildren().Where(child => !child.Key.Equals(nameof(Providers), StringComparison.OrdinalIgnoreCase)).Select(child => $"{child.Path} is not known; {Section} has {nameof(Providers)}."));
        foreach (IConfigurationSection own in section.GetSection(nameof(Providers)).GetChildren())
        {
            OpenIdProvider provider = Providers[own.Key] = new();
            string[] known = [.. typeof(OpenIdProvider).GetProperties().Select(property => property.Name)];
            _faults.AddRange(own.GetChildren().Where(child => !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)).Select(child => $"{child.Path} is not known; a provider has {string.Join(", ", known)}."));
            try
            {
                new ConfigurationBuilder().AddInMemoryCollection(own.AsEnumerable(makePathsRelative: true).Where(pair => !IsMap(pair.Key.Split(':')[0]))).Build().Bind(provider);
            }
            catch (InvalidOperationException exception)
            {
                _faults.Add($"{own.Path}: {exception.Message}");
            }

            Fill(provider.Groups, own.GetSection(nameof(provider.Groups)));
            Fill(provider.Roles, own.GetSection(nameof(provider.Roles)));
        }
    }

    private static bool IsMap(string key) => key.Equals(nameof(OpenIdProvider.Groups), StringComparison.OrdinalIgnoreCase) || key.Equals(nameof(OpenIdProvider.Roles), StringComparison.OrdinalIgnoreCase);

    private static void Fill(IDictionary<string, string> map, IConfigurationSection section)
    {
        foreach ((string key, string? value) in section.AsEnumerable(makePathsRelative: true))
        {
            if (key.Length > 0 && value is not null)
            {
                map[key] = value;
            }
        }
    }

    /// <summary>What is wrong with the settings; one sentence a fault.</summary>
    public IEnumerable<string> Faults()
    {
        foreach (string fault in _faults)
        {
            yield return fault;
        }

        foreach ((string name, OpenIdProvider provider) in Providers)
        {
            string key = $"{Section}:Providers:{name}";
            if (name.Length > 32 || !name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-'))
            {
                yield return $"{key} cannot name a provider: use at most 32 lower-case letters, digits and -.";
            }

            if (!Uri.TryCreate(provider.Authority, UriKind.Absolute, out Uri? authority) || (authority.Scheme != "https" && !(authority.Scheme == "http" && authority.IsLoopback)))
            {
                yield return $"{key}:Authority is '{provider.Authority}'; it must be the provider's https address, below which .well-known/openid-configuration is found.";
            }

            if (string.IsNullOrWhiteSpace(provider.ClientId))
            {
                yield return $"{key}:ClientId is missing: it is what the provider calls this server.";
            }

            if (provider.ClientSecretFile is { } file && !File.Exists(file))
            {
                yield return $"{key}:ClientSecretFile is '{file}', which is no file.";
            }

            foreach (string group in provider.Groups.Values.Where(group => !Administration.IsName(group)))
            {
                yield return $"{key}:Groups leads to '{group}', which cannot name a group: use a lower-case letter, then at most 63 lower-case letters, digits, _ or -.";
            }

            foreach (string role in provider.Roles.Values.Where(role => !Administration.IsName(role) || role == Caller.AnonymousName))
            {
                yield return $"{key}:Roles leads to '{role}', which is no role that a user can have.";
            }

            if (!Enum.IsDefined(provider.CreateAccounts))
            {
                yield return $"{key}:CreateAccounts is {provider.CreateAccounts}; it must be Yes, Approval or No.";
            }
        }
    }
}

/// <summary>One OpenID provider.</summary>
public sealed class OpenIdProvider
{
    /// <summary>What its button says.</summary>
    public string? Title { get; set; }

    /// <summary>Its address.</summary>
    public string Authority { get; set; } = "";

    /// <summary>What it calls this server.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>File with the secret that it gave this server; none for a public client.</summary>
    public string? ClientSecretFile { get; set; }

    /// <summary>What is asked of it, with blanks between.</summary>
    public string Scopes { get; set; } = "openid profile email";

    /// <summary>Claim that a new account's name is made of.</summary>
    public string NameClaim { get; set; } = "preferred_username";

    /// <summary>Claim that lists groups.</summary>
    public string GroupsClaim { get; set; } = "groups";

    /// <summary>Groups here by groups there. Those that the provider brought follow it at each sign-in; those that an administrator gave stay.</summary>
    public IDictionary<string, string> Groups { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Roles here by groups there, likewise.</summary>
    public IDictionary<string, string> Roles { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Groups there of which one is needed; none for everybody.</summary>
    public IReadOnlyList<string> RequireGroups { get; set; } = [];

    /// <summary>What becomes of somebody who is new.</summary>
    public AccountCreation CreateAccounts { get; set; } = AccountCreation.Approval;
}

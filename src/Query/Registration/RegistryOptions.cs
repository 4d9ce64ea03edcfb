using System.Text.RegularExpressions;

namespace Hven.Query.Registration;

/// <summary>What is said of this service to the registries of the Virtual Observatory: section <c>Registry</c> of <c>hven.json</c>.</summary>
public sealed partial class RegistryOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Registry";

    /// <summary>Authority that the identifiers begin with, registered by whoever runs the service, for instance <c>org.example.survey</c>; without it there are no records.</summary>
    public string? Authority { get; set; }

    /// <summary>Title of the service.</summary>
    public string Title { get; set; } = "Survey data-access centre";

    /// <summary>What the service offers, in one or two sentences.</summary>
    public string Description { get; set; } = "Catalogues of a survey, queried in ADQL (TAP) and by cone search.";

    /// <summary>Who publishes it.</summary>
    public string? Publisher { get; set; }

    /// <summary>Who is asked when something is wrong.</summary>
    public string? ContactName { get; set; }

    /// <summary>Address of mail for that.</summary>
    public string? ContactEmail { get; set; }

    /// <summary>Page with documentation; null for the service's own page.</summary>
    public string? ReferenceUrl { get; set; }

    /// <summary>Subjects, in the words of the Unified Astronomy Thesaurus, with commas between.</summary>
    public string Subjects { get; set; } = "surveys, catalogs";

    /// <summary>What is wrong with the settings; one sentence a fault.</summary>
    public IEnumerable<string> Faults()
    {
        if (Authority is null)
        {
            yield break;
        }

        if (!AuthorityPattern().IsMatch(Authority))
        {
            yield return $"{Section}:Authority is '{Authority}'; it must have at least three letters, digits, dots or hyphens and begin with a letter or digit, for instance org.example.survey.";
        }

        foreach ((string key, string? value) in new[] { ("Publisher", Publisher), ("ContactName", ContactName), ("ContactEmail", ContactEmail) })
        {
            if (string.IsNullOrWhiteSpace(value))
            {
                yield return $"{Section}:{key} is not set; a registry record needs it, since {Section}:Authority is set.";
            }
        }

        if (ReferenceUrl is not null && !Uri.TryCreate(ReferenceUrl, UriKind.Absolute, out _))
        {
            yield return $"{Section}:ReferenceUrl is '{ReferenceUrl}'; it must be an address such as https://survey.example.org/.";
        }
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{2,}$")]
    private static partial Regex AuthorityPattern();
}

namespace Hven.Platform.Accounts;

/// <summary>Who may register.</summary>
public enum Registration
{
    /// <summary>Nobody: administrators make accounts.</summary>
    Off,

    /// <summary>Everybody; an administrator approves.</summary>
    Approval,

    /// <summary>Everybody.</summary>
    Open,
}

/// <summary>Accounts: section <c>Accounts</c> of <c>hven.json</c>.</summary>
public sealed class AccountOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Accounts";

    /// <summary>Who may register.</summary>
    public Registration Registration { get; set; } = Registration.Off;

    /// <summary>Roles of those who register.</summary>
    public IList<string> RegistrationRoles { get; } = ["default"];

    /// <summary>Whether who registers has to confirm an address for mail; null for yes if mail is sent.</summary>
    public bool? ConfirmMail { get; set; }

    /// <summary>Characters that a password has at least.</summary>
    public int PasswordLength { get; set; } = 10;

    /// <summary>Days after which a session that is not used ends.</summary>
    public int SessionDays { get; set; } = 14;

    /// <summary>Days that a token may last at most.</summary>
    public int TokenDays { get; set; } = 366;

    /// <summary>Wrong passwords for one account, or from one address, before a pause; pauses grow from a minute to an hour.</summary>
    public int Guesses { get; set; } = 10;

    /// <summary>What is wrong with the settings; one sentence a fault.</summary>
    /// <param name="sendsMail">Whether mail is sent.</param>
    public IEnumerable<string> Faults(bool sendsMail)
    {
        foreach ((string key, int value, int least, int most) in new[]
        {
            ("PasswordLength", PasswordLength, 8, 128), ("SessionDays", SessionDays, 1, 366), ("TokenDays", TokenDays, 1, 3660), ("Guesses", Guesses, 3, 1000),
        })
        {
            if (value < least || value > most)
            {
                yield return $"{Section}:{key} is {value}; it must be from {least} to {most}.";
            }
        }

        if (ConfirmMail == true && !sendsMail)
        {
            yield return $"{Section}:ConfirmMail is true, but no mail is sent: set Mail:Host.";
        }

        if (!Enum.IsDefined(Registration))
        {
            yield return $"{Section}:Registration is {Registration}; it must be Off, Approval or Open.";
        }
    }
}

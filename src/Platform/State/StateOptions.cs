namespace Hven.Platform.State;

/// <summary>Where state (accounts, jobs, audit) is kept: section <c>State</c> of <c>hven.json</c>.</summary>
public sealed class StateOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "State";

    /// <summary>Connection string of a PostgreSQL database, for instance <c>Host=db;Database=hven;Username=hven</c>; without it state is kept in <c>state.db</c> of the data directory.</summary>
    public string? Postgres { get; set; }

    /// <summary>File that holds the password of the PostgreSQL user, for which a secret is mounted.</summary>
    public string? PostgresPasswordFile { get; set; }

    /// <summary>What is wrong with the settings; one sentence a fault.</summary>
    public IEnumerable<string> Faults()
    {
        if (Postgres is { } text && string.IsNullOrWhiteSpace(text))
        {
            yield return $"{Section}:Postgres is empty; give a connection string, or leave the key out to keep state in state.db.";
        }

        if (PostgresPasswordFile is { } file && Postgres is null)
        {
            yield return $"{Section}:PostgresPasswordFile is '{file}', but {Section}:Postgres is not set.";
        }

        if (PostgresPasswordFile is { } path && !File.Exists(path))
        {
            yield return $"{Section}:PostgresPasswordFile is '{path}', which does not exist.";
        }
    }
}

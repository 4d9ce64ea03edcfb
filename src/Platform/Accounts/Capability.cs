namespace Hven.Platform.Accounts;

/// <summary>What a role lets its users do. Roles and tokens name these; modules ask for them.</summary>
public static class Capability
{
    /// <summary>Ask quick queries, and read the descriptions of the tables.</summary>
    public const string Query = "query";

    /// <summary>Run jobs.</summary>
    public const string Jobs = "jobs";

    /// <summary>Keep tables and files of one's own.</summary>
    public const string MyDb = "mydb";

    /// <summary>Cut out images.</summary>
    public const string Cutouts = "cutouts";

    /// <summary>See the footprint.</summary>
    public const string Footprint = "footprint";

    /// <summary>Make finding charts.</summary>
    public const string Charts = "charts";

    /// <summary>Use the pages of data analysis.</summary>
    public const string Analysis = "analysis";

    /// <summary>Run notebooks.</summary>
    public const string Labs = "labs";

    /// <summary>Run notebooks with a graphics processor.</summary>
    public const string LabsGpu = "labs.gpu";

    /// <summary>Label images on the wall.</summary>
    public const string Wall = "wall";

    /// <summary>Change one's own account: password, tokens, sessions.</summary>
    public const string Account = "account";

    /// <summary>See and change everything that is everybody's.</summary>
    public const string Admin = "admin";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Query, Jobs, MyDb, Cutouts, Footprint, Charts, Analysis, Labs, LabsGpu, Wall, Account, Admin];
}

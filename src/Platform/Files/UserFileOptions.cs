namespace Hven.Platform.Files;

/// <summary>Files of users: section <c>Files</c> of <c>hven.json</c>.</summary>
public sealed class UserFileOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Files";

    /// <summary>Size of one file in MiB at most.</summary>
    public int MaxFileMiB { get; set; } = 102_400;

    /// <summary>Files that one user may keep.</summary>
    public int MaxFiles { get; set; } = 200_000;

    /// <summary>Days that a link to a file may last at most.</summary>
    public int MaxLinkDays { get; set; } = 90;

    /// <summary>Files of one user that may come in pieces at a time.</summary>
    public int Uploads { get; set; } = 100;

    /// <summary>Hours after which a file that comes in pieces is given up when no more comes.</summary>
    public int UploadHours { get; set; } = 48;

    /// <summary>Files in one archive at most.</summary>
    public int ArchiveFiles { get; set; } = 100_000;

    /// <summary>Archives that are made at one time; more are refused with status 503.</summary>
    public int Archives { get; set; } = 16;

    /// <summary>What is wrong with the settings; one sentence a fault.</summary>
    public IEnumerable<string> Faults()
    {
        foreach ((string key, int value, int most) in new[] { ("MaxFileMiB", MaxFileMiB, int.MaxValue), ("MaxFiles", MaxFiles, 100_000_000), ("MaxLinkDays", MaxLinkDays, 3660), ("Uploads", Uploads, 100_000), ("UploadHours", UploadHours, 8784), ("ArchiveFiles", ArchiveFiles, 10_000_000), ("Archives", Archives, 10_000) })
        {
            if (value < 1 || value > most)
            {
                yield return $"{Section}:{key} is {value}; it must be from 1 to {most}.";
            }
        }
    }
}

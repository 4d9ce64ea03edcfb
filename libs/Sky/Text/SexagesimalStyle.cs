namespace Hven.Sky;

/// <summary>What stands between hours or degrees, minutes and seconds.</summary>
public enum SexagesimalStyle
{
    /// <summary><c>00:42:44.3</c>.</summary>
    Colons,

    /// <summary><c>00h42m44.3s</c>.</summary>
    Units,

    /// <summary><c>00 42 44.3</c>.</summary>
    Blanks,

    /// <summary><c>004244.3</c>.</summary>
    Compact,
}

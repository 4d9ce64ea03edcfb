using Hven.Sky;

namespace Hven.Adql;

/// <summary>The frames that ivo_geom_transform knows, by their names in the IVOA vocabulary of reference frames.</summary>
public static class AdqlFrames
{
    // The function is a rotation by its definition: FK4 is taken without its E-terms, so that circles stay round.
    private static readonly Dictionary<string, Frame> s_frames = new(StringComparer.Ordinal)
    {
        ["ICRS"] = Frame.Icrs,
        ["FK5"] = Frame.Fk5J2000,
        ["FK4"] = Frame.Fk4NoETerms(Instant.B1950),
        ["GALACTIC"] = Frame.Galactic,
        ["SUPER_GALACTIC"] = Frame.Supergalactic,
        ["ECLIPTIC"] = Frame.EclipticJ2000,
    };

    /// <summary>The names; their case matters.</summary>
    public static IReadOnlyCollection<string> Names => s_frames.Keys;

    /// <summary>The way from one frame to another; null when there is no frame of a name.</summary>
    /// <param name="from">Name of the one.</param>
    /// <param name="to">Name of the other.</param>
    public static FrameTransform? Find(string from, string to) =>
        s_frames.TryGetValue(from, out Frame? source) && s_frames.TryGetValue(to, out Frame? target) ? new FrameTransform(source, target) : null;
}

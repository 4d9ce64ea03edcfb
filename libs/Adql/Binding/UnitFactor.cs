namespace Hven.Adql.Binding;

/// <summary>Factors between units of one dimension.</summary>
internal static class UnitFactor
{
    /// <summary>Whether a text is a unit (VOUnits 1.1); the empty one, of what has none, is not.</summary>
    public static bool IsKnown(string unit) => VoUnit.TryParse(unit) is not null;

    /// <summary>What a number in one unit is multiplied by to be in the other; null when they differ in kind or one is unknown.</summary>
    public static double? Between(string from, string to)
    {
        if (VoUnit.TryParse(from) is not { } a || VoUnit.TryParse(to) is not { } b || !a.IsOfOneKindAs(b))
        {
            return null;
        }

        return from == to ? 1 : a.Size / b.Size;
    }

    /// <summary>Whether two units are known, and of different kinds; what has no unit is of no kind.</summary>
    public static bool Clash(string? one, string? other) =>
        one is not null && other is not null && VoUnit.TryParse(one) is { } a && VoUnit.TryParse(other) is { } b && !a.IsOfOneKindAs(b);
}

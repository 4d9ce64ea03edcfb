namespace Hven.Sky;

/// <summary>A region as STC-S writes it: an <see cref="StcsShape"/>, or an <see cref="StcsCompound"/> of others.</summary>
public abstract record StcsRegion
{
    private protected StcsRegion(StcsSystem system) => System = system;

    /// <summary>What it says of its coordinates.</summary>
    public StcsSystem System { get; }

    /// <summary>The region in the ICRS; parts that name no frame are in that of what is around them.</summary>
    public Region ToRegion() => ToRegion(default);

    /// <summary>The text; see <see cref="StcsText.Format"/>.</summary>
    public sealed override string ToString() => StcsText.Format(this);

    /// <summary>The region in the ICRS, inside one of another system.</summary>
    internal abstract Region ToRegion(StcsSystem outer);

    private protected StcsSystem Within(StcsSystem outer) => System.Frame == StcsFrame.NotGiven ? outer : System;
}

namespace Hven.Sky.Tests;

/// <summary>The column forms allocate nothing, whatever the number of rows.</summary>
public sealed class AllocationTests
{
    private readonly double[] _first = new double[1000];
    private readonly double[] _second = [.. Enumerable.Range(0, 1000).Select(i => 50_000.0 + i)];
    private readonly double[] _third = new double[1000];
    private readonly double[] _fourth = new double[1000];

    [Fact]
    public void Column_forms_allocate_nothing()
    {
        var here = new SkyCoord(120, 30);
        var transform = new FrameTransform(Frame.Fk4B1950, Frame.Ecliptic(Instant.J2000));
        Instant epoch = Instant.FromJulianYear(2016);
        AssertNothing(() => here.SeparationsTo(_first, _third, _fourth));
        AssertNothing(() => here.PositionAnglesTo(_first, _third, _fourth));
        AssertNothing(() => here.OffsetsBy(_first, _second, _third, _fourth));
        AssertNothing(() => SkyCoord.Separations(_first, _first, _third, _fourth, _third));
        AssertNothing(() => transform.ApplyMany(_first, _first, _third, _fourth));
        AssertNothing(() => ModifiedJulianDates.Convert(_second, TimeScale.Utc, TimeScale.Tdb, _third));
        AssertNothing(() => EpochPropagation.Propagate(
            new AstrometryColumns { RaDegrees = _first, DecDegrees = _first, ProperMotionEast = _second, ProperMotionNorth = _second },
            epoch, Instant.J2000, _third, _fourth));
    }

    private static void AssertNothing(Action work)
    {
        // The first run may make what is made once.
        work();
        long before = GC.GetAllocatedBytesForCurrentThread();
        work();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}

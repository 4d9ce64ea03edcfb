using Hven.Adql.Syntax;
using Hven.Sky;

namespace Hven.Adql.Binding;

internal sealed partial class Binder
{
    // The cells of a coverage become part of the engine's text.
    private const int MaximumMocRanges = 20_000;

    // To tell exactly which cells a region touches takes up to a millisecond a range, while the query is only being read.
    private const int MaximumCoverRanges = 2000;
    private const int MaximumCovers = 10;

    private int _covers;

    private BoundExpression BindRelation(CallSyntax call, bool isContains, IReadOnlyList<ExpressionSyntax> arguments, ExpressionContext context)
    {
        BoundExpression a = BindShape(arguments[0], context);
        BoundExpression b = BindShape(arguments[1], context);
        if (a is BoundError || b is BoundError)
        {
            return new BoundError();
        }

        // INTERSECTS with a point is CONTAINS with the point in front (ADQL 2.1, section 4.2.16).
        (a, b) = !isContains && b is BoundPoint ? (b, a) : (a, b);
        bool isPoint = a is BoundPoint;
        Region? one = ConstantRegion.TryCreate(a, out _);
        Region? other = ConstantRegion.TryCreate(b, out _);
        if (one is not null && other is not null)
        {
            if ((one is MocRegion || other is MocRegion) && !isPoint && !TakeCover(call.Span))
            {
                return new BoundError();
            }

            return RelateConstants(call, isContains || isPoint, one, other);
        }

        if (!isPoint && IsUndecided(isContains, a, b))
        {
            return Unsupported(
                call.Span,
                $"{call.Function.Name.ToUpperInvariant()} of {Description(a)} and {Description(b)} is not offered where one depends on a row. Offered are points, circles, boxes and polygons in all pairs.");
        }

        return Call(isContains || isPoint ? BoundFunction.Contains : BoundFunction.Intersects, AdqlType.Integer, a, b);
    }

    private BoundExpression RelateConstants(CallSyntax call, bool isContains, Region one, Region other)
    {
        try
        {
            if ((isContains ? other.Contains(one) : other.Intersects(one)) is { } holds)
            {
                return BoundLiteral.Integer(holds ? 1 : 0);
            }

            return Unsupported(call.Span, $"{call.Function.Name.ToUpperInvariant()} is not offered for these two regions; it is for points, circles, boxes and polygons in all pairs.");
        }
        catch (ArgumentException e)
        {
            // A coverage of a fine order and a large region: the library says which order is too fine.
            return Unsupported(call.Span, e.Message.Split(" (Parameter", 2)[0]);
        }
    }

    /// <summary>Whether a constant region that is put together leaves a doubt about shapes that are known only with their rows.</summary>
    private static bool IsUndecided(bool isContains, BoundExpression a, BoundExpression b) => (a, b) switch
    {
        (BoundRegion first, _) => !IsDecided(first.Region, isContains, isContains),
        (_, BoundRegion second) => !IsDecided(second.Region, false, isContains),
        _ => false,
    };

    /// <summary>By the rules of <see cref="RegionRelation"/>: which of a region's parts answer for it.</summary>
    private static bool IsDecided(Region region, bool isInner, bool isContains) => (region, isContains, isInner) switch
    {
        (Union union, _, _) when !isContains || isInner => union.Parts.All(part => IsDecided(part, isInner, isContains)),
        (Intersection intersection, true, false) => intersection.Parts.All(part => IsDecided(part, isInner, isContains)),
        (Complement complement, true, false) => IsDecided(complement.Region, false, false),
        (Complement complement, false, _) => IsDecided(complement.Region, false, true),
        (SkyPoint or Circle or Box or Polygon, _, _) => true,
        _ => false,
    };

    private static string Description(BoundExpression shape) => shape is BoundRegion { Region: MocRegion } ? "a coverage map" : shape.Type.Describe();

    /// <summary>MOC('4/12 13') or MOC(order, region).</summary>
    private BoundExpression BindMoc(IReadOnlyList<ExpressionSyntax> arguments, ExpressionContext context)
    {
        try
        {
            if (arguments.Count == 1)
            {
                return arguments[0] is LiteralSyntax { Value: string text }
                    ? MakeMoc(MocAscii.Parse<SpaceDimension>(text), arguments[0].Span)
                    : Unsupported(arguments[0].Span, "MOC takes its cells as a text such as '4/12 13 5/7', not an expression.");
            }

            BoundExpression order = BindNumber(arguments[0], context, "The order of a MOC");
            BoundExpression shape = BindShape(arguments[1], context);
            if (order is BoundError || shape is BoundError)
            {
                return new BoundError();
            }

            if (Constant.TryFold(order)?.Value is not (long and >= 0 and <= Healpix.MaxOrder and var level))
            {
                return Mismatch(arguments[0].Span, $"The order of a MOC is a whole number from 0 to {Healpix.MaxOrder}, not an expression.");
            }

            return ConstantRegion.TryCreate(shape, out _) switch
            {
                not null when !TakeCover(arguments[1].Span) => new BoundError(),
                null => Unsupported(arguments[1].Span, "MOC takes a region of constants; for rows use ivo_healpix_index(order, ra, dec)."),
                MocRegion moc => MakeMoc(moc.Moc.Degrade((int)Math.Min(level, moc.Moc.Order)), arguments[1].Span),
                Region region => MakeMoc(SpaceMoc.FromPixels((int)level, HealpixCover.Overlapping(region, (int)level, MaximumCoverRanges)), arguments[1].Span),
            };
        }
        catch (MocFormatException e)
        {
            diagnostics.Error(DiagnosticCodes.ValueOutOfRange, arguments[0].Span, $"This is no coverage map: {e.Message}");
            return new BoundError();
        }
        catch (ArgumentException e)
        {
            // Too many cells: the library says so, and what to do.
            diagnostics.Error(DiagnosticCodes.LimitExceeded, arguments[0].Span, e.Message.Split(" (Parameter", 2)[0]);
            return new BoundError();
        }
    }

    private bool TakeCover(SourceSpan span)
    {
        if (++_covers <= MaximumCovers)
        {
            return true;
        }

        diagnostics.Error(DiagnosticCodes.LimitExceeded, span, $"A query can make at most {MaximumCovers} coverage maps of regions; write the cells out, as in MOC('4/12 13').");
        return false;
    }

    private BoundExpression MakeMoc(Moc<SpaceDimension> moc, SourceSpan span)
    {
        if (moc.RangeCount > MaximumMocRanges)
        {
            diagnostics.Error(DiagnosticCodes.LimitExceeded, span, $"A coverage map can have at most {MaximumMocRanges} ranges of cells; this has {moc.RangeCount}. Choose a coarser order.");
            return new BoundError();
        }

        return new BoundRegion(new MocRegion(moc), MocAscii.Write(moc));
    }
}

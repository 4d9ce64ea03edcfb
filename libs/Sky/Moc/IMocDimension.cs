namespace Hven.Sky;

/// <summary>
/// A dimension that a MOC discretises (MOC 2.0, section 3): at order 0 there are some cells, and each is divided alike from order to order.
/// A coverage is written once, with the dimension as a type parameter.
/// </summary>
public interface IMocDimension
{
    /// <summary>The finest order.</summary>
    static abstract int MaxOrder { get; }

    /// <summary>Binary logarithm of the number of cells that a cell is divided into.</summary>
    static abstract int BitsPerOrder { get; }

    /// <summary>Cells at order 0.</summary>
    static abstract long BaseCells { get; }

    /// <summary>Letter that stands before cells of this dimension in texts (MOC 2.0, sections 4.3.2 and 5.1).</summary>
    static abstract char Prefix { get; }

    /// <summary>Value of MOCDIM in FITS files (MOC 2.0, section 6).</summary>
    static abstract string FitsName { get; }

    /// <summary>Keyword of the order in FITS files (MOC 2.0, section 6).</summary>
    static abstract string FitsOrderKeyword { get; }
}

/// <summary>The sky: NESTED HEALPix pixels in ICRS, orders 0 to 29 (MOC 2.0, section 3.1).</summary>
public readonly struct SpaceDimension : IMocDimension
{
    /// <inheritdoc/>
    public static int MaxOrder => Healpix.MaxOrder;

    /// <inheritdoc/>
    public static int BitsPerOrder => 2;

    /// <inheritdoc/>
    public static long BaseCells => 12;

    /// <inheritdoc/>
    public static char Prefix => 's';

    /// <inheritdoc/>
    public static string FitsName => "SPACE";

    /// <inheritdoc/>
    public static string FitsOrderKeyword => "MOCORD_S";
}

/// <summary>Time: halved intervals in TCB from Julian date 0, down to a microsecond at order 61 (MOC 2.0, section 3.2).</summary>
public readonly struct TimeDimension : IMocDimension
{
    /// <inheritdoc/>
    public static int MaxOrder => 61;

    /// <inheritdoc/>
    public static int BitsPerOrder => 1;

    /// <inheritdoc/>
    public static long BaseCells => 2;

    /// <inheritdoc/>
    public static char Prefix => 't';

    /// <inheritdoc/>
    public static string FitsName => "TIME";

    /// <inheritdoc/>
    public static string FitsOrderKeyword => "MOCORD_T";
}

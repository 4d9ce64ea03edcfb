namespace Hven.Adql.Binding;

/// <summary>The operators and scalar functions a bound expression can hold. Angles are in degrees unless said.</summary>
public enum BoundFunction
{
    /// <summary>Sum of two numbers; of integers, as 64-bit integer.</summary>
    Add,

    /// <summary>Difference of two numbers.</summary>
    Subtract,

    /// <summary>Product of two numbers.</summary>
    Multiply,

    /// <summary>Quotient of two numbers; of integers, cut off towards zero. NULL when an integer is divided by zero.</summary>
    Divide,

    /// <summary>A number with the opposite sign.</summary>
    Negate,

    /// <summary>Texts one behind the other.</summary>
    Concatenate,

    /// <summary>a = b.</summary>
    Equal,

    /// <summary>a &lt;&gt; b.</summary>
    NotEqual,

    /// <summary>a &lt; b.</summary>
    Less,

    /// <summary>a &lt;= b.</summary>
    LessOrEqual,

    /// <summary>a &gt; b.</summary>
    Greater,

    /// <summary>a &gt;= b.</summary>
    GreaterOrEqual,

    /// <summary>All of any number of conditions.</summary>
    And,

    /// <summary>One of any number of conditions.</summary>
    Or,

    /// <summary>The opposite of a condition.</summary>
    Not,

    /// <summary>Whether a value is null.</summary>
    IsNull,

    /// <summary>Whether the first is not below the second and not above the third.</summary>
    Between,

    /// <summary>Whether the first equals one of the others.</summary>
    In,

    /// <summary>Whether a text matches a pattern with % and _; there is no escape character.</summary>
    Like,

    /// <summary>The same, whatever the case.</summary>
    ILike,

    /// <summary>The first that is not null.</summary>
    Coalesce,

    /// <summary>The first, or null when it equals the second; an extension.</summary>
    NullIf,

    /// <summary>A text in lower case.</summary>
    Lower,

    /// <summary>A text in upper case.</summary>
    Upper,

    /// <summary>Absolute value.</summary>
    Abs,

    /// <summary>Smallest whole number not below.</summary>
    Ceiling,

    /// <summary>Largest whole number not above.</summary>
    Floor,

    /// <summary>Nearest number with so many decimals (0 without second argument).</summary>
    Round,

    /// <summary>Number cut off behind so many decimals (0 without second argument).</summary>
    Truncate,

    /// <summary>Sign: -1, 0 or 1; an extension.</summary>
    Sign,

    /// <summary>Remainder of a division, with the sign of the dividend.</summary>
    Mod,

    /// <summary>e to the power of the argument.</summary>
    Exp,

    /// <summary>Natural logarithm; null where there is none.</summary>
    Log,

    /// <summary>Decimal logarithm; null where there is none.</summary>
    Log10,

    /// <summary>First to the power of the second.</summary>
    Power,

    /// <summary>Square root; null below zero.</summary>
    Sqrt,

    /// <summary>The number pi.</summary>
    Pi,

    /// <summary>A random number from 0 to 1.</summary>
    Rand,

    /// <summary>Degrees of an angle in radians.</summary>
    Degrees,

    /// <summary>Radians of an angle in degrees.</summary>
    Radians,

    /// <summary>Arc cosine in radians; null outside -1 to 1.</summary>
    Acos,

    /// <summary>Arc sine in radians; null outside -1 to 1.</summary>
    Asin,

    /// <summary>Arc tangent in radians.</summary>
    Atan,

    /// <summary>Angle of the point (second, first) in radians.</summary>
    Atan2,

    /// <summary>Cosine of an angle in radians.</summary>
    Cos,

    /// <summary>Cotangent of an angle in radians.</summary>
    Cot,

    /// <summary>Sine of an angle in radians.</summary>
    Sin,

    /// <summary>Tangent of an angle in radians.</summary>
    Tan,

    /// <summary>The bits that both whole numbers have.</summary>
    BitAnd,

    /// <summary>The bits that one of two whole numbers has.</summary>
    BitOr,

    /// <summary>The bits that one of two whole numbers has and the other has not.</summary>
    BitXor,

    /// <summary>The bits that a whole number has not.</summary>
    BitNot,

    /// <summary>1 when a text matches a pattern, whatever the case, else 0.</summary>
    NoCaseMatch,

    /// <summary>1 when all words of the second text are words of the first, whatever the case, else 0.</summary>
    HasWord,

    /// <summary>1 when the second text is one of the terms between the hash signs of the first, whatever the case, else 0.</summary>
    HashListHas,

    /// <summary>1 when the intervals from 1st to 2nd and from 3rd to 4th have a number in common, else 0.</summary>
    IntervalOverlaps,

    /// <summary>The Julian Date of a timestamp; null where the text is none.</summary>
    JulianDate,

    /// <summary>The Modified Julian Date of a timestamp; null where the text is none.</summary>
    ModifiedJulianDate,

    /// <summary>Degrees of an angle as text in hours, minutes and seconds; null where the text is none.</summary>
    DegreesOfHours,

    /// <summary>Degrees of an angle as text in degrees, minutes and seconds; null where the text is none.</summary>
    DegreesOfDegrees,

    /// <summary>A random number from the normal distribution with mean and standard deviation.</summary>
    NormalRandom,

    /// <summary>Great-circle distance of the positions (1st, 2nd) and (3rd, 4th argument).</summary>
    Distance,

    /// <summary>1 when the first geometry lies in the second, else 0.</summary>
    Contains,

    /// <summary>1 when two geometries share a position, else 0.</summary>
    Intersects,

    /// <summary>Area of a geometry in square degrees.</summary>
    Area,

    /// <summary>Centre of mass of a geometry, as a point.</summary>
    Centroid,

    /// <summary>A number of a geometry: the first is its serialisation (DALI 1.1, section 3.3), the second the index from 1.</summary>
    Coordinate,

    /// <summary>The NESTED HEALPix pixel of the order that is the first argument, at the position (2nd, 3rd).</summary>
    HealpixIndex,

    /// <summary>The centre of the NESTED HEALPix pixel (2nd) of an order (1st); null where there is none.</summary>
    HealpixCenter,

    /// <summary>
    /// Right ascension, declination, parallax, proper motions and radial velocity at another epoch. Arguments: ra, dec in degrees, parallax in
    /// mas, proper motions in mas a year, radial velocity in km/s, epoch and other epoch in Julian years.
    /// </summary>
    EpochPropagation,

    /// <summary>The point of <see cref="EpochPropagation"/>.</summary>
    EpochPosition,

    /// <summary>The point where a source is after some years: ra, dec, proper motions in degrees a year, years.</summary>
    ApplyProperMotion,

    /// <summary>A geometry (3rd) in another frame; the names of the frames come first.</summary>
    Transform,
}

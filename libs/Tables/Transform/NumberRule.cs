namespace Hven.Tables.Transform;

/// <summary>Which type holds the numbers of a database column declared <c>NUMBER(precision, scale)</c>, as easyaccess wrote them to files.</summary>
public static class NumberRule
{
    /// <summary>The narrowest type of the rule: without both digits binary64; without a fraction 16 bits to 4 digits, 32 to 9, else 64; with one binary32 to 6 digits, else binary64.</summary>
    /// <param name="precision">Decimal digits in all, 1 to 38; <see langword="null"/> if not declared.</param>
    /// <param name="scale">Digits after the point; <see langword="null"/> if not declared.</param>
    /// <remarks>Beyond 15 digits with a fraction easyaccess asked for 16-byte floats, which FITS and Parquet lack: here it is binary64.</remarks>
    public static ElementType TypeOf(int? precision, int? scale)
    {
        if (precision is not { } digits || scale is not { } fraction)
        {
            return ElementType.Float64;
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(digits, nameof(precision));
        return fraction == 0
            ? digits <= 4 ? ElementType.Int16 : digits <= 9 ? ElementType.Int32 : ElementType.Int64
            : digits <= 6 ? ElementType.Float32 : ElementType.Float64;
    }
}

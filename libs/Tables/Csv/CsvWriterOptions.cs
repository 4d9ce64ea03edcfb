namespace Hven.Tables.Csv;

/// <summary>How a text table is to be written.</summary>
public sealed record CsvWriterOptions
{
    /// <summary>The byte between cells: <c>,</c> <c>;</c> tab, <c>|</c> or space.</summary>
    public byte Separator { get; init; } = (byte)',';

    /// <summary>
    /// Digits after the point, 0 to 15, by name of floating-point columns: rounded half away from zero, which is faster and shorter than the default of
    /// the shortest decimal that reads back to the same value. Values of 10^15 and more, and those not finite, keep the default.
    /// </summary>
    public IReadOnlyDictionary<string, int>? FractionDigits { get; init; }
}

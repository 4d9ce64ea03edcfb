using ParquetSharp;

namespace Hven.Tables.Parquet;

/// <summary>Dates and times of Parquet as ISO 8601 text, with as many decimals as the unit holds.</summary>
internal static class ParquetTime
{
    private const string Fault = "PARQUET-TIME";
    private const int JulianDayOfEpoch = 2_440_588;

    public static string FormatDate(int days) => IsoTime.Date(days, Fault);

    public static string FormatTimestamp(long value, TimeUnit unit) => IsoTime.Timestamp(value, Decimals(unit), Fault);

    public static string FormatInt96(Int96 value)
    {
        long nanoseconds = (uint)value.A | ((long)value.B << 32);
        return IsoTime.Date((long)value.C - JulianDayOfEpoch, Fault) + "T" + IsoTime.TimeOfDay(nanoseconds, 9, Fault);
    }

    public static string FormatTimeOfDay(long value, TimeUnit unit) => IsoTime.TimeOfDay(value, Decimals(unit), Fault);

    private static int Decimals(TimeUnit unit) => unit switch
    {
        TimeUnit.Millis => 3,
        TimeUnit.Micros => 6,
        TimeUnit.Nanos => 9,
        _ => throw new TableFormatException(Fault, $"The time unit {unit} is unknown."),
    };
}

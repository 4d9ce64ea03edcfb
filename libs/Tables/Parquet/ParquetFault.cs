using ParquetSharp;

namespace Hven.Tables.Parquet;

/// <summary>Turns what the native reader throws on damaged files into the library's own exception.</summary>
internal static class ParquetFault
{
    public static T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception fault) when (fault is ParquetException or OverflowException or InvalidCastException or FormatException)
        {
            throw new TableFormatException("PARQUET-DAMAGED", $"The file is not Parquet, or is damaged: {fault.Message}", fault);
        }
    }

    public static void Guard(Action read) => Guard(() =>
    {
        read();
        return true;
    });
}

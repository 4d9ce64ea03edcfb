namespace Hven.Tables.Hdf5;

/// <summary>The faults of HDF5 files.</summary>
internal static class Hdf5Fault
{
    public static TableFormatException Damaged(string what) => new("HDF5-DAMAGED", $"The HDF5 file is damaged: {what}.");

    public static TableFormatException Unsupported(string what) => new("HDF5-UNSUPPORTED", $"The HDF5 file cannot be read: {what}.");

    /// <summary>Runs a read of structures; what damage leads outside of their bytes or their numbers is reported as damage.</summary>
    public static T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception fault) when (fault is ArgumentException or IndexOutOfRangeException or OverflowException or EndOfStreamException)
        {
            throw new TableFormatException("HDF5-DAMAGED", $"The HDF5 file is damaged: {fault.Message}", fault);
        }
    }
}

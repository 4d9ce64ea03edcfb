namespace Hven.Tables.Arrow;

/// <summary>Turns what the format's library throws on damaged files into the library's own exception.</summary>
internal static class ArrowFault
{
    /// <summary>Runs a read. Which exceptions the library throws on which damage is not documented, so that all but those of the stream, of the memory and of a stop count.</summary>
    public static async ValueTask<T> GuardAsync<T>(Func<ValueTask<T>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not (TableFormatException or OperationCanceledException or OutOfMemoryException) && (fault is not IOException || fault is EndOfStreamException or InvalidDataException))
        {
            throw new TableFormatException("ARROW-DAMAGED", $"The source is not Arrow, or is damaged: {fault.Message}", fault);
        }
    }
}

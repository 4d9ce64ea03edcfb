namespace Hven.Tables;

/// <summary>A table could not be read or written: what is wrong, and where.</summary>
public sealed class TableFormatException : Exception
{
    /// <summary>Reports a fault.</summary>
    /// <param name="code">Stable code, for instance <c>VOT-XML</c>, <c>FITS-TRUNCATED</c>, <c>CSV-RAGGED</c>.</param>
    /// <param name="message">What is wrong, with the offending value, where (line and column, row, HDU, byte offset) and what to do.</param>
    /// <param name="innerException">What the failure came from, if anything.</param>
    public TableFormatException(string code, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Code = code;
    }

    /// <summary>Stable code of the fault.</summary>
    public string Code { get; }
}

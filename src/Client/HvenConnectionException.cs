namespace Hven.Client;

/// <summary>What is wrong with a connection.</summary>
public enum ConnectionFault
{
    /// <summary>Nothing answers at the address.</summary>
    Unreachable,

    /// <summary>The answer broke off, or did not come.</summary>
    CutOff,

    /// <summary>What answers does not speak Hven's API.</summary>
    NotHven,
}

/// <summary>No complete answer came from the server.</summary>
public sealed class HvenConnectionException : Exception
{
    /// <summary>Makes a failure.</summary>
    /// <param name="fault">What is wrong.</param>
    /// <param name="message">The same for people.</param>
    /// <param name="innerException">What it came from, if anything.</param>
    public HvenConnectionException(ConnectionFault fault, string message, Exception? innerException = null)
        : base(message, innerException) => Fault = fault;

    /// <summary>What is wrong.</summary>
    public ConnectionFault Fault { get; }
}

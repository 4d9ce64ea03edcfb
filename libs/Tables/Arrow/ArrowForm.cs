namespace Hven.Tables.Arrow;

/// <summary>The two formats of Arrow's inter-process communication (Arrow columnar format 1.5, "Serialization and IPC").</summary>
public enum ArrowForm
{
    /// <summary>The streaming format: read from front to back.</summary>
    Stream,

    /// <summary>The file format, Feather 2: the streaming format between marks, with a footer by which batches can be reached at random.</summary>
    File,
}

namespace Hven.Client;

/// <summary>A table of the caller.</summary>
/// <param name="Name">Its name, as in queries.</param>
/// <param name="Description">What it is.</param>
/// <param name="RowCount">Rows.</param>
/// <param name="Bytes">Bytes on the server's disk.</param>
/// <param name="Created">When it was made or last changed.</param>
/// <param name="HasPosition">Whether its rows have positions.</param>
/// <param name="Groups">Groups whose members may read it.</param>
public sealed record MyTable(string Name, string? Description, long RowCount, long Bytes, DateTimeOffset Created, bool HasPosition, IReadOnlyList<string> Groups);

/// <summary>The tables of the caller.</summary>
/// <param name="Tables">The tables.</param>
/// <param name="UsedBytes">Bytes that tables and jobs take.</param>
/// <param name="MaxBytes">Bytes that they may take; absent when there is no limit.</param>
public sealed record MyTablesResponse(IReadOnlyList<MyTable> Tables, long UsedBytes, long? MaxBytes = null);

/// <summary>A table of the caller with its columns.</summary>
/// <param name="Table">The table.</param>
/// <param name="Columns">Its columns.</param>
public sealed record MyTableDetail(MyTable Table, IReadOnlyList<ColumnDescription> Columns);

/// <summary>An upload that is read as a job.</summary>
/// <param name="JobId">The job.</param>
public sealed record MyUploadJob(string JobId);

/// <summary>What changes of a table; what is absent stays.</summary>
/// <param name="Name">Its new name.</param>
/// <param name="Description">What it is; empty to take it away.</param>
/// <param name="Columns">Descriptions of columns by their names.</param>
/// <param name="Groups">Groups of yours whose members may read it, all of them.</param>
public sealed record ChangeMyTableRequest(string? Name = null, string? Description = null, IReadOnlyDictionary<string, string>? Columns = null, IReadOnlyList<string>? Groups = null);

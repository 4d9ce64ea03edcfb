namespace Hven.Client;

/// <summary>A file of the caller.</summary>
/// <param name="Path">Its name with its folders.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="MediaType">What it is, as far as its name tells.</param>
/// <param name="Sha256">Its SHA-256 in lower-case hexadecimal digits.</param>
/// <param name="Modified">When it came.</param>
public sealed record FileDescription(string Path, long Bytes, string MediaType, string Sha256, DateTimeOffset Modified);

/// <summary>A page of the caller's files.</summary>
/// <param name="Files">The files in the order of their names.</param>
/// <param name="UsedBytes">Bytes that files, tables and jobs take.</param>
/// <param name="Next">What to give as <c>after</c> for the next page; absent at the end.</param>
/// <param name="MaxBytes">Bytes that they may take.</param>
public sealed record FilesResponse(IReadOnlyList<FileDescription> Files, long UsedBytes, string? Next = null, long? MaxBytes = null);

/// <summary>A file's new name.</summary>
/// <param name="From">Its name.</param>
/// <param name="To">The new one.</param>
public sealed record MoveFileRequest(string From, string To);

/// <summary>A link to make.</summary>
/// <param name="Path">The file.</param>
/// <param name="Days">Days that the link lasts.</param>
public sealed record FileLinkRequest(string Path, int? Days = null);

/// <summary>A link to a file.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Path">The file.</param>
/// <param name="Expires">When it ends.</param>
/// <param name="Href">The link itself, told once.</param>
public sealed record FileLink(long Id, string Path, DateTimeOffset Expires, string? Href = null);

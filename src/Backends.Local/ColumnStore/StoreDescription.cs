using Hven.Tables;

namespace Hven.Backends.Local.ColumnStore;

/// <summary>What <c>store.json</c> says of a folder of mapped columns.</summary>
internal sealed record StoreDescription
{
    public const string FileName = "store.json";

    /// <summary>Raised when the layout changes; a store of another version is not used.</summary>
    public const int CurrentVersion = 1;

    public required int Version { get; init; }

    public required long RowCount { get; init; }

    public required IReadOnlyList<StoredColumnDescription> Columns { get; init; }

    /// <summary>Whether <c>ids.u64</c> and <c>id-rows.u32</c> are there.</summary>
    public required bool HasIdIndex { get; init; }
}

/// <summary>One column of a store: <c>N.values</c>, and <c>N.valid</c> and <c>N.offsets</c> when it has nulls or is text.</summary>
internal sealed record StoredColumnDescription(string Name, ElementType Type, bool HasNulls);

using System.Text.RegularExpressions;

namespace Hven.Tables.Tests.Matrix;

/// <summary>What a format cannot carry, and what becomes of it.</summary>
/// <param name="Format">Names of the formats, as a regular expression.</param>
/// <param name="Types">The types, as a regular expression.</param>
/// <param name="Kinds">The kinds of case, as a regular expression.</param>
/// <param name="Why">The reason, for who reads the table of limits.</param>
internal sealed partial record MatrixLimit(string Format, string Types, string Kinds, string Why)
{
    /// <summary>Whether the writer refuses it and names the column.</summary>
    public bool Refused { get; init; }

    /// <summary>The type that the column comes back with.</summary>
    public ElementType? Becomes { get; init; }

    /// <summary>The shape that the column comes back with, in the form of arraysize.</summary>
    public string? Shape { get; init; }

    /// <summary>What a cell comes back as; takes the cell in the form of <see cref="Cells"/>.</summary>
    public Func<string, string>? Cell { get; init; }

    /// <summary>All limits: what is not here comes back as it went in. One line each.</summary>
    public static IReadOnlyList<MatrixLimit> All { get; } =
    [
        new("hdf5", ".*", "variable.*", "The tables of PyTables have no arrays of varying length.") { Refused = true },
        new("parquet", "String", "fixed.*|.*matrix", "VOTable, in whose words VOParquet speaks, has arrays of texts of known width only.") { Shape = "*" },
        new("ecsv", "Complex.*", "fixed.*|.*matrix|variable.*", "Arrays are JSON, which has no complex numbers.") { Refused = true },
        new("ecsv|csv", "String", "NUL inside", "A file with NUL is taken for a binary one.") { Refused = true },

        new("fits", "String", "trailing blank", "FITS fills texts up with blanks.") { Cell = cell => cell.Replace("x '", "x'", StringComparison.Ordinal) },
        new("fits", "String", "NUL inside", "NUL ends a text in FITS.") { Refused = true },
        new("fits", ".*", "variable matrix", "TDIM has fixed axes only.") { Shape = "*" },
        new("fits|vot.*", "Float.*|Complex.*", ".*null.*", "Missing floats are NaN.") { Cell = NanForNull },
        new("fits", "String", "fixed.*|.*matrix|variable.*", "FITS has arrays of texts of known width only.") { Refused = true },
        new("fits|vot.*", ".*", "fixed, null row", "An array without a value is one whose elements have none.") { Cell = cell => ElementsForRow(NanForNull(cell)) + "|" + ElementsForRow(cell) },
        new("fits|vot BINARY", ".*", "variable, null row", "An array of no elements stands for none.") { Cell = cell => cell == "~" ? "[]" : cell },

        new("vot.*", "Int8", ".*", "VOTable has no signed bytes.") { Becomes = ElementType.Int16 },
        new("vot.*", "UInt16", ".*", "VOTable has no unsigned integers but bytes.") { Becomes = ElementType.Int32 },
        new("vot.*", "UInt32", ".*", "VOTable has no unsigned integers but bytes.") { Becomes = ElementType.Int64 },
        new("vot.*", "UInt64", "no rows|values|null", "VOTable has no integer as wide.") { Becomes = ElementType.String, Cell = cell => cell == "~" ? cell : $"'{cell}'" },
        new("vot.*", "UInt64|String", "fixed.*|.*matrix|variable.*", "VOTable has arrays of texts of known width only.") { Refused = true },
        new("vot TABLEDATA", ".*", "variable, empty", "An empty cell is null.") { Cell = cell => cell == "[]" ? "~" : cell },
        new("vot (TABLEDATA|BINARY)", "String", "empty text", "An empty cell is null.") { Cell = cell => cell == "''" ? "~" : cell },
        new("html", "String", "control character|NUL inside", "HTML forbids the character.") { Cell = cell => cell.Replace('\u0001', '\uFFFD').Replace('\0', '\uFFFD') },
        new("vot TABLEDATA", "String", "control character|NUL inside", "XML forbids the character.") { Cell = cell => cell.Replace('\u0001', '\uFFFD').Replace('\0', '\uFFFD') },
        new("vot BINARY2?", "String", "NUL inside", "NUL ends a text in VOTable.") { Refused = true },
        new("vot BINARY", "UInt8", ".*", "No byte is free to stand for null.") { Becomes = ElementType.Int16 },
        new("vot.*", "UInt8", "fixed.*|.*matrix|variable.*", "No byte is free to stand for null among the elements.") { Becomes = ElementType.Int16 },
        new("vot BINARY", "Int16", ".*", "No value of 16 bits is free to stand for null.") { Becomes = ElementType.Int32 },
        new("vot.*", "Int16", "fixed.*|.*matrix|variable.*", "No value of 16 bits is free to stand for null among the elements.") { Becomes = ElementType.Int32 },
    ];

    /// <summary>The limits of a case.</summary>
    public static List<MatrixLimit> Of(string format, ElementType type, string kind) =>
        [.. All.Where(limit => Is(limit.Format, format) && Is(limit.Types, type.ToString()) && Is(limit.Kinds, kind))];

    private static bool Is(string pattern, string text) => Regex.IsMatch(text, $"^({pattern})$", RegexOptions.CultureInvariant);

    /// <summary>NaN for single numbers, or a pair of them for complex ones.</summary>
    private static string NanForNull(string cell) => cell.Replace("~", "NaN", StringComparison.Ordinal) + "|" + cell.Replace("~", "NaNNaN", StringComparison.Ordinal);

    private static string ElementsForRow(string cells) => string.Join('|', cells.Split('|').Select(cell => $"[{cell},{cell}]"));
}

using System.Text.RegularExpressions;
using Hven.Conformance.Tests.Support;
using Hven.Tables;
using Hven.Tables.Tests;
using Hven.Tables.Tests.Matrix;
using Hven.Tables.Votable;

namespace Hven.Conformance.Tests.Matrix;

/// <summary>
/// Every type with its edge cases in one table, written in each format that STILTS reads, copied by it to VOTable, and read back equal. Debian's STILTS has no
/// Parquet, no HDF5 and no Arrow, and Debian 12 no pyarrow.
/// </summary>
public sealed class StiltsMatrixTests : IDisposable
{
    private const int Rows = 8;

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"hven-{Guid.NewGuid():N}");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        File.Delete(_path);
        File.Delete(_path + ".vot");
    }

    [Theory]
    [InlineData("fits", "fits")]
    [InlineData("vot TABLEDATA", "votable")]
    [InlineData("vot BINARY", "votable")]
    [InlineData("vot BINARY2", "votable")]
    [InlineData("csv", "csv")]
    public async Task Copy_by_stilts_is_equal(string name, string stiltsName)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/stilts"), "stilts is not installed.");
        MatrixFormat format = MatrixFormat.All.Single(other => other.Name == name);
        RecordBatch batch = Make(format);
        await using (FileStream stream = File.Create(_path))
        await using (TableWriter writer = format.Write(stream, batch.Schema))
        {
            await writer.WriteAsync(batch, Token);
            await writer.EndAsync(default, Token);
        }

        await Tool.RunAsync("stilts", "tcopy", $"in={_path}", $"ifmt={stiltsName}", $"out={_path}.vot", "ofmt=votable(format=BINARY2)");
        await using FileStream ourFile = File.OpenRead(_path);
        await using ITableReader ours = await format.Read(ourFile, batch.Schema);
        await using FileStream theirFile = File.OpenRead(_path + ".vot");
        await using VotableReader theirs = await VotableReader.OpenAsync(theirFile, null, Token);
        List<string> expected = await Cells.OfAsync(ours);
        List<string> actual = await Cells.OfAsync(theirs);
        List<string> missing = [.. ours.Schema.Columns.Select(column => column.Name).Except(theirs.Schema.Columns.Select(column => column.Name))];
        Assert.True(missing.Count == 0, string.Join(' ', missing));
        List<string> faults = [.. expected.Zip(actual).Where(pair => !IsSame(pair.First, pair.Second)).Select(pair => $"{pair.First} became {pair.Second}")];
        Assert.True(faults.Count == 0, string.Join('\n', faults.Take(3000)));
    }

    /// <summary>What STILTS itself does not have.</summary>
    private static bool IsLacking(string format, ElementType type, string kind)
    {
        bool isArray = kind is not ("values" or "null") && (kind.StartsWith("fixed", StringComparison.Ordinal) || kind.StartsWith("variable", StringComparison.Ordinal) || kind == "matrix");
        bool isFloat = type is ElementType.Float32 or ElementType.Float64 or ElementType.Complex64 or ElementType.Complex128;

        return format switch
        {
            // It finds types itself, binary32 for few digits, and knows neither arrays nor complex or unsigned 64-bit numbers in text.
            "csv" => isArray || isFloat || type == ElementType.UInt64,
            "fits" when isArray && type == ElementType.UInt64 => true,

            // It takes each byte for a letter.
            "fits" when type == ElementType.String && kind is "values" or "non-ASCII text" => true,

            // It counts their parts where we, and astropy, count the complex numbers.
            "fits" or "vot BINARY" or "vot BINARY2" when type is ElementType.Complex64 or ElementType.Complex128 && kind.StartsWith("variable", StringComparison.Ordinal) => true,

            // What it takes from XML it writes as char with the low byte of each letter.
            "vot TABLEDATA" when type == ElementType.String && kind is "values" or "non-ASCII text" or "control character" or "NUL inside" => true,

            // Arrays of Java's numbers and booleans have no nulls.
            _ => isArray && !isFloat && (kind.EndsWith("null element", StringComparison.Ordinal) || kind == "fixed, null row"),
        };
    }

    /// <summary>Whether a cell came back as STILTS can have it: NaN, empty arrays and empty texts are its nulls, complex numbers pairs, and what is too wide for its integers text.</summary>
    private static bool IsSame(string expected, string actual)
    {
        string name = expected[..(expected.IndexOf('=', StringComparison.Ordinal) + 1)];
        return expected == actual
            || (actual == name + "~" && (expected == name + "[]" || expected == name + "''"))
            || (actual == name + "NaN" && expected == name + "~")
            || (name.StartsWith("UInt64", StringComparison.Ordinal) && actual == $"{name}'{expected[name.Length..]}'")
            || (name.StartsWith("Complex", StringComparison.Ordinal) && Parts(expected).SequenceEqual(Parts(actual)) && actual.StartsWith(name, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Parts(string cell) => Regex.Matches(cell[cell.IndexOf('=', StringComparison.Ordinal)..], "NaN|[0-9a-f]{16}").Select(part => part.Value);

    private static RecordBatch Make(MatrixFormat format)
    {
        List<(Column Column, ColumnVector Source)> columns = [];
        foreach (ElementType type in Enum.GetValues<ElementType>())
        {
            foreach (MatrixCase sample in MatrixCase.Of(type).Where(sample => sample.Batch.RowCount > 0 && !IsLacking(format.Name, type, sample.Kind) && !MatrixLimit.Of(format.Name, type, sample.Kind).Exists(limit => limit.Refused)))
            {
                columns.Add((sample.Batch.Schema.Columns[1] with { Name = $"{type}_{Regex.Replace(sample.Kind, "[^A-Za-z]+", "_")}" }, sample.Batch.Columns[1]));
            }
        }

        RecordBatch batch = new(new TableSchema([.. columns.Select(column => column.Column)]) { Name = "matrix" });
        for (int row = 0; row < Rows; row++)
        {
            for (int column = 0; column < columns.Count; column++)
            {
                batch.Columns[column].AppendFrom(columns[column].Source, row % columns[column].Source.Length);
            }
        }

        return batch;
    }
}

using System.Text.Json;
using Hven.Conformance.Tests.Support;
using Hven.Tables;
using Hven.Tables.Votable;

namespace Hven.Conformance.Tests.Votable;

/// <summary>
/// Every VOTable of the real data and of astropy's own tests: all metadata against another XML parser, all tables cell by cell against astropy, and
/// what we write of them against what astropy makes of the original.
/// </summary>
public sealed class VotableReadTests(VotableReadTests.Peers peers) : IClassFixture<VotableReadTests.Peers>
{
    private const string BoundedChar = "astropy before 6.1 reads a bounded char array of the binary serialisations as one of fixed length";
    private const string Unmarked = "an empty integer cell is null; astropy gives 0 in documents before VOTable 1.3";

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web);

    /// <summary>What differs, and why we do not follow. The first part says where: in the metadata, the cells, or copies (of one serialisation).</summary>
    private static readonly (string Where, string File, string Reason)[] _known =
    [
        ("metadata", "proc.xml", "a PARAM without the value that it must have gets an empty one"),
        ("cells", "binary2_variable_length_char.xml", BoundedChar),
        ("cells", "gemini.xml", Unmarked),
        ("cells", "sla/dataset.xml", Unmarked + "; astropy cuts leading blanks off text"),
        ("cells", "regression.bin.tabledata.truth.1.1.xml", "astropy has no nulls inside arrays of booleans, and masks an array whose elements are all null"),
        ("cells", "datalink-ssa.xml", "astropy masks an array of NaN"),
        ("cells", "vot_with_cdata.vot", "astropy cuts texts that are longer than arraysize; " + Unmarked),
        ("cells", "vot_with_definitions.vot", "astropy cuts texts that are longer than arraysize; " + Unmarked),
        ("copy", "gemini.xml", Unmarked + " and reads empty arrays otherwise since"),
        ("copy", "sla/dataset.xml", Unmarked),
        ("copy", "vot_with_cdata.vot", Unmarked),
        ("copy", "vot_with_definitions.vot", Unmarked),
        ("copy", "monkeypatch.xml", "a document of 1.3 with TIMESYS becomes one of 1.4, where astropy reads units as VOUnits"),
        ("copy Binary2", "regression.bin.tabledata.truth.1.1.xml", BoundedChar),
        ("copy Binary2", "regression.bin.tabledata.truth.1.3.xml", BoundedChar),
        ("copy Binary2", "valid_votable.xml", BoundedChar),
        ("copy Binary2", "data/coosys.xml", BoundedChar),
        ("copy Binary2", "data/names.xml", BoundedChar),
        ("copy Binary2", "datalink-obscore.xml", BoundedChar),
        ("copy Binary2", "sia2/dataset.xml", BoundedChar),
        ("copy Binary2", "sdss12.vot", BoundedChar),
        ("copy Binary2", "votable_to_json.xml", BoundedChar),
        ("copy", "binary2_variable_length_char.xml", BoundedChar),
    ];

    /// <summary>Documents that we refuse to read.</summary>
    private static readonly Dictionary<string, string> _refused = new(StringComparer.Ordinal)
    {
        ["custom_datatype.xml"] = "VOT-FIELD",
        ["irsa-nph-error.xml"] = "VOT-DTD",
        ["irsa-nph-m31.xml"] = "VOT-DTD",
        ["votable/tests/data/regression.xml"] = "VOT-DTD",
    };

    /// <summary>The documents.</summary>
    public static TheoryData<string> Files() => [.. Peers.Files()];

    /// <summary>The documents and the ways to write them again.</summary>
    public static TheoryData<string, string> Copies() =>
        [.. Peers.Files().SelectMany(file => Peers.Serializations.Keys.Select(way => new TheoryDataRow<string, string>(file, way)))];

    [Theory]
    [MemberData(nameof(Files), DisableDiscoveryEnumeration = true)]
    public async Task Read_document_has_the_metadata_of_the_xml(string file)
    {
        SkipKnown("metadata", file);
        if (await ReadAsync(file) is not { } ours)
        {
            return;
        }

        Peers.Answer theirs = await peers.OfAsync(file);
        Assert.NotNull(theirs.Elements);
        Assert.Equal(theirs.Elements, ours.Elements);
    }

    [Theory]
    [MemberData(nameof(Files), DisableDiscoveryEnumeration = true)]
    public async Task Read_every_table_equals_astropy(string file)
    {
        SkipKnown("cells", file);
        if (await ReadAsync(file) is not { } ours)
        {
            return;
        }

        Peers.Answer theirs = await peers.OfAsync(file);
        Assert.SkipWhen(theirs.Meta is null, "astropy does not read it: " + theirs.Error);
        AssertEqual(theirs.Tables, ours.Tables);
    }

    [Theory]
    [MemberData(nameof(Copies), DisableDiscoveryEnumeration = true)]
    public async Task Copy_read_by_astropy_says_the_same(string file, string way)
    {
        SkipKnown("copy", file);
        SkipKnown("copy " + way, file);
        Assert.SkipWhen(Refusal(file) is not null, "refused");
        Peers.Answer original = await peers.OfAsync(file);
        Assert.SkipWhen(original.Meta is null, "astropy does not read it: " + original.Error);
        Peers.Answer copy = await peers.OfAsync(peers.CopyOf(file, way));
        Assert.True(copy.Meta is not null, copy.Error);

        // The first line is the document itself, whose version may have risen.
        Assert.Equal(original.Meta!.Skip(1), copy.Meta!.Skip(1));
        AssertEqual(original.Tables, copy.Tables);
    }

    private static void AssertEqual(IReadOnlyList<IReadOnlyList<CellForm.Digest>> theirs, IReadOnlyList<IReadOnlyList<CellForm.Digest>> ours)
    {
        Assert.Equal(theirs.Select(table => table.Count), ours.Select(table => table.Count));
        foreach ((CellForm.Digest their, CellForm.Digest our) in theirs.SelectMany(table => table).Zip(ours.SelectMany(table => table)))
        {
            Assert.True(
                their.Name == our.Name && their.Rows == our.Rows && their.Sha256 == our.Sha256,
                $"column {their.Name}: {their.Rows} rows {string.Join(" | ", their.First)} but ours {our.Name}: {our.Rows} rows {string.Join(" | ", our.First)}");
        }
    }

    private static void SkipKnown(string where, string file)
    {
        string? reason = Array.Find(_known, known => known.Where == where && file.EndsWith(known.File, StringComparison.Ordinal)).Reason;
        Assert.SkipWhen(reason is not null, reason ?? "");
    }

    private static string? Refusal(string file) => _refused.FirstOrDefault(pair => file.EndsWith(pair.Key, StringComparison.Ordinal)).Value;

    /// <summary>Reads a document, or checks that it is refused for the reason listed.</summary>
    private static async Task<(List<string> Elements, List<List<CellForm.Digest>> Tables)?> ReadAsync(string file)
    {
        List<List<CellForm.Digest>> tables = [];
        await using FileStream stream = File.OpenRead(file);
        try
        {
            await using VotableDocumentReader reader = await VotableDocumentReader.OpenAsync(stream, new VotableOptions { OnReject = _ => { } }, TestContext.Current.CancellationToken);
            while (await reader.NextTableAsync(TestContext.Current.CancellationToken) is { } table)
            {
                tables.Add(await CellForm.OfAsync(table));
            }

            Assert.Null(Refusal(file));
            return (DocumentForm.Of(reader.Document), tables);
        }
        catch (TableFormatException exception)
        {
            Assert.True(exception.Code == Refusal(file), exception.Code + " " + exception.Message);
            return null;
        }
    }

    /// <summary>What another XML parser and astropy make of the documents and of our copies: one run of Python for all of them.</summary>
    public sealed class Peers : IAsyncLifetime
    {
        private const string AstropyData = "/usr/lib/python3/dist-packages/astropy/io/votable/tests/data";

        private readonly string _folder = Directory.CreateTempSubdirectory("votable").FullName;
        private readonly Dictionary<string, Answer> _answers = new(StringComparer.Ordinal);

        /// <summary>The ways in which documents are written again.</summary>
        internal static Dictionary<string, VotableSerialization?> Serializations { get; } = new(StringComparer.Ordinal)
        {
            ["Same"] = null, ["Tabledata"] = VotableSerialization.Tabledata, ["Binary2"] = VotableSerialization.Binary2,
        };

        /// <summary>The answer for a document.</summary>
        internal Task<Answer> OfAsync(string path)
        {
            Assert.True(_answers.TryGetValue(path, out Answer? answer), $"There is no answer for {path}.");
            return Task.FromResult(answer);
        }

        internal string CopyOf(string file, string way) => Path.Combine(_folder, Path.GetFullPath(file).Replace('/', '+') + "." + way);

        internal static IEnumerable<string> Files() => new[] { Tool.DataFolder, AstropyData }.Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)).Order(StringComparer.Ordinal)
            .Where(path => path.EndsWith(".xml.gz", StringComparison.Ordinal) || (Path.GetExtension(path) is ".vot" or ".xml" or ".votable" && IsVotable(path)));

        /// <inheritdoc/>
        public async ValueTask InitializeAsync()
        {
            List<string> paths = [];
            foreach (string file in Files())
            {
                paths.Add(file);
                foreach ((string way, VotableSerialization? serialization) in Serializations)
                {
                    if (Refusal(file) is null && await CopyAsync(file, CopyOf(file, way), serialization))
                    {
                        paths.Add(CopyOf(file, way));
                    }
                }
            }

            string list = Path.Combine(_folder, "list");
            await File.WriteAllLinesAsync(list, paths);
            foreach (string line in (await Tool.PythonAsync("votable_documents.py", list)).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                Answer answer = JsonSerializer.Deserialize<Answer>(line, _json)!;
                _answers.Add(answer.Path, answer);
            }
        }

        /// <inheritdoc/>
        public ValueTask DisposeAsync()
        {
            Directory.Delete(_folder, recursive: true);
            return ValueTask.CompletedTask;
        }

        /// <summary>Copies a document.</summary>
        /// <returns>Whether all of its values fit; texts longer than their arraysize go into no fixed-width binary cell.</returns>
        private static async Task<bool> CopyAsync(string file, string target, VotableSerialization? serialization)
        {
            await using FileStream source = File.OpenRead(file);
            await using FileStream copy = File.Create(target);
            try
            {
                await DocumentCopy.WriteAsync(source, copy, serialization, TestContext.Current.CancellationToken);
                return true;
            }
            catch (TableFormatException exception) when (exception.Code == "VOT-WIDTH")
            {
                return false;
            }
        }

        private static bool IsVotable(string path)
        {
            using StreamReader reader = new(path);
            char[] start = new char[2000];
            return new string(start, 0, reader.ReadBlock(start)).Contains("VOTABLE", StringComparison.Ordinal);
        }

        /// <summary>One line of votable_documents.py.</summary>
        internal sealed record Answer(string Path, IReadOnlyList<string>? Elements, IReadOnlyList<string>? Meta, IReadOnlyList<IReadOnlyList<CellForm.Digest>> Tables, string? Error);
    }
}

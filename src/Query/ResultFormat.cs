using Hven.Tables;
using Hven.Tables.Arrow;
using Hven.Tables.Csv;
using Hven.Tables.Ecsv;
using Hven.Tables.FitsTable;
using Hven.Tables.Hdf5;
using Hven.Tables.Html;
using Hven.Tables.Json;
using Hven.Tables.Parquet;
using Hven.Tables.Transform;
using Hven.Tables.Votable;

namespace Hven.Query;

/// <summary>A form in which a result leaves the server.</summary>
/// <param name="Name">Short name, which is also the file extension.</param>
/// <param name="MediaType">What the answer is labelled with.</param>
/// <param name="Accepted">Other names and media types under which clients ask for it.</param>
/// <param name="CarriesErrors">Whether the document can say that it ended early; otherwise the connection is cut.</param>
/// <param name="NeedsSpool">Whether its head holds what only the last row decides, the number of rows or the width of texts, so that it is written to disk before it is sent.</param>
/// <param name="Create">Makes the writer.</param>
public sealed record ResultFormat(
    string Name, string MediaType, IReadOnlyList<string> Accepted, bool CarriesErrors, bool NeedsSpool, Func<Stream, TableSchema, TableWriter> Create)
{
    // A row group is held until it is full. This much lets a reader skip well, and lets many slow clients be served at a time.
    private const int RowGroupBytes = 8 << 20;

    /// <summary>The media type as an answer's header has it: of text with its encoding, which Python's requests take for Latin-1 otherwise.</summary>
    public string ContentType => MediaType.StartsWith("text/", StringComparison.Ordinal) ? $"{MediaType};charset=utf-8" : MediaType;

    /// <summary>VOTable with rows in the BINARY2 serialization.</summary>
    public static ResultFormat Votable { get; } = new(
        "vot", "application/x-votable+xml;serialization=BINARY2", ["votable", "xml", "application/x-votable+xml", "text/xml", "application/xml", "votable/b2", "votable/binary2", "application/x-votable+xml;serialization=binary2"],
        CarriesErrors: true, NeedsSpool: false, (stream, schema) => new VotableWriter(stream, schema, Options(VotableSerialization.Binary2)));

    /// <summary>VOTable with rows as XML elements.</summary>
    public static ResultFormat VotableTableData { get; } = new(
        "vot", "application/x-votable+xml;serialization=TABLEDATA", ["votable/td", "votable/tabledata", "application/x-votable+xml;serialization=tabledata"],
        CarriesErrors: true, NeedsSpool: false, (stream, schema) => new VotableWriter(stream, schema, Options(VotableSerialization.Tabledata)));

    /// <summary>VOTable with rows in the BINARY serialization, for programs that do not know BINARY2.</summary>
    public static ResultFormat VotableBinary { get; } = new(
        "vot", "application/x-votable+xml;serialization=BINARY", ["votable/b", "votable/binary", "application/x-votable+xml;serialization=binary"],
        CarriesErrors: true, NeedsSpool: false, (stream, schema) => new VotableWriter(stream, schema, Options(VotableSerialization.Binary)));

    /// <summary>Comma-separated values with a header.</summary>
    public static ResultFormat Csv { get; } = new(
        "csv", "text/csv;header=present", ["text/csv"], false, false, (stream, schema) => new CsvWriter(stream, schema));

    /// <summary>Tab-separated values with a header.</summary>
    public static ResultFormat Tsv { get; } = new(
        "tsv", "text/tab-separated-values", ["tab", "text/tab-separated-values;header=present"], false, false,
        (stream, schema) => new CsvWriter(stream, schema, new CsvWriterOptions { Separator = (byte)'\t' }));

    /// <summary>FITS binary table.</summary>
    public static ResultFormat Fits { get; } = new(
        "fits", "application/fits", ["fit", "application/x-fits", "image/fits"], false, true, (stream, schema) => new FitsTableWriter(stream, schema));

    /// <summary>Parquet with VOParquet metadata.</summary>
    public static ResultFormat Parquet { get; } = new(
        "parquet", "application/vnd.apache.parquet", ["application/x-parquet", "voparquet"], false, false, (stream, schema) => new ParquetTableWriter(stream, schema, new ParquetWriterOptions { RowGroupRows = RowWidth.RowsWithin(schema, RowGroupBytes, 4096, 131_072) }));

    /// <summary>Arrow IPC stream.</summary>
    public static ResultFormat Arrow { get; } = new(
        "arrow", "application/vnd.apache.arrow.stream", ["arrows"], false, false, (stream, schema) => new ArrowTableWriter(stream, schema));

    /// <summary>Arrow IPC file, also called Feather 2.</summary>
    public static ResultFormat Feather { get; } = new(
        "feather", "application/vnd.apache.arrow.file", [], false, false, (stream, schema) => new ArrowTableWriter(stream, schema, ArrowForm.File));

    /// <summary>HDF5 with one table that pandas and astropy read.</summary>
    public static ResultFormat Hdf5 { get; } = new(
        "h5", "application/x-hdf5", ["hdf5", "hdf"], false, true, (stream, schema) => new Hdf5TableWriter(stream, schema));

    /// <summary>Comma-separated values under a header of types, units and descriptions.</summary>
    public static ResultFormat Ecsv { get; } = new(
        "ecsv", "text/x-ecsv", ["application/x-ecsv"], false, false, (stream, schema) => new EcsvTableWriter(stream, schema));

    /// <summary>A page with one table, for people; it can be read back.</summary>
    public static ResultFormat Html { get; } = new(
        "html", "text/html", [], true, false, (stream, schema) => new HtmlTableWriter(stream, schema));

    /// <summary>One JSON document with columns and rows.</summary>
    public static ResultFormat Json { get; } = new(
        "json", "application/json", [], true, false, (stream, schema) => new JsonTableWriter(stream, schema));

    /// <summary>All forms, the default first.</summary>
    public static IReadOnlyList<ResultFormat> All { get; } = [Votable, VotableTableData, VotableBinary, Csv, Tsv, Fits, Parquet, Arrow, Feather, Hdf5, Ecsv, Html, Json];

    /// <summary>Finds a form by name, extension or media type, whatever its case and blanks.</summary>
    public static ResultFormat? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string wanted = name.Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant();
        return All.FirstOrDefault(format => format.Name == wanted || format.MediaType.Equals(wanted, StringComparison.OrdinalIgnoreCase) || format.Accepted.Contains(wanted));
    }

    /// <summary>This form, with what easyaccess did to the files that it wrote.</summary>
    /// <param name="nullValue">A number to write where there is no value, or <see langword="null"/> to leave nulls.</param>
    /// <param name="desTypes">Whether columns get the types of <see cref="DesColumnRules"/>.</param>
    public ResultFormat Changed(long? nullValue, bool desTypes)
    {
        if (nullValue is null && !desTypes)
        {
            return this;
        }

        Func<Stream, TableSchema, TableWriter> create = Create;
        return this with
        {
            Create = (stream, schema) =>
            {
                TransformOptions options = new() { NullSentinel = nullValue, Types = desTypes ? DesColumnRules.TypesOf(schema) : null };
                return new TransformingWriter(schema, options, changed => create(stream, changed));
            },
        };
    }

    private static VotableWriterOptions Options(VotableSerialization serialization) => new()
    {
        Serialization = serialization,
        Info = [new VotableInfo("QUERY_STATUS", "OK")],
    };
}

using System.Buffers.Binary;

namespace Hven.Tables.Parquet;

/// <summary>
/// The footer of a Parquet file (FileMetaData of parquet.thrift), to make the files <c>_metadata</c> and <c>_common_metadata</c> of a partitioned data
/// set, as HATS has them: the footers of all files as one, each column chunk naming the file it lies in.
/// </summary>
public sealed class ParquetFooter
{
    // Field ids of parquet.thrift.
    private const short FileSchema = 2;
    private const short FileRowCount = 3;
    private const short FileRowGroups = 4;
    private const short RowGroupColumns = 1;
    private const short RowGroupOrdinal = 7;
    private const short ChunkFilePath = 1;
    private const short ChunkMetadata = 3;
    private const short ChunkStatistics = 12;

    // Least and greatest value in both forms, and whether they are exact.
    private static readonly short[] s_bounds = [1, 2, 5, 6, 7, 8];

    private const int TrailerLength = 8;

    private readonly ThriftValue _file;
    private readonly IReadOnlyList<ThriftValue> _rowGroups;

    private ParquetFooter(ThriftValue file)
    {
        _file = file;
        _rowGroups = file.Field(FileRowGroups)?.Items ?? throw Damaged("it has no list of row groups");
        RowCount = file.Field(FileRowCount)?.Number ?? throw Damaged("it has no count of rows");
    }

    private static ReadOnlySpan<byte> Magic => "PAR1"u8;

    /// <summary>Rows of the file.</summary>
    public long RowCount { get; }

    /// <summary>Row groups of the file.</summary>
    public int RowGroupCount => _rowGroups.Count;

    /// <summary>Reads the footer of a file; no more of the file is read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TableFormatException">The file is not Parquet, or its footer is damaged or encrypted.</exception>
    public static async ValueTask<ParquetFooter> ReadAsync(string path, CancellationToken cancellationToken = default)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.Asynchronous);
        await using (stream.ConfigureAwait(false))
        {
            return await ReadAsync(stream, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads the footer of a file.</summary>
    /// <param name="stream">The file; must be able to seek. Not disposed.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TableFormatException">The file is not Parquet, or its footer is damaged or encrypted.</exception>
    public static async ValueTask<ParquetFooter> ReadAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        byte[] trailer = new byte[TrailerLength];
        if (stream.Length < TrailerLength + Magic.Length)
        {
            throw Damaged("the file is too short");
        }

        stream.Position = stream.Length - TrailerLength;
        await stream.ReadExactlyAsync(trailer, cancellationToken).ConfigureAwait(false);
        if (!trailer.AsSpan(4).SequenceEqual(Magic))
        {
            throw Damaged(trailer.AsSpan(4).SequenceEqual("PARE"u8) ? "it is encrypted" : "the file does not end in PAR1");
        }

        long length = BinaryPrimitives.ReadUInt32LittleEndian(trailer);
        if (length > stream.Length - TrailerLength - Magic.Length || length > Array.MaxLength)
        {
            throw Damaged($"a length of {length} bytes does not fit the file");
        }

        byte[] bytes = new byte[length];
        stream.Position = stream.Length - TrailerLength - length;
        await stream.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
        return new ParquetFooter(ThriftCompact.ReadStruct(bytes));
    }

    /// <summary>Makes the file <c>_metadata</c> of a data set: the row groups of all files in the order given, with the first file's schema and metadata.</summary>
    /// <param name="files">The files: path relative to the folder of <c>_metadata</c>, with slashes, and footer. At least one.</param>
    /// <returns>The bytes of the file; equal footers give equal bytes.</returns>
    /// <exception cref="TableFormatException">The files do not have one schema.</exception>
    public static byte[] Merge(IEnumerable<(string RelativePath, ParquetFooter Footer)> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var rowGroups = new List<ThriftValue>();
        ParquetFooter? first = null;
        byte[] schema = [];
        string firstPath = "";
        long rows = 0;
        foreach ((string path, ParquetFooter footer) in files)
        {
            if (first is null)
            {
                (first, firstPath, schema) = (footer, path, footer.SchemaBytes());
            }
            else if (!schema.AsSpan().SequenceEqual(footer.SchemaBytes()))
            {
                throw new TableFormatException("PARQUET-SCHEMA", $"The files {firstPath} and {path} do not have the same columns.");
            }

            rows = checked(rows + footer.RowCount);
            rowGroups.AddRange(footer._rowGroups.Select(rowGroup => Place(rowGroup, path)));
        }

        if (first is null)
        {
            throw new ArgumentException("There is no file to take the columns from.", nameof(files));
        }

        return first.Write(rowGroups, rows);
    }

    /// <summary>Makes the file <c>_common_metadata</c>: the columns and metadata without any rows.</summary>
    public byte[] ToCommonMetadata() => Write([], 0);

    /// <summary>
    /// The end of a file, footer and trailer, without least and greatest values of some column chunks. Bounds leave NaN out, so a reader to which NaN is
    /// above every number, as DuckDB, would pass over a row group whose greatest number is too small though its NaN is not.
    /// </summary>
    internal static byte[] WithoutBounds(ReadOnlyMemory<byte> end, IEnumerable<(int RowGroup, int Column)> chunks)
    {
        int length = (int)BinaryPrimitives.ReadUInt32LittleEndian(end.Span[^TrailerLength..]);
        int start = end.Length - TrailerLength - length;
        ThriftValue file = ThriftCompact.ReadStruct(end.Slice(start, length));
        ThriftValue[] rowGroups = [.. file.Field(FileRowGroups)!.Items!];
        foreach (IGrouping<int, int> group in chunks.GroupBy(chunk => chunk.RowGroup, chunk => chunk.Column))
        {
            ThriftValue[] columns = [.. rowGroups[group.Key].Field(RowGroupColumns)!.Items!];
            foreach (int column in group)
            {
                ThriftValue metadata = columns[column].Field(ChunkMetadata)!;
                if (metadata.Field(ChunkStatistics) is { } statistics)
                {
                    ThriftValue rest = s_bounds.Aggregate(statistics, (kept, bound) => kept.With(bound, null));
                    columns[column] = columns[column].With(ChunkMetadata, metadata.With(ChunkStatistics, rest));
                }
            }

            rowGroups[group.Key] = rowGroups[group.Key].With(RowGroupColumns, ThriftValue.StructList(columns));
        }

        using var bytes = new MemoryStream();
        bytes.Write(end.Span[..start]);
        WriteWithTrailer(file.With(FileRowGroups, ThriftValue.StructList(rowGroups)), bytes);
        return bytes.ToArray();
    }

    /// <summary>Names the file of each column chunk. The ordinal, which would repeat and has 16 bits, is left out.</summary>
    private static ThriftValue Place(ThriftValue rowGroup, string path)
    {
        IReadOnlyList<ThriftValue> chunks = rowGroup.Field(RowGroupColumns)?.Items ?? throw Damaged("a row group has no columns");
        ThriftValue name = ThriftValue.Text(path);
        return rowGroup
            .With(RowGroupColumns, ThriftValue.StructList([.. chunks.Select(chunk => chunk.With(ChunkFilePath, name))]))
            .With(RowGroupOrdinal, null);
    }

    private static TableFormatException Damaged(string reason) => new("PARQUET-FOOTER", $"The Parquet footer cannot be read: {reason}.");

    private byte[] SchemaBytes()
    {
        using var bytes = new MemoryStream();
        ThriftCompact.Write(_file.Field(FileSchema) ?? throw Damaged("it has no schema"), bytes);
        return bytes.ToArray();
    }

    private byte[] Write(IReadOnlyList<ThriftValue> rowGroups, long rows)
    {
        using var bytes = new MemoryStream();
        bytes.Write(Magic);
        WriteWithTrailer(_file.With(FileRowGroups, ThriftValue.StructList(rowGroups)).With(FileRowCount, ThriftValue.Int64(rows)), bytes);
        return bytes.ToArray();
    }

    private static void WriteWithTrailer(ThriftValue file, MemoryStream bytes)
    {
        long start = bytes.Length;
        ThriftCompact.Write(file, bytes);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(length, checked((uint)(bytes.Length - start)));
        bytes.Write(length);
        bytes.Write(Magic);
    }
}

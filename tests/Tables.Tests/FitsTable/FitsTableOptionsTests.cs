using System.Buffers.Binary;
using Hven.Fits;
using Hven.Tables.FitsTable;

namespace Hven.Tables.Tests.FitsTable;

public sealed class FitsTableOptionsTests
{
    [Theory]
    [InlineData(1, null, null, 10)]
    [InlineData(null, "other", null, 20)]
    [InlineData(null, "SAMPLE", 2L, 30)]
    [InlineData(null, "sample", null, 10)]
    [InlineData(null, null, 2L, 30)]
    public async Task Read_finds_the_table_by_number_name_and_version(int? number, string? name, long? version, int rows)
    {
        MemoryStream file = await ThreeTablesAsync();
        await using FitsTableReader reader = await FitsTableReader.OpenAsync(file, new FitsTableOptions { Hdu = number, HduName = name, HduVersion = version }, CancellationToken.None);
        Assert.Equal(rows, reader.RowCount);
        Assert.Empty(reader.Findings);
    }

    [Fact]
    public async Task Read_of_a_table_that_is_not_there_names_it()
    {
        MemoryStream file = await ThreeTablesAsync();
        TableFormatException exception = await Assert.ThrowsAsync<TableFormatException>(
            () => FitsTableReader.OpenAsync(file, new FitsTableOptions { HduName = "sample", HduVersion = 7 }, CancellationToken.None).AsTask());
        Assert.Equal("FITS-NOTABLE", exception.Code);
        Assert.Contains("HDU sample of version 7", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Read_with_checksums_finds_a_flipped_bit(bool canSeek)
    {
        MemoryStream file = new();
        await WriteAsync(file, SampleTable.Make(50, 1, true), new FitsTableWriterOptions { HasChecksum = true });
        byte[] bytes = file.ToArray();
        FitsTableOptions options = new() { VerifiesChecksum = true, IsStrict = true };
        Assert.NotEmpty(await ReadAsync(bytes, canSeek, options with { IsStrict = false }));
        bytes[^3000] ^= 4;
        TableFormatException exception = await Assert.ThrowsAsync<TableFormatException>(() => ReadAsync(bytes, canSeek, options with { IsStrict = false }));
        Assert.Equal("FITS-CHECKSUM", exception.Code);
        Assert.Contains("HDU 1", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_of_texts_outside_ascii_is_a_finding_or_thrown()
    {
        MemoryStream file = new();
        await WriteAsync(file, SampleTable.Make(5, 1, withArrays: false), new FitsTableWriterOptions());
        file.Position = 0;
        await using FitsTableReader reader = await FitsTableReader.OpenAsync(file, null, CancellationToken.None);
        await Cells.OfAsync(reader);
        Assert.Equal([("FITS-VALUE", "name"), ("FITS-VALUE", "name12")], reader.Findings.Select(finding => (finding.Code, finding.Card!)));
        TableFormatException exception = await Assert.ThrowsAsync<TableFormatException>(() => ReadAsync(file.ToArray(), true, new FitsTableOptions { IsStrict = true }));
        Assert.Equal("FITS-VALUE", exception.Code);
    }

    [Fact]
    public async Task Read_of_a_text_that_goes_on_behind_its_nul_is_noted_and_not_thrown()
    {
        MemoryStream file = new();
        RecordBatch batch = new(new TableSchema([new("name", ElementType.String) { TextWidth = 8 }]));
        ((TextVector)batch.Columns[0]).Append("ab#cd");
        ((TextVector)batch.Columns[0]).Append("plain");
        await WriteAsync(file, batch, new FitsTableWriterOptions());
        byte[] bytes = file.ToArray();
        bytes[bytes.AsSpan().LastIndexOf("ab#cd"u8) + 2] = 0;
        foreach (bool strict in new[] { false, true })
        {
            await using FitsTableReader reader = await FitsTableReader.OpenAsync(new MemoryStream(bytes), new FitsTableOptions { IsStrict = strict }, CancellationToken.None);
            Assert.Equal(["name[0]='ab'", "name[1]='plain'"], await Cells.OfAsync(reader));
            FitsFinding finding = Assert.Single(reader.Findings);
            Assert.Equal(("FITS-NUL", "name", 1), (finding.Code, finding.Card, finding.Hdu));
        }
    }

    [Theory]
    [InlineData("1PJ(6)", "(2,3)", "2x*", "[1,2,3,4,5,6]", null)]
    [InlineData("1QJ(6)", "(6)", "*", "[1,2,3,4,5,6]", null)]
    [InlineData("1PJ(6)", "(4,1)", "4x*", "[1,2,3,4]", "FITS-ARRAY")]
    [InlineData("1PJ(6)", "(2,x)", "*", "[1,2,3,4,5,6]", "FITS-TDIM")]
    [InlineData("1PA(24)", "(3,4,2)", "4x*", "['','\u0001','','\u0002','','\u0003','','\u0004']", null)]
    public async Task Read_of_arrays_of_varying_length_honours_tdim(string form, string dimensions, string shape, string cell, string? code)
    {
        MemoryStream file = new();
        await HduWriter.WriteEmptyAsync(file, TableHead.Primary(), false, CancellationToken.None);
        int width = form[1] == 'Q' ? 16 : 8;
        Header header = TableHead.Start("BINTABLE", width, 1, 24, 1);
        header.Add(new Card("TTYPE1", "a"));
        header.Add(new Card("TFORM1", form));
        header.Add(new Card("TDIM1", dimensions));
        System.Buffers.ArrayBufferWriter<byte> bytes = new();
        header.WriteTo(bytes);
        file.Write(bytes.WrittenSpan);
        byte[] row = new byte[width + 24];
        row[(width / 2) - 1] = (byte)(form[2] == 'A' ? 24 : 6);
        for (int element = 0; element < 6; element++)
        {
            row[width + (4 * element) + 3] = (byte)(element + 1);
        }

        if (form[2] == 'A')
        {
            // Eight texts of three characters, every second one with a control character and blanks behind it.
            row.AsSpan(width).Fill((byte)' ');
            for (int text = 1; text < 8; text += 2)
            {
                row[width + (3 * text)] = (byte)((text + 1) / 2);
            }
        }

        file.Write(row);
        file.SetLength((file.Length + 2879) / 2880 * 2880);
        file.Position = 0;
        await using FitsTableReader reader = await FitsTableReader.OpenAsync(file, null, CancellationToken.None);
        Assert.Equal(shape, reader.Schema.Columns[0].Shape?.ToString());
        Assert.Equal([$"a[0]={cell}"], await Cells.OfAsync(reader));
        Assert.Equal(code is null ? [] : [code], reader.Findings.Select(finding => finding.Code));
    }

    [Fact]
    public async Task Write_says_what_it_cannot_carry()
    {
        Column texts = new("tägs", ElementType.String) { Shape = ArrayShape.Variable };
        TableFormatException refused = Assert.Throws<TableFormatException>(() => new FitsTableWriter(new MemoryStream(), new TableSchema([texts])));
        Assert.Equal("FITS-COLUMN", refused.Code);
        Assert.Contains("Column 'tägs'", refused.Message, StringComparison.Ordinal);
        Assert.Equal("FITS-COLUMN", Assert.Throws<TableFormatException>(() => new AsciiTableWriter(new MemoryStream(), new TableSchema([texts]))).Code);

        RecordBatch batch = new(new TableSchema([new("é", ElementType.String) { Description = "π" }, new("è", ElementType.String) { TextWidth = 4 }]) { Name = "ü" });
        ((TextVector)batch.Columns[0]).Append("ok");
        ((TextVector)batch.Columns[1]).Append("a\0b");
        MemoryStream file = new();
        await using FitsTableWriter writer = new(file, batch.Schema);
        Assert.Equal(["The table's name", "The name of column 'é'", "The description of column 'é'", "The name of column 'è'"], writer.Findings.Select(finding => finding[..finding.IndexOf(" has", StringComparison.Ordinal)]));
        TableFormatException nul = await Assert.ThrowsAsync<TableFormatException>(() => writer.WriteAsync(batch, CancellationToken.None).AsTask());
        Assert.Equal("FITS-NUL", nul.Code);
        Assert.Contains("'è'", nul.Message, StringComparison.Ordinal);
        Assert.Contains("TTYPE2  = '?_2", new string([.. file.ToArray().Select(value => (char)value)]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bits_are_written_eight_to_the_byte_and_read_back()
    {
        Column bits = new("bits", ElementType.Boolean) { Shape = ArrayShape.Fixed(11) };
        RecordBatch batch = new(new TableSchema([bits, new("varying", ElementType.Boolean) { Shape = ArrayShape.Variable }]));
        foreach (ListVector list in batch.Columns.Cast<ListVector>())
        {
            foreach (byte bit in new byte[] { 1, 0, 0, 1, 1, 0, 1, 0, 0, 1, 1 })
            {
                ((PrimitiveVector<byte>)list.Items).Append(bit);
            }

            list.EndRow();
        }

        MemoryStream file = new();
        await WriteAsync(file, batch, new FitsTableWriterOptions { Logicals = LogicalForm.Bits });
        Assert.Equal([0b10011010, 0b01100000], file.ToArray()[(2 * 2880)..][..2]);
        Assert.Equal(Cells.Of(batch), await ReadAsync(file.ToArray(), true, new FitsTableOptions { IsStrict = true }));
    }

    [Fact]
    public void Heap_over_two_gibibytes_needs_wide_descriptors()
    {
        Column column = new("spectrum", ElementType.Float32) { Shape = ArrayShape.Variable };
        ListVector vector = new(new PrimitiveVector<float>());
        ((PrimitiveVector<float>)vector.Items).Append(1);
        vector.EndRow();
        OutputColumn narrow = new(column, "spectrum", 0, wide: false, LogicalForm.Logical);
        Assert.Equal("FITS-HEAP", Assert.Throws<TableFormatException>(() => narrow.WriteVariable(vector, 0, new byte[8], int.MaxValue - 2)).Code);
        byte[] cell = new byte[16];
        new OutputColumn(column, "spectrum", 0, wide: true, LogicalForm.Logical).WriteVariable(vector, 0, cell, 5_000_000_000);
        Assert.Equal((1, 5_000_000_000), (BinaryPrimitives.ReadInt64BigEndian(cell), BinaryPrimitives.ReadInt64BigEndian(cell.AsSpan(8))));
    }

    [Fact]
    public async Task Array_behind_five_gigabytes_of_heap_is_read()
    {
        const long Gap = 5_000_000_000;
        string path = Path.GetTempFileName();
        try
        {
            // The file is sparse: what is not written takes no room.
            await using FileStream file = File.Create(path);
            await HduWriter.WriteEmptyAsync(file, TableHead.Primary(), false, CancellationToken.None);
            Header header = TableHead.Start("BINTABLE", 16, 1, Gap + 8, 1);
            header.Add(new Card("TTYPE1", "far"));
            header.Add(new Card("TFORM1", "1QD(1)"));
            System.Buffers.ArrayBufferWriter<byte> bytes = new();
            header.WriteTo(bytes);
            file.Write(bytes.WrittenSpan);
            byte[] row = new byte[16];
            row[7] = 1;
            BinaryPrimitives.WriteInt64BigEndian(row.AsSpan(8), Gap);
            file.Write(row);
            file.Position += Gap;
            byte[] value = new byte[8];
            BinaryPrimitives.WriteDoubleBigEndian(value, 42.5);
            file.Write(value);
            file.Position = 0;
            await using FitsTableReader reader = await FitsTableReader.OpenAsync(file, null, CancellationToken.None);
            RecordBatch batch = new(reader.Schema);
            Assert.True(await reader.ReadAsync(batch, CancellationToken.None));
            Assert.Equal([42.5], ((PrimitiveVector<double>)((ListVector)batch.Columns[0]).Items).Values.ToArray());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Table_without_columns_is_written_and_read()
    {
        MemoryStream file = new();
        await WriteAsync(file, new RecordBatch(new TableSchema([])), new FitsTableWriterOptions { HasChecksum = true });
        Assert.Empty(await ReadAsync(file.ToArray(), true, new FitsTableOptions { IsStrict = true, VerifiesChecksum = true }));
    }

    private static async Task<MemoryStream> ThreeTablesAsync()
    {
        MemoryStream file = new();
        await WriteAsync(file, SampleTable.Make(10, 1, true), new FitsTableWriterOptions { HasChecksum = true });
        RecordBatch other = SampleTable.Make(20, 2, true);
        await using (FitsTableWriter writer = new(file, other.Schema with { Name = "other" }, new FitsTableWriterOptions { IsExtension = true }))
        {
            await writer.WriteAsync(other, CancellationToken.None);
            await writer.EndAsync(default, CancellationToken.None);
        }

        await WriteAsync(file, SampleTable.Make(30, 3, true), new FitsTableWriterOptions { IsExtension = true, Version = 2, Descriptors = ArrayDescriptors.Wide });
        file.Position = 0;
        return file;
    }

    private static async Task WriteAsync(Stream stream, RecordBatch batch, FitsTableWriterOptions options)
    {
        await using FitsTableWriter writer = new(stream, batch.Schema, options);
        await writer.WriteAsync(batch, CancellationToken.None);
        await writer.EndAsync(default, CancellationToken.None);
    }

    private static async Task<List<string>> ReadAsync(byte[] bytes, bool canSeek, FitsTableOptions options)
    {
        Stream stream = canSeek ? new MemoryStream(bytes) : new ForwardStream(new MemoryStream(bytes));
        await using FitsTableReader reader = await FitsTableReader.OpenAsync(stream, options, CancellationToken.None);
        return await Cells.OfAsync(reader);
    }
}

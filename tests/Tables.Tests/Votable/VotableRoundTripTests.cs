using System.Text;
using Hven.Tables.Votable;

namespace Hven.Tables.Tests.Votable;

public sealed class VotableRoundTripTests
{
    [Theory]
    [InlineData(VotableSerialization.Tabledata, 2000)]
    [InlineData(VotableSerialization.Binary, 2000)]
    [InlineData(VotableSerialization.Binary2, 2000)]
    [InlineData(VotableSerialization.Tabledata, 0)]
    [InlineData(VotableSerialization.Binary2, 0)]
    [InlineData(VotableSerialization.Binary2, 1)]
    public async Task Write_then_read_gives_every_cell_back(VotableSerialization serialization, int rows)
    {
        foreach (bool withArrays in new[] { false, true })
        {
            RecordBatch batch = SampleTable.Make(rows, 11, withArrays);
            byte[] document = await WriteAsync(batch, serialization);
            Assert.Equal(Expected(batch, serialization), await ReadAsync(document));
        }
    }

    [Theory]
    [InlineData(VotableSerialization.Tabledata)]
    [InlineData(VotableSerialization.Binary)]
    [InlineData(VotableSerialization.Binary2)]
    public async Task Read_cut_at_any_place_is_an_error_with_its_place(VotableSerialization serialization)
    {
        byte[] document = await WriteAsync(SampleTable.Make(60, 12, true), serialization);
        for (int length = 0; length < document.Length - 12; length += 97)
        {
            TableFormatException exception = await Assert.ThrowsAsync<TableFormatException>(() => ReadAsync(document[..length]));
            Assert.StartsWith("VOT-", exception.Code, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(VotableSerialization.Tabledata)]
    [InlineData(VotableSerialization.Binary)]
    [InlineData(VotableSerialization.Binary2)]
    public async Task Read_with_flipped_bits_gives_rows_or_our_exception(VotableSerialization serialization)
    {
        byte[] document = await WriteAsync(SampleTable.Make(30, 13, true), serialization);
        Random random = new(14);
        for (int round = 0; round < 1000; round++)
        {
            byte[] damaged = [.. document];
            for (int flips = random.Next(1, 6); flips > 0; flips--)
            {
                damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            }

            try
            {
                await ReadAsync(damaged, _ => { });
            }
            catch (TableFormatException exception)
            {
                Assert.Matches("^(VOT|FITS)-", exception.Code);
            }
        }
    }

    [Theory]
    [InlineData(VotableSerialization.Binary)]
    [InlineData(VotableSerialization.Binary2)]
    public async Task Write_NUL_in_text_is_refused_with_column_and_row(VotableSerialization serialization)
    {
        foreach (ArrayShape? shape in new[] { null, ArrayShape.Fixed(2), ArrayShape.Variable })
        {
            RecordBatch batch = new(new TableSchema([new Column("label", ElementType.String) { Shape = shape, TextWidth = 4 }]));
            for (int row = 0; row < 1500; row++)
            {
                AppendTexts(batch.Columns[0], "ab", row == 1400 ? "c\0d" : "");
            }

            TableFormatException fault = await Assert.ThrowsAsync<TableFormatException>(() => WriteAsync(batch, serialization));
            Assert.Equal("VOT-NUL", fault.Code);
            Assert.StartsWith("Column 'label', row 1401:", fault.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(VotableSerialization.Tabledata)]
    [InlineData(VotableSerialization.Binary)]
    [InlineData(VotableSerialization.Binary2)]
    public async Task Write_element_that_stands_for_null_is_refused_until_another_stands_for_it(VotableSerialization serialization)
    {
        foreach ((string? own, bool isRefused) in new[] { (null, false), ("-32768", true), ("40000", false), ("-1", false) })
        {
            RecordBatch batch = new(new TableSchema([new Column("counts", ElementType.Int16) { Shape = ArrayShape.Variable, NullValue = own }]));
            ListVector list = (ListVector)batch.Columns[0];
            ((PrimitiveVector<short>)list.Items).Append(short.MinValue);
            list.Items.AppendNull();
            list.EndRow();
            if (isRefused)
            {
                TableFormatException fault = await Assert.ThrowsAsync<TableFormatException>(() => WriteAsync(batch, serialization));
                Assert.Equal("VOT-NULL", fault.Code);
                Assert.Contains("'counts' holds the value -32768", fault.Message, StringComparison.Ordinal);
                continue;
            }

            Assert.Equal(Cells.Of(batch), await ReadAsync(await WriteAsync(batch, serialization)));
        }
    }

    [Theory]
    [InlineData(VotableSerialization.Tabledata)]
    [InlineData(VotableSerialization.Binary)]
    [InlineData(VotableSerialization.Binary2)]
    public async Task Write_integers_of_the_value_that_stands_for_null_names_column_and_value(VotableSerialization serialization)
    {
        RecordBatch batch = new(new TableSchema([new Column("counts", ElementType.Int32) { Shape = ArrayShape.Variable }]));
        ListVector list = (ListVector)batch.Columns[0];
        ((PrimitiveVector<int>)list.Items).Append(int.MinValue);
        list.EndRow();
        Assert.Equal(Cells.Of(batch), await ReadAsync(await WriteAsync(batch, serialization)));
        ((PrimitiveVector<int>)list.Items).Append(-1_999_999_999);
        list.EndRow();
        TableFormatException fault = await Assert.ThrowsAsync<TableFormatException>(() => WriteAsync(batch, serialization));
        Assert.Equal("VOT-NULL", fault.Code);
        Assert.Contains("'counts' holds the value -1999999999", fault.Message, StringComparison.Ordinal);
        Assert.Contains("choose another NullValue", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ElementType.String, "set TextWidth")]
    [InlineData(ElementType.UInt64, "unsigned 64-bit")]
    public async Task Write_array_of_texts_without_a_width_is_refused_with_the_reason(ElementType type, string reason)
    {
        RecordBatch batch = new(new TableSchema([new Column("labels", type) { Shape = ArrayShape.Variable }]));
        TableFormatException fault = await Assert.ThrowsAsync<TableFormatException>(() => WriteAsync(batch, VotableSerialization.Tabledata));
        Assert.Equal("VOT-WIDTH", fault.Code);
        Assert.Contains("'labels'", fault.Message, StringComparison.Ordinal);
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_bad_rows_are_told_and_left_out()
    {
        const string Text = """
            <?xml version="1.0"?>
            <v:VOTABLE version="1.3" xmlns:v="http://www.ivoa.net/xml/VOTable/v1.3"><v:RESOURCE><v:TABLE>
            <v:FIELD name="id" datatype="int"/><v:FIELD name="x" datatype="float"/><v:DATA><v:TABLEDATA>
            <v:TR><v:TD>1</v:TD><v:TD>1.5</v:TD></v:TR>
            <v:TR><v:TD>oops</v:TD><v:TD>2</v:TD></v:TR>
            <v:TR><v:TD>3</v:TD></v:TR>
            <v:TR><v:TD>4</v:TD><v:TD>four</v:TD></v:TR>
            <v:TR><v:TD>0x1F</v:TD><v:TD><![CDATA[-Inf]]></v:TD></v:TR>
            <v:TR><v:TD/><v:TD> </v:TD></v:TR>
            </v:TABLEDATA></v:DATA></v:TABLE></v:RESOURCE></v:VOTABLE>
            """;
        foreach (string text in new[] { Text, Text.Replace("v:", "", StringComparison.Ordinal) })
        {
            List<RowReject> rejects = [];
            List<string> cells = await ReadAsync(Encoding.UTF8.GetBytes(text), rejects.Add);
            Assert.Equal(["id[0]=1", "id[1]=31", "id[2]=~", "x[0]=3ff8000000000000", "x[1]=fff0000000000000", "x[2]=~"], cells);
            Assert.Equal([(2, "line 5", "id"), (3, "line 6", null), (4, "line 7", "x")], rejects.Select(reject => (reject.Row, reject.Position, reject.Column)));
            TableFormatException strict = await Assert.ThrowsAsync<TableFormatException>(() => ReadAsync(Encoding.UTF8.GetBytes(text)));
            Assert.Contains("Row 2, column 'id'", strict.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("<!DOCTYPE x [<!ENTITY a \"aaa\"><!ENTITY b \"&a;&a;\">]><VOTABLE/>", "VOT-DTD")]
    [InlineData("<VOTABLE><RESOURCE><TABLE><FIELD name=\"a\" datatype=\"bar\"/></TABLE></RESOURCE></VOTABLE>", "VOT-FIELD")]
    [InlineData("<VOTABLE><RESOURCE></VOTABLE>", "VOT-XML")]
    [InlineData("<VOTABLE></VOTABLE>", "VOT-NOTABLE")]
    [InlineData("<html></html>", "VOT-NOTVOTABLE")]
    [InlineData("<VOTABLE><INFO name=\"x\" value=\"&lol;\"/></VOTABLE>", "VOT-XML")]
    [InlineData("", "VOT-TRUNCATED")]
    [InlineData("nonsense", "VOT-XML")]
    public async Task Read_what_is_no_votable_says_why(string text, string code)
    {
        TableFormatException exception = await Assert.ThrowsAsync<TableFormatException>(() => ReadAsync(Encoding.UTF8.GetBytes(text)));
        Assert.Equal(code, exception.Code);
    }

    [Fact]
    public async Task Read_elements_nested_without_end_is_refused()
    {
        string deep = string.Concat(Enumerable.Repeat("<a>", 100_000));
        TableFormatException exception = await Assert.ThrowsAsync<TableFormatException>(() => ReadAsync(Encoding.UTF8.GetBytes("<VOTABLE>" + deep)));
        Assert.Equal("VOT-LIMIT", exception.Code);
    }

    [Fact]
    public async Task Read_error_document_gives_the_message()
    {
        MemoryStream stream = new();
        await VotableError.WriteAsync(new ForwardStream(stream), "No column 'rä' <in> \u0001 table & co", CancellationToken.None);
        stream.Position = 0;
        await using VotableReader reader = await VotableReader.OpenAsync(new ForwardStream(stream), null, CancellationToken.None);
        Assert.Empty(reader.Schema.Columns);
        Assert.Equal("No column 'rä' <in> \uFFFD table & co", reader.ErrorMessage);
        Assert.False(await reader.ReadAsync(new RecordBatch(reader.Schema), CancellationToken.None));
    }

    [Theory]
    [InlineData(true, null)]
    [InlineData(false, "the engine <stopped>")]
    public async Task Write_end_of_table_tells_how_it_ended(bool overflow, string? error)
    {
        MemoryStream stream = new();
        RecordBatch batch = SampleTable.Make(5, 15, false);
        await using VotableWriter writer = new(stream, batch.Schema, new VotableWriterOptions { Info = [new("QUERY_STATUS", "OK"), new("QUERY", "SELECT a\n\"b\"") { Id = "q" }] });
        await writer.WriteAsync(batch, CancellationToken.None);
        await writer.EndAsync(new TableEnd(overflow, error), CancellationToken.None);
        stream.Position = 0;
        await using VotableReader reader = await VotableReader.OpenAsync(stream, null, CancellationToken.None);
        await Cells.OfAsync(reader);
        Assert.Equal((overflow, error), (reader.Overflow, reader.ErrorMessage));
        Assert.Equal("SELECT a\n\"b\"", reader.Info.Single(info => info.Id == "q").Value);
        Assert.Equal("Right ascension <ICRS> & more", reader.Schema.Columns.Single(column => column.Name == "ra").Description);
    }

    private static void AppendTexts(ColumnVector vector, string first, string second)
    {
        if (vector is not ListVector list)
        {
            ((TextVector)vector).Append(first + second);
            return;
        }

        ((TextVector)list.Items).Append(first);
        ((TextVector)list.Items).Append(second);
        list.EndRow();
    }

    private static async Task<byte[]> WriteAsync(RecordBatch batch, VotableSerialization serialization)
    {
        MemoryStream stream = new();
        await using VotableWriter writer = new(new ForwardStream(stream), batch.Schema, new VotableWriterOptions { Serialization = serialization });
        await writer.WriteAsync(batch, CancellationToken.None);
        await writer.EndAsync(default, CancellationToken.None);
        return stream.ToArray();
    }

    private static async Task<List<string>> ReadAsync(byte[] document, Action<RowReject>? onReject = null)
    {
        await using VotableReader reader = await VotableReader.OpenAsync(
            new ForwardStream(new MemoryStream(document)), new VotableOptions { OnReject = onReject, MaxCellBytes = 1 << 20 }, CancellationToken.None);
        return await Cells.OfAsync(reader);
    }

    /// <summary>What the serialisation can hold: empty texts and arrays turn null where only emptiness can say so.</summary>
    private static List<string> Expected(RecordBatch batch, VotableSerialization serialization) =>
    [
        .. Cells.Of(batch).Select(cell =>
        {
            string name = cell[..cell.IndexOf('[', StringComparison.Ordinal)];
            string head = cell[..(cell.IndexOf('=', StringComparison.Ordinal) + 1)];
            string value = cell[head.Length..];
            bool isNull = value == "~";
            if (name == "u64" && !isNull)
            {
                return head + $"'{value}'";
            }

            return serialization switch
            {
                VotableSerialization.Tabledata => head + (value is "''" or "[]" ? "~" : !isNull ? value : name switch
                {
                    "c64" or "c128" => "NaNNaN",
                    "fixed" => "[NaN,NaN,NaN]",
                    "matrix" => "[~,~,~,~,~,~]",
                    "flags" => "[~,~,~,~,~]",
                    "labels" => "['','']",
                    _ => "~",
                }),
                VotableSerialization.Binary => head + (value == "''" ? "~" : !isNull ? value : name switch
                {
                    "f32" or "ra" => "NaN",
                    "c64" or "c128" => "NaNNaN",
                    "spectrum" or "counts" => "[]",
                    "fixed" => "[NaN,NaN,NaN]",
                    "matrix" => "[~,~,~,~,~,~]",
                    "flags" => "[~,~,~,~,~]",
                    "labels" => "['','']",
                    _ => "~",
                }),
                _ => cell,
            };
        }),
    ];
}

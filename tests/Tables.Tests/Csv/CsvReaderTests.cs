using System.Text;
using Hven.Tables.Csv;

namespace Hven.Tables.Tests.Csv;

public sealed class CsvReaderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("a,b\n1,2\n3,4\n", ",")]
    [InlineData("a;b\r\n1,5;2\r\n3,5;4\r\n", ";")]
    [InlineData("a\tb\r1\t2\r3\t4", "\t")]
    [InlineData("a|b\n1|2\n", "|")]
    [InlineData("  a   b\n 1   2 \n3\t4\n", " ")]
    [InlineData("a\n1\n2\n", ",")]
    [InlineData("\uFEFF# made by hand\n\na,b\n1,2\n", ",")]
    public async Task Detect_finds_the_separator(string text, string separator)
    {
        CsvScan scan = await ScanAsync(text);
        Assert.Equal((byte)separator[0], scan.Dialect.Separator);
        Assert.True(scan.Dialect.HasHeader);
        Assert.Equal("a", scan.Schema.Columns[0].Name);
        Assert.Equal(text.StartsWith('\uFEFF') || separator == "|" ? 1 : 2, scan.RowCount);
    }

    [Theory]
    [InlineData("true,FALSE,True,", ElementType.Boolean)]
    [InlineData("1,-2,NULL,+3", ElementType.Int64)]
    [InlineData("9223372036854775807,-9223372036854775808", ElementType.Int64)]
    [InlineData("9223372036854775808,1", ElementType.UInt64)]
    [InlineData("18446744073709551615", ElementType.UInt64)]
    [InlineData("18446744073709551616,1", ElementType.String)]
    [InlineData("9223372036854775808,-1", ElementType.String)]
    [InlineData("1,2.5", ElementType.Float64)]
    [InlineData("1,nan", ElementType.Float64)]
    [InlineData("-inf,Infinity", ElementType.Float64)]
    [InlineData("1,-0", ElementType.Float64)]
    [InlineData("1e5,.5,5.", ElementType.Float64)]
    [InlineData("1e400", ElementType.String)]
    [InlineData("007,1", ElementType.String)]
    [InlineData("012345.67,1.5", ElementType.String)]
    [InlineData("1 000,1", ElementType.String)]
    [InlineData("true,1", ElementType.String)]
    [InlineData("1,x", ElementType.String)]
    [InlineData("e5", ElementType.String)]
    [InlineData("1e", ElementType.String)]
    [InlineData("-", ElementType.String)]
    [InlineData(",NULL,\\N", ElementType.String)]
    public async Task Infer_gives_the_narrowest_type_that_loses_nothing(string cells, ElementType expected)
    {
        CsvScan scan = await ScanAsync("k|v\n" + string.Concat(cells.Split(',').Select(cell => $"0|{cell}\n")));
        Assert.Equal(expected, scan.Schema.Columns[1].Type);
    }

    [Fact]
    public async Task Read_takes_a_tab_in_ECSV_for_text()
    {
        // As astropy writes it: blanks separate, so that a tab needs no quotes.
        const string Text = "# %ECSV 1.0\n# ---\n# datatype:\n# - {name: id, datatype: int64}\n# - {name: s, datatype: string}\n# schema: astropy-2.0\nid s\n1 a\tb\n2 c\n";
        await using CsvReader reader = await CsvReader.OpenAsync(new MemoryStream(Encoding.UTF8.GetBytes(Text)), new CsvOptions(), Token);
        var batch = new RecordBatch(reader.Schema);
        Assert.True(await reader.ReadAsync(batch, Token));
        Assert.Equal(["a\tb", "c"], Enumerable.Range(0, 2).Select(row => Encoding.UTF8.GetString(((TextVector)batch.Columns[1])[row])));
    }

    [Fact]
    public async Task Open_refuses_a_header_nested_without_end()
    {
        string text = "# %ECSV 1.0\n# ---\n# datatype: " + new string('[', 200_000) + "\na,b\n1,2\n";
        TableFormatException fault = await Assert.ThrowsAsync<TableFormatException>(
            async () => await CsvReader.OpenAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), new CsvOptions()));
        Assert.Equal("CSV-ECSV", fault.Code);
        Assert.Contains("nested", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Infer_looks_at_the_last_row_too_and_merge_takes_the_wider_type()
    {
        string integers = "id,v\n" + string.Concat(Enumerable.Range(0, 100_000).Select(row => $"{row},{row}\n"));
        CsvScan first = await ScanAsync(integers);
        CsvScan second = await ScanAsync("id,v\n1,2\n2,2.5\n");
        CsvScan last = await ScanAsync(integers + "x,1\n");
        Assert.Equal([ElementType.Int64, ElementType.Int64], first.Schema.Columns.Select(column => column.Type));
        Assert.Equal([ElementType.String, ElementType.Int64], last.Schema.Columns.Select(column => column.Type));
        CsvScan merged = first.Merge(second);
        Assert.Equal([ElementType.Int64, ElementType.Float64], merged.Schema.Columns.Select(column => column.Type));
        Assert.Equal(100_002, merged.RowCount);
        CsvScan other = await ScanAsync("id,w\n1,2\n");
        Assert.Equal("CSV-COLUMNS", Assert.Throws<TableFormatException>(() => first.Merge(other)).Code);
    }

    [Fact]
    public async Task Read_quotes_newlines_and_nulls_as_rfc_4180_says()
    {
        (CsvReader reader, RecordBatch batch) = await ReadAsync("id,t\r\n1,\"a,\"\"b\"\"\r\nc\"\r\n2,\"\"\r\n3,\r\n4,\"NULL\"\r\n5,x\"y\r\n6,Čebyšëv");
        Assert.Equal(["'a,\"b\"\r\nc'", "''", "null", "'NULL'", "'x\"y'", "'Čebyšëv'"], Shown(batch, 1));
        Assert.Equal(8, reader.LinesRead);
        Assert.Equal(6, reader.RowsRead);
    }

    [Fact]
    public async Task Read_without_header_names_the_columns_and_commented_header_gives_names()
    {
        (CsvReader bare, _) = await ReadAsync("1,2.5\n3,4.5\n");
        Assert.Equal(["col1", "col2"], bare.Schema.Columns.Select(column => column.Name));
        (CsvReader commented, RecordBatch batch) = await ReadAsync("# catalogue\n# ra dec\n1 2.5\n3 4.5\n");
        Assert.Equal(["ra", "dec"], commented.Schema.Columns.Select(column => column.Name));
        Assert.Equal(2, batch.RowCount);
    }

    [Fact]
    public async Task Read_bad_rows_rejects_them_with_line_and_reason_and_keeps_the_others()
    {
        var rejects = new List<RowReject>();
        var options = new CsvOptions
        {
            Columns = [new Column("id", ElementType.Int16), new Column("t", ElementType.String), new Column("x", ElementType.Float64)],
            OnReject = rejects.Add,
        };
        byte[] file =
        [
            .. "id,t,x\n1,a,1.5\n2,b\n40000,c,1\n\n3,\"d\nd\",x\n4,"u8, 0xE9, .. ",2\n5,\"e\"f,2\n6,g,2,3\n7,h,7\n8,\"open,9\n9,i,9\n"u8,
        ];
        await using CsvReader reader = await CsvReader.OpenAsync(new MemoryStream(file), options, Token);
        var batch = new RecordBatch(reader.Schema);
        Assert.True(await reader.ReadAsync(batch, Token));
        Assert.Equal(["1", "7"], Shown(batch, 0));
        Assert.Equal(["'a'", "'h'"], Shown(batch, 1));
        Assert.False(await reader.ReadAsync(batch, Token));
        Assert.Equal(
            [(2, "line 3", null), (3, "line 4", "id"), (4, "line 6", "x"), (5, "line 8", "t"), (6, "line 9", null), (7, "line 10", null), (9, "line 12", null)],
            rejects.Select(reject => (reject.Row, reject.Position, reject.Column)));
        Assert.Contains("40000", rejects[1].Reason, StringComparison.Ordinal);
        Assert.Contains("opened at line 12", rejects[^1].Reason, StringComparison.Ordinal);
        Assert.Equal("2,b", rejects[0].Text);
        TableFormatException fault = await Assert.ThrowsAsync<TableFormatException>(async () =>
        {
            await using CsvReader strict = await CsvReader.OpenAsync(new MemoryStream(file), options with { OnReject = null }, Token);
            await strict.ReadAsync(batch, Token);
        });
        Assert.Equal("CSV-ROW", fault.Code);
        Assert.Contains("line 3", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_columns_by_name_takes_any_order_and_leaves_the_rest()
    {
        (_, RecordBatch batch) = await ReadAsync("a,b,c\n1,2,3\n4,5,6\n", new CsvOptions { Columns = [new("c", ElementType.Int32), new("a", ElementType.String)] });
        Assert.Equal(["3", "6"], Shown(batch, 0));
        Assert.Equal(["'1'", "'4'"], Shown(batch, 1));
        TableFormatException fault = await Assert.ThrowsAsync<TableFormatException>(() =>
            ReadAsync("a,b\n1,2\n", new CsvOptions { Columns = [new("z", ElementType.Int32)] }));
        Assert.Equal("CSV-COLUMNS", fault.Code);
    }

    [Theory]
    [InlineData("id,name,x\n", "\n")]
    [InlineData("id,name,x\r\n", "\r\n")]
    [InlineData("# comment\nid,name,x\n", "\n")]
    public async Task Read_taken_up_at_the_position_gives_the_same_rows(string head, string newline)
    {
        var text = new StringBuilder(head);
        for (int row = 0; row < 60_000; row++)
        {
            text.Append(row).Append(row % 5 == 0 ? ",\"multi\nline\"," : ",plain,").Append(row % 977 == 0 ? "bad" : "0.25").Append(newline);
        }

        byte[] file = Encoding.UTF8.GetBytes(text.ToString());
        Column[] columns = [new("id", ElementType.Int64), new("name", ElementType.String), new("x", ElementType.Float64)];
        var whole = new List<string>();
        var wholeRejects = new List<(long, string)>();
        await using (CsvReader reader = await CsvReader.OpenAsync(new MemoryStream(file), new CsvOptions { Columns = columns, OnReject = reject => wholeRejects.Add((reject.Row, reject.Position)) }, Token))
        {
            var batch = new RecordBatch(reader.Schema);
            while (await reader.ReadAsync(batch, Token))
            {
                whole.AddRange(Shown(batch, 0));
            }
        }

        var parts = new List<string>();
        var partRejects = new List<(long, string)>();
        (long offset, long row0, long line) = (0L, 0L, 0L);
        while (true)
        {
            var options = new CsvOptions
            {
                Columns = columns,
                OnReject = reject => partRejects.Add((reject.Row, reject.Position)),
                StartOffset = offset,
                StartRow = row0,
                StartLine = line,
            };
            await using CsvReader reader = await CsvReader.OpenAsync(new MemoryStream(file), options, Token);
            var batch = new RecordBatch(reader.Schema);
            if (!await reader.ReadAsync(batch, Token))
            {
                break;
            }

            parts.AddRange(Shown(batch, 0));
            (offset, row0, line) = (reader.ReadPosition, reader.RowsRead, reader.LinesRead);
        }

        Assert.Equal(60_000 - 62, whole.Count);
        Assert.Equal(whole, parts);
        Assert.Equal(62, wholeRejects.Count);
        Assert.Equal(wholeRejects, partRejects);
    }

    [Fact]
    public async Task Read_endless_line_ends_in_an_error_with_bounded_memory()
    {
        var endless = new RepeatingStream("abcdefgh"u8.ToArray(), 1L << 30);
        TableFormatException fault = await Assert.ThrowsAsync<TableFormatException>(async () => await CsvReader.OpenAsync(endless, new CsvOptions { Columns = [new("a", ElementType.String)] }, Token));
        Assert.Equal("CSV-RECORD-LENGTH", fault.Code);
        Assert.InRange(endless.Given, 16 << 20, 64 << 20);
        var cells = new RepeatingStream("1,"u8.ToArray(), 1L << 30);
        fault = await Assert.ThrowsAsync<TableFormatException>(async () => await CsvScan.ScanAsync(cells, cancellationToken: Token));
        Assert.StartsWith("CSV-", fault.Code, StringComparison.Ordinal);
        Assert.InRange(cells.Given, 1, 64 << 20);
    }

    [Fact]
    public async Task Read_cell_over_the_limit_rejects_its_row()
    {
        var rejects = new List<RowReject>();
        string text = $"a,b\n1,{new string('x', 2 << 20)}\n2,y\n";
        (_, RecordBatch batch) = await ReadAsync(text, new CsvOptions { OnReject = rejects.Add });
        Assert.Equal(["2"], Shown(batch, 0));
        Assert.Equal(4096, Assert.Single(rejects).Text.Length);
    }

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x61, 0x00 }, "CSV-ENCODING")]
    [InlineData(new byte[] { 0x50, 0x41, 0x52, 0x31, 0x00, 0x01 }, "CSV-BINARY")]
    public async Task Open_what_is_not_utf8_text_says_so(byte[] file, string code)
    {
        TableFormatException fault = await Assert.ThrowsAsync<TableFormatException>(async () => await CsvReader.OpenAsync(new MemoryStream(file), null, Token));
        Assert.Equal(code, fault.Code);
    }

    [Fact]
    public async Task Read_nul_after_the_head_rejects_its_row_with_line_and_column()
    {
        var rejects = new List<RowReject>();
        string filler = string.Concat(Enumerable.Range(0, 2000).Select(row => $"{row},text {row},[1 2]\n"));
        (_, RecordBatch batch) = await ReadAsync($"a,b,c\n{filler}2000,x\0y,[3 4]\n2001,\"z\n\0\",[5 6]\n2002,last,[7 8]\n", new CsvOptions { OnReject = rejects.Add });
        Assert.Equal(2001, batch.RowCount);
        Assert.Equal([(2001, "line 2002", "b"), (2002, "line 2003", "b")], rejects.Select(reject => (reject.Row, reject.Position, reject.Column!)));
        Assert.All(rejects, reject => Assert.Contains("NUL", reject.Reason, StringComparison.Ordinal));
        TableFormatException fault = await Assert.ThrowsAsync<TableFormatException>(async () => await ReadAsync($"a,b,c\n{filler}2000,x\0y,[3 4]\n"));
        Assert.StartsWith("Row 2001, line 2002, column b: ", fault.Message, StringComparison.Ordinal);
        fault = await Assert.ThrowsAsync<TableFormatException>(async () => await ReadAsync($"{new string('a', 5000)},b\0\n1,2\n"));
        Assert.Equal("CSV-BINARY", fault.Code);
    }

    [Fact]
    public async Task Read_empty_file_has_no_columns_and_no_rows()
    {
        (CsvReader reader, RecordBatch batch) = await ReadAsync("");
        Assert.Empty(reader.Schema.Columns);
        Assert.Equal(0, batch.RowCount);
    }

    [Theory]
    [InlineData(" ", "null null null null")]
    [InlineData(",", "'' null null null")]
    public async Task Read_ecsv_with_blanks_takes_empty_quotes_for_null(string separator, string cells)
    {
        string head = "# %ECSV 1.0\n# ---\n" + (separator == "," ? "# delimiter: ','\n" : "")
            + "# datatype:\n# - {name: t, datatype: string}\n# - {name: i, datatype: int64}\n# - {name: v, datatype: string, subtype: 'int64[2]'}\n# - {name: w, datatype: string, subtype: 'string[2]'}\n";
        string row = separator == " " ? "\"\" \"\" \"\" \"\"\n" : "\"\",,,\n";
        (_, RecordBatch batch) = await ReadAsync($"{head}t{separator}i{separator}v{separator}w\n{row}");
        Assert.Equal(cells, string.Join(' ', Enumerable.Range(0, 4).Select(column => Shown(batch, column).Single())));
    }

    [Fact]
    public async Task Read_ecsv_takes_types_units_and_arrays_from_the_header()
    {
        const string text = """
            # %ECSV 1.0
            # ---
            # datatype:
            # - {name: id, datatype: int32}
            # - {name: ra, unit: deg, datatype: float64, description: 'Right ascension, J2000'}
            # - {name: flux, unit: Jy, datatype: string, subtype: 'float32[2]'}
            # - {name: name, datatype: string}
            # delimiter: ','
            # schema: astropy-2.0
            id,ra,flux,name
            1,10.5,"[1.5,2.5]","a b"
            2,,"[3,4]",c
            """;
        (CsvReader reader, RecordBatch batch) = await ReadAsync(text);
        Assert.Equal([ElementType.Int32, ElementType.Float64, ElementType.Float32, ElementType.String], reader.Schema.Columns.Select(column => column.Type));
        Assert.Equal("deg", reader.Schema.Columns[1].Unit);
        Assert.Equal("Right ascension, J2000", reader.Schema.Columns[1].Description);
        Assert.Equal("2", reader.Schema.Columns[2].Shape?.ToString());
        Assert.Equal([1.5f, 2.5f, 3f, 4f], ((PrimitiveVector<float>)((ListVector)batch.Columns[2]).Items).Values);
        Assert.Equal(["'a b'", "'c'"], Shown(batch, 3));
    }

    [Fact]
    public async Task Read_random_bytes_ends_in_rows_rejects_or_table_format_exception()
    {
        var random = new Random(11);
        byte[] alphabet = [.. "019.-+eE,;|\t \"\"\n\r#aN\\"u8, 0xC3, 0xA9, 0xFF];
        for (int round = 0; round < 3000; round++)
        {
            byte[] file = new byte[random.Next(200)];
            for (int index = 0; index < file.Length; index++)
            {
                file[index] = alphabet[random.Next(alphabet.Length)];
            }

            try
            {
                long rejected = 0;
                await using CsvReader reader = await CsvReader.OpenAsync(new MemoryStream(file), new CsvOptions { OnReject = _ => rejected++ }, Token);
                var batch = new RecordBatch(reader.Schema);
                long rows = 0;
                while (await reader.ReadAsync(batch, Token))
                {
                    Assert.All(batch.Columns, column => Assert.Equal(batch.RowCount, column.Length));
                    rows += batch.RowCount;
                }

                Assert.Equal(reader.RowsRead, rows + rejected);
                Assert.Equal(file.Length, reader.ReadPosition);
            }
            catch (TableFormatException)
            {
            }
        }
    }

    [Fact]
    public async Task Read_ahead_over_many_buffers_leaves_the_rows_being_read_as_they_are()
    {
        // Blank lines, a record longer than the buffer and few bytes a read: each makes the buffer move in another way.
        var text = new StringBuilder("id,name\n");
        string[] names = [.. Enumerable.Range(0, 40_000).Select(row => row == 20_000 ? new string('L', 700_000) : new string((char)('a' + (row % 26)), row % 50))];
        for (int row = 0; row < names.Length; row++)
        {
            text.Append(row).Append(",\"").Append(names[row]).Append('"').Append(row % 5000 == 4999 ? new string('\n', 300_000) : "\n").Append(row % 1000 == 7 ? "malformed\n" : "");
        }

        var rejects = new List<RowReject>();
        await using CsvReader reader = await CsvReader.OpenAsync(new TricklingStream(Encoding.UTF8.GetBytes(text.ToString()), 10_007), new CsvOptions { OnReject = rejects.Add }, Token);
        var batch = new RecordBatch(reader.Schema);
        int rows = 0;
        while (await reader.ReadAsync(batch, Token))
        {
            Assert.Equal(Enumerable.Range(rows, batch.RowCount).Select(row => (long)row), ((PrimitiveVector<long>)batch.Columns[0]).Values.ToArray());
            Assert.Equal(names.Skip(rows).Take(batch.RowCount), Enumerable.Range(0, batch.RowCount).Select(row => Encoding.UTF8.GetString(((TextVector)batch.Columns[1])[row])));
            rows += batch.RowCount;
        }

        Assert.Equal(names.Length, rows);
        Assert.Equal(Enumerable.Range(0, 40).Select(index => (index * 1001L) + 9), rejects.Select(reject => reject.Row));
        Assert.All(rejects, reject => Assert.Equal("malformed", reject.Text));
    }

    [Fact]
    public async Task Read_of_a_stream_that_stops_answering_can_be_cancelled_and_the_reader_disposed()
    {
        using var cancel = new CancellationTokenSource();
        var stream = new StallingStream(Encoding.UTF8.GetBytes("a,b\n" + string.Concat(Enumerable.Repeat("1,2\n", 100_000))));
        CsvReader reader = await CsvReader.OpenAsync(stream, new CsvOptions { Columns = [new("a", ElementType.Int64)] }, Token);
        var batch = new RecordBatch(reader.Schema);
        Assert.True(await reader.ReadAsync(batch, cancel.Token));
        Task rest = Task.Run(
            async () =>
            {
                while (await reader.ReadAsync(batch, cancel.Token))
                {
                }
            },
            Token);
        await stream.Stalled;
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => rest);
        await reader.DisposeAsync();
        await reader.DisposeAsync();
    }

    [Fact]
    public void Mask_vector_and_scalar_mark_the_same_bytes()
    {
        var random = new Random(12);
        byte[] bytes = new byte[200];
        for (int round = 0; round < 1000; round++)
        {
            random.NextBytes(bytes);
            for (int index = 0; index < bytes.Length; index += 3)
            {
                bytes[index] = ",\"\n\r"u8[random.Next(4)];
            }

            int start = random.Next(100);
            Assert.Equal(
                StructuralBytes.ScalarMask(ref bytes[start], (byte)',', (byte)'"'),
                StructuralBytes.Mask(ref bytes[0], start, (byte)',', (byte)'"'));
        }
    }

    private static async Task<CsvScan> ScanAsync(string text) => await CsvScan.ScanAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), cancellationToken: Token);

    private static async Task<(CsvReader Reader, RecordBatch Batch)> ReadAsync(string text, CsvOptions? options = null)
    {
        CsvReader reader = await CsvReader.OpenAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), options, Token);
        var batch = new RecordBatch(reader.Schema);
        await reader.ReadAsync(batch, Token);
        return (reader, batch);
    }

    private static IEnumerable<string> Shown(RecordBatch batch, int column) =>
        [.. Enumerable.Range(0, batch.RowCount).Select(row => EveryTypeTable.Show(batch.Columns[column], row))];
}

/// <summary>Bytes that come a few at a time.</summary>
internal sealed class TricklingStream(byte[] bytes, int most) : MemoryStream(bytes)
{
    public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, most));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        base.ReadAsync(buffer[..Math.Min(buffer.Length, most)], cancellationToken);
}

/// <summary>Bytes after which no more come, nor an end.</summary>
internal sealed class StallingStream(byte[] bytes) : MemoryStream(bytes)
{
    private readonly TaskCompletionSource _stalled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Stalled => _stalled.Task;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Position == Length)
        {
            _stalled.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        return await base.ReadAsync(buffer, cancellationToken);
    }
}

/// <summary>A long stream of one pattern that tells how much of it was taken.</summary>
internal sealed class RepeatingStream(byte[] pattern, long length) : Stream
{
    public long Given { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count)
    {
        int given = (int)Math.Min(count, length - Given);
        for (int index = 0; index < given; index++)
        {
            buffer[offset + index] = pattern[(Given + index) % pattern.Length];
        }

        Given += given;
        return given;
    }

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

namespace Hven.Tables.Tests.Matrix;

/// <summary>Every format with every type: out and back, bit for bit, but for the limits that stand in <see cref="MatrixLimit"/>.</summary>
public sealed class FormatMatrixTests
{
    public static TheoryData<string, ElementType> FormatsAndTypes
    {
        get
        {
            var data = new TheoryData<string, ElementType>();
            foreach (MatrixFormat format in MatrixFormat.All)
            {
                foreach (ElementType type in Enum.GetValues<ElementType>())
                {
                    data.Add(format.Name, type);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(FormatsAndTypes))]
    public async Task Write_and_read_gives_the_same(string format, ElementType type)
    {
        MatrixFormat chosen = MatrixFormat.All.Single(other => other.Name == format);
        var faults = new List<string>();
        foreach (MatrixCase sample in MatrixCase.Of(type))
        {
            faults.AddRange((await MatrixCheck.RunAsync(chosen, type, sample)).Select(fault => $"{sample.Kind}: {fault}"));
        }

        Assert.Empty(faults);
    }

    [Fact]
    public void Limits_name_formats_that_there_are()
    {
        Assert.All(MatrixLimit.All, limit => Assert.Contains(
            MatrixFormat.All, format => Enum.GetValues<ElementType>().Any(type => MatrixCase.Of(type).Any(sample => MatrixLimit.Of(format.Name, type, sample.Kind).Contains(limit)))));
    }

    public static TheoryData<string> Formats => [.. MatrixFormat.All.Select(format => format.Name)];

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Texts_about_columns_are_carried_or_refused_and_spoil_nothing(string format)
    {
        MatrixFormat chosen = MatrixFormat.All.Single(other => other.Name == format);
        var faults = new List<string>();
        foreach (string text in new[] { "a\nb", "tab\there", "control \u0001 \u001F", "nul \0", "quote \" ' <&>", "]]>", "lone \uD800", new string('x', 100_000), " ", "#c", "\u0085\u2028" })
        {
            foreach (string part in new[] { "name", "unit", "description", "table" })
            {
                Column column = new Column("x", ElementType.Int32) with { Name = part == "name" ? text : "x", Unit = part == "unit" ? text : "deg", Description = part == "description" ? text : "d" };
                var batch = new RecordBatch(new TableSchema([new Column("first", ElementType.String) { TextWidth = 4 }, column]) { Name = part == "table" ? text : "t", Description = text });
                ((TextVector)batch.Columns[0]).Append("abc");
                ((PrimitiveVector<int>)batch.Columns[1]).Append(7);
                try
                {
                    (TableSchema _, RecordBatch read) = await chosen.RoundTripAsync(batch);
                    if (read.RowCount != 1 || Cells.Of(read.Columns[1], 0) != "7" || Cells.Of(read.Columns[0], 0) != "'abc'")
                    {
                        faults.Add($"{part} '{text[..Math.Min(20, text.Length)]}': other cells");
                    }
                }
                catch (TableFormatException)
                {
                    // The writer says that it cannot carry the text.
                }
                catch (Exception fault)
                {
                    faults.Add($"{part} '{text[..Math.Min(20, text.Length)]}': {fault.GetType().Name} {fault.Message}");
                }
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }
}

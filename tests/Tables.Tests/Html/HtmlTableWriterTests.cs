using System.Text;
using Hven.Tables.Html;
using Hven.Tables.Tests.Parquet;

namespace Hven.Tables.Tests.Html;

public sealed class HtmlTableWriterTests
{
    [Fact]
    public async Task Write_escapes_texts_and_marks_numbers_and_nulls()
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        var schema = new TableSchema([new("<ra>", ElementType.Float64) { Unit = "deg", Ucd = "pos.eq.ra", Description = "\"RA\" & more" }, new("t", ElementType.String)]);
        var batch = new RecordBatch(schema);
        ((PrimitiveVector<double>)batch.Columns[0]).Append(0.1);
        ((TextVector)batch.Columns[1]).Append("<script>alert('x')</script>");
        batch.Columns[0].AppendNull();
        batch.Columns[1].AppendNull();
        var stream = new AsyncOnlyStream();
        await using var writer = new HtmlTableWriter(stream, schema);
        await writer.WriteAsync(batch, token);
        await writer.EndAsync(new TableEnd(Overflow: true), token);
        string page = Encoding.UTF8.GetString(stream.ToArray());
        Assert.Contains("<tr><th data-type=\"float64\" title=\"&quot;RA&quot; &amp; more\">&lt;ra&gt;</th><th data-type=\"string\">t</th></tr>\n<tr class=\"unit\"><th>deg</th><th></th></tr>\n<tr class=\"ucd\"><th>pos.eq.ra</th><th></th></tr>", page, StringComparison.Ordinal);
        Assert.Contains("<tr><td class=\"n\">0.1</td><td>&lt;script&gt;alert('x')&lt;/script&gt;</td></tr>\n<tr><td class=\"null\"></td><td class=\"null\"></td></tr>", page, StringComparison.Ordinal);
        Assert.Contains("a limit was met", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
    }
}

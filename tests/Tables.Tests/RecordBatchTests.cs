namespace Hven.Tables.Tests;

public sealed class RecordBatchTests
{
    [Fact]
    public void SetNull_after_growth_keeps_earlier_and_later_rows_valid()
    {
        var vector = new PrimitiveVector<int>();
        for (int row = 0; row < 200; row++)
        {
            if (row is 3 or 64 or 130)
            {
                vector.AppendNull();
            }
            else
            {
                vector.Append(row);
            }
        }

        Assert.Equal(3, vector.NullCount);
        Assert.Equal([3, 64, 130], Enumerable.Range(0, 200).Where(vector.IsNull));
        Assert.Equal(199, vector.Values[199]);
    }

    [Fact]
    public void SetValidity_with_stray_bits_counts_only_rows_held()
    {
        var vector = new PrimitiveVector<double>();
        vector.Extend(70).Fill(1);
        vector.SetValidity([ulong.MaxValue, 0b01_1111]);
        Assert.Equal(1, vector.NullCount);
        Assert.True(vector.IsNull(69));
        vector.Clear();
        vector.Append(2);
        Assert.Equal(0, vector.NullCount);
        Assert.False(vector.IsNull(0));
    }

    [Fact]
    public void Append_text_holds_utf8_and_tells_empty_from_null()
    {
        var vector = new TextVector();
        vector.Append("");
        vector.AppendNull();
        vector.Append("Čebyšëv ✶ 星");
        Assert.False(vector.IsNull(0));
        Assert.True(vector.IsNull(1));
        Assert.Equal("Čebyšëv ✶ 星"u8, vector[2]);
    }

    [Fact]
    public void AppendFrom_list_copies_elements_and_nulls()
    {
        Column column = new("flux", ElementType.Float32) { Shape = ArrayShape.Variable };
        var source = (ListVector)ColumnVector.For(column);
        var items = (PrimitiveVector<float>)source.Items;
        items.Append(1);
        items.Append(2);
        source.EndRow();
        source.AppendNull();
        source.EndRow();
        ColumnVector target = ColumnVector.For(column);
        for (int row = 2; row >= 0; row--)
        {
            target.AppendFrom(source, row);
        }

        Assert.Equal([0, 0, 0, 2], ((ListVector)target).Offsets);
        Assert.Equal([false, true, false], new[] { target.IsNull(0), target.IsNull(1), target.IsNull(2) });
    }
}

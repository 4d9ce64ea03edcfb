using Hven.Platform.Storage;

namespace Hven.Query.Tests.Ingest;

public sealed class RadixSortTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(10_000, 3)]
    [InlineData(10_000, long.MaxValue)]
    public void Order_sorts_and_keeps_the_order_of_equals(int count, long largest)
    {
        var random = new Random(7);
        long[] keys = [.. Enumerable.Range(0, count).Select(_ => random.NextInt64(largest))];
        int[] expected = [.. Enumerable.Range(0, count).OrderBy(index => keys[index])];
        Assert.Equal(expected, RadixSort.Order(keys));
    }

    [Fact]
    public void Order_puts_negative_keys_last() => Assert.Equal([1, 2, 0, 3], RadixSort.Order([-5, 0, long.MaxValue, -1]));
}

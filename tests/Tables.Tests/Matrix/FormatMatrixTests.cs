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
}

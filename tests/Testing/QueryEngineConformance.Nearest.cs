using System.Globalization;
using Hven.Sky;

namespace Hven.Testing;

/// <summary>The rows nearest to a position, whatever the query is written like and however many are wanted.</summary>
public abstract partial class QueryEngineConformance
{
    public static TheoryData<double, double> NearestCenters => new() { { 0, 0 }, { 120, 90 }, { 17, -90 }, { 45, 41.8103148957786 }, { 200, 10 }, { 359.99999, -0.00001 } };

    [Theory]
    [MemberData(nameof(NearestCenters))]
    public async Task Nearest_rows_to_a_position_come_first(double ra, double dec)
    {
        SkyCoord center = new(ra, dec);
        string distance = string.Create(CultureInfo.InvariantCulture, $"DISTANCE(ra, dec, {ra:R}, {dec:R})");
        foreach (int count in new[] { 1, 7, 500, 5999 })
        {
            Assert.Equal(Nearest(center, count, _ => true), await DistancesAsync(center, $"SELECT TOP {count} ra, dec FROM t.sample ORDER BY {distance}"));
        }

        Assert.Equal(
            Nearest(center, 5, row => row.Count is < 0), await DistancesAsync(center, $"SELECT TOP 5 ra, dec FROM t.sample WHERE n < 0 ORDER BY {distance}, id"));
        Assert.Equal(
            Nearest(center, 9, row => row.Name == "alpha").Skip(4), await DistancesAsync(center, $"SELECT TOP 5 ra, dec, {distance} AS d FROM t.sample WHERE name = 'alpha' ORDER BY d OFFSET 4"));

        // What no circle is found for is worked off nevertheless.
        Assert.Equal(Nearest(center, 3, row => row.Count + row.Count == 14), await DistancesAsync(center, $"SELECT TOP 3 ra, dec FROM t.sample WHERE n + n = 14 ORDER BY {distance}"));
        Assert.Empty(await DistancesAsync(center, $"SELECT TOP 3 ra, dec FROM t.sample WHERE n > 1000 ORDER BY {distance}"));
    }

    private static double[] Nearest(SkyCoord center, int count, Func<SampleRow, bool> fits) =>
        [.. SampleCatalog.Rows.Where(fits).Select(row => Rounded(center, row.Ra, row.Dec)).Order().Take(count)];

    // The same to rounding: at the poles many rows lie in one place.
    private static double Rounded(SkyCoord center, double ra, double dec) => Math.Round(center.SeparationTo(new SkyCoord(ra, dec)).Degrees, 10);

    private async Task<double[]> DistancesAsync(SkyCoord center, string query)
    {
        List<double> distances = [];
        await foreach (Tables.RecordBatch batch in RunAsync(query))
        {
            for (int row = 0; row < batch.RowCount; row++)
            {
                distances.Add(Rounded(center, ((Tables.PrimitiveVector<double>)batch.Columns[0]).Values[row], ((Tables.PrimitiveVector<double>)batch.Columns[1]).Values[row]));
            }
        }

        return [.. distances];
    }
}

using System.Globalization;
using System.Text;

namespace Hven.Testing;

/// <summary>One row of the sample catalogue.</summary>
/// <param name="Id">Unique, also negative and beyond 2^53.</param>
/// <param name="Ra">Degrees.</param>
/// <param name="Dec">Degrees.</param>
/// <param name="Magnitude">NaN and nulls among them.</param>
/// <param name="Count">Whole number; nulls among them.</param>
/// <param name="Name">Text; empty, null and non-ASCII among them.</param>
public sealed record SampleRow(long Id, double Ra, double Dec, double? Magnitude, int? Count, string? Name);

/// <summary>A small catalogue where everything hard happens: RA 0, both poles, borders of base pixels, doubles of positions, nulls, NaN, odd text.</summary>
public static class SampleCatalog
{
    /// <summary>The rows; the same every time.</summary>
    public static IReadOnlyList<SampleRow> Rows { get; } = Make();

    /// <summary>The rows as CSV with a header: id, ra, dec, mag, n, name.</summary>
    public static string Csv()
    {
        var text = new StringBuilder("id,ra,dec,mag,n,name\n");
        foreach (SampleRow row in Rows)
        {
            string name = row.Name is null ? "" : $"\"{row.Name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
            text.Append(CultureInfo.InvariantCulture, $"{row.Id},{row.Ra:R},{row.Dec:R},{row.Magnitude:R},{row.Count},{name}\n");
        }

        return text.ToString();
    }

    private static List<SampleRow> Make()
    {
        var random = new Random(20261123);
        var rows = new List<SampleRow>();
        string[] names = ["alpha", "Beta", "γ Cas", "100%_sure", "it's \"quoted\"", "星", "back\\slash", "a.b*c"];
        (double Ra, double Dec)[] places = [(0, 0), (359.9999, 0.0001), (0.0001, -0.0001), (120, 90), (17, -90), (200, 89.999), (45, 41.8103148957786), (90, 0), (323.36, -0.82)];
        for (int number = 0; number < 6000; number++)
        {
            double ra = random.NextDouble() * 360;
            double dec = double.RadiansToDegrees(Math.Asin((2 * random.NextDouble()) - 1));
            if (number < 3000)
            {
                (double Ra, double Dec) place = places[number % places.Length];
                double spread = Math.Pow(10, -4 + (4 * random.NextDouble()));
                dec = Math.Clamp(place.Dec + (spread * (random.NextDouble() - 0.5)), -90, 90);
                ra = (place.Ra + (spread * (random.NextDouble() - 0.5)) + 360) % 360;
            }

            if (number < places.Length)
            {
                (ra, dec) = places[number];
            }

            double? magnitude = number % 17 == 0 ? null : number % 19 == 0 ? double.NaN : 15 + (10 * random.NextDouble());
            int? count = number % 13 == 0 ? null : random.Next(-50, 50);
            long id = number % 2 == 0 ? 9007199254740993L + number : -number;
            rows.Add(new(id, ra, dec, magnitude, count, number % 11 == 0 ? null : names[number % names.Length]));
        }

        return rows;
    }
}

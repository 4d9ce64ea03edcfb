using System.Net;
using System.Text;
using Hven.Adql;
using Hven.Adql.Binding;
using Hven.Platform.Accounts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hven.Query.Tap;

/// <summary>
/// <c>/tap/examples</c>: queries to start from, for people and, by RDFa, for programs (DALI 1.1, section 2.3). Only those are shown that fit the tables
/// of now: each was compiled.
/// </summary>
internal static class TapExamples
{
    private static readonly (string Id, string Title, string Text, string Query)[] s_survey =
    [
        ("cone", "Objects around a position", "All objects within three arcminutes of the globular cluster M2, the nearest first.",
            "SELECT COADD_OBJECT_ID, RA, DEC, MAG_AUTO_G, MAG_AUTO_R, MAG_AUTO_I, 60 * DISTANCE(POINT('ICRS', RA, DEC), POINT('ICRS', 323.3626, -0.8233)) AS arcmin\nFROM dr1.main\nWHERE 1 = CONTAINS(POINT('ICRS', RA, DEC), CIRCLE('ICRS', 323.3626, -0.8233, 0.05))\nORDER BY arcmin"),
        ("polygon", "Objects in a field", "Bright objects in a field with three corners.",
            "SELECT COADD_OBJECT_ID, RA, DEC, MAG_AUTO_I\nFROM dr1.main\nWHERE 1 = CONTAINS(POINT('ICRS', RA, DEC), POLYGON('ICRS', 323, -1, 324, -1, 323.5, -0.5))\nAND MAG_AUTO_I < 21"),
        ("galaxies", "Bright extended objects", "Unflagged objects that are wider than a star, the brightest first.",
            "SELECT TOP 100 COADD_OBJECT_ID, RA, DEC, MAG_AUTO_I, MAG_AUTO_G - MAG_AUTO_R AS g_r\nFROM dr1.main\nWHERE MAG_AUTO_I < 19 AND SPREAD_MODEL_I + 3 * SPREADERR_MODEL_I > 0.005 AND FLAGS_I = 0\nORDER BY MAG_AUTO_I"),
        ("counts", "Stars and galaxies by magnitude", "How many objects there are in each magnitude, point-like and extended ones apart.",
            "SELECT mag_i, is_star, COUNT(*) AS n\nFROM (\n  SELECT FLOOR(MAG_AUTO_I) AS mag_i, ROUND(CLASS_STAR_I, 0) AS is_star\n  FROM dr1.main\n  WHERE MAG_AUTO_I BETWEEN 16 AND 25\n) AS binned\nGROUP BY mag_i, is_star\nORDER BY mag_i, is_star"),
        ("tiles", "Objects by tile", "The tiles of the survey with the number of their objects.",
            "SELECT TILENAME, COUNT(*) AS n\nFROM dr1.main\nGROUP BY TILENAME\nORDER BY n DESC"),
        ("sample", "A random sample", "A thousand objects, other ones each time.", "SELECT TOP 1000 d.*, RAND() AS lot\nFROM dr1.main AS d\nORDER BY lot"),
    ];

    /// <summary>The page.</summary>
    public static ContentHttpResult Answer(HttpContext context, QueryRunner runner)
    {
        HttpRequest request = context.Request;
        QueryCatalog catalog = runner.CatalogFor(context.Caller());
        string service = $"{request.Scheme}://{request.Host}{request.PathBase}/tap";
        StringBuilder page = new();
        page.Append("<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n<title>Example queries</title>\n</head>\n");
        page.Append("<body vocab=\"http://www.ivoa.net/rdf/examples#\">\n<h1>Example queries</h1>\n");
        page.Append("<p>Queries in ADQL that this service answers. Programs read them from this page.</p>\n");
        foreach ((string id, string title, string text, string query) in s_survey.Concat(Generic(catalog)).Where(example => Fits(catalog, example.Query)))
        {
            page.Append($"<div id=\"{id}\" resource=\"#{id}\" typeof=\"example\">\n<h2 property=\"name\">{Encode(title)}</h2>\n<p>{Encode(text)}</p>\n");
            page.Append($"<pre property=\"query\">{Encode(query)}</pre>\n<p>Service: <em property=\"capability\">ivo://ivoa.net/std/TAP</em></p>\n</div>\n");
        }

        page.Append($"<p>The service is at <a href=\"{Encode(service)}\">{Encode(service)}</a>.</p>\n</body>\n</html>\n");
        return TypedResults.Text(page.ToString(), "text/html", Encoding.UTF8);
    }

    private static IEnumerable<(string Id, string Title, string Text, string Query)> Generic(QueryCatalog catalog)
    {
        yield return ("columns", "Columns by meaning", "All columns of this service that hold a right ascension.", "SELECT table_name, column_name, unit, description\nFROM tap_schema.columns\nWHERE ucd LIKE 'pos.eq.ra%'");
        foreach (AdqlTable table in catalog.Tables.Where(table => table.Schema != TapSchema.SchemaName))
        {
            string name = $"{AdqlName.Quote(table.Schema)}.{AdqlName.Quote(table.Name)}";
            yield return ($"first-{table.Schema}-{table.Name}", $"Some rows of {table.Schema}.{table.Name}", "Ten rows, whichever come first.", $"SELECT TOP 10 *\nFROM {name}");
        }
    }

    private static bool Fits(QueryCatalog catalog, string query) =>
        AdqlCompiler.Compile(query, catalog) is { Query: not null } compilation && compilation.Diagnostics.All(diagnostic => diagnostic.Severity != DiagnosticSeverity.Error);

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}

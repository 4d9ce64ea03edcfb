using System.Globalization;
using Hven.Adql;
using Hven.Platform.Http;
using Hven.Query.Uploads;

namespace Hven.Query.Tap;

/// <summary>What a query of TAP asks for, read from its parameters (TAP 1.1, section 2.7).</summary>
/// <param name="Query">The ADQL text.</param>
/// <param name="Format">The form of the answer.</param>
/// <param name="MaxRows">Rows at most, or null for the setting.</param>
/// <param name="Uploads">The tables that come along.</param>
/// <param name="Dialect">How strictly the text has to be ADQL: with <c>LANG=SQL</c>, what is written to other systems is understood.</param>
internal sealed record TapQuery(string Query, ResultFormat Format, long? MaxRows, IReadOnlyList<UploadItem> Uploads, AdqlDialect Dialect)
{
    private const string Sql = "SQL";

    private static readonly HashSet<string> s_languages = new(StringComparer.OrdinalIgnoreCase) { "ADQL", "ADQL-2.0", "ADQL-2.1", Sql };

    /// <exception cref="ServiceException">A parameter is missing or wrong.</exception>
    public static TapQuery From(DaliParameters parameters) => From(parameters, FindFormat(parameters["RESPONSEFORMAT"] ?? parameters["FORMAT"] ?? ResultFormat.Votable.Name));

    /// <summary>A form by its name.</summary>
    /// <exception cref="ServiceException">There is none.</exception>
    public static ResultFormat FindFormat(string name) =>
        ResultFormat.Find(name) ?? throw new ServiceException("usage", 400, $"RESPONSEFORMAT is '{name}'; there is no such format here. See /tap/capabilities.");

    /// <exception cref="ServiceException">A parameter is missing or wrong.</exception>
    public static TapQuery From(DaliParameters parameters, ResultFormat format)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (parameters["REQUEST"] is { } request && !request.Equals("doQuery", StringComparison.OrdinalIgnoreCase))
        {
            throw new ServiceException("usage", 400, $"REQUEST is '{request}'; the only one here is doQuery.");
        }

        if (parameters["LANG"] is { } language && !s_languages.Contains(language))
        {
            throw new ServiceException("usage", 400, $"LANG is '{language}'; this service speaks {string.Join(", ", s_languages)}.");
        }

        bool isSql = string.Equals(parameters["LANG"], Sql, StringComparison.OrdinalIgnoreCase);
        string query = parameters["QUERY"] ?? throw new ServiceException("usage", 400, "The parameter QUERY is missing: give it an ADQL query.");
        return new(query, format, Rows(parameters["MAXREC"]), UploadItem.Parse(parameters.All("UPLOAD")), isSql ? AdqlDialect.CommonSql : AdqlDialect.Adql);
    }

    /// <summary>Whether a table of the name after INTO may be there already.</summary>
    /// <exception cref="ServiceException">REPLACE is neither true nor false.</exception>
    public static bool Replaces(DaliParameters parameters) => parameters["REPLACE"]?.ToUpperInvariant() switch
    {
        null or "" or "0" or "FALSE" => false,
        "1" or "TRUE" => true,
        _ => throw new ServiceException("usage", 400, $"REPLACE is '{parameters["REPLACE"]}'; it must be true or false."),
    };

    private static long? Rows(string? text) => text is null
        ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long rows)
            ? rows
            : throw new ServiceException("usage", 400, $"MAXREC is '{text}'; it must be a whole number, 0 or more.");
}

using System.Text.RegularExpressions;
using Hven.Platform.Http;

namespace Hven.Query.Uploads;

/// <summary>One pair of the parameter UPLOAD: a table's name and where its content is (TAP 1.1, section 2.5; DALI 1.1, section 3.4.5).</summary>
/// <param name="Name">Name of the table in the schema TAP_UPLOAD.</param>
/// <param name="Uri"><c>param:NAME</c> for a part of the request, or an address.</param>
internal sealed partial record UploadItem(string Name, Uri Uri)
{
    private const string InlineScheme = "param";
    private const int MostTables = 32;

    /// <summary>Name of the part of the request that holds the content; null for an address.</summary>
    public string? Part => Uri.Scheme == InlineScheme ? Uri.UnescapeDataString(Uri.OriginalString[(InlineScheme.Length + 1)..]) : null;

    /// <summary>Reads all values of UPLOAD; they accumulate.</summary>
    /// <exception cref="ServiceException">One is not of the form.</exception>
    public static IReadOnlyList<UploadItem> Parse(IEnumerable<string> values)
    {
        UploadItem[] items = [.. values.SelectMany(value => value.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Select(ParseOne)];
        if (items.GroupBy(item => item.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new ServiceException("upload", 400, $"UPLOAD names the table '{twice.Key}' {twice.Count()} times. Give each table a name of its own.");
        }

        return items.Length <= MostTables ? items : throw new ServiceException("upload", 400, $"UPLOAD brings {items.Length} tables; a query takes at most {MostTables}.");
    }

    private static UploadItem ParseOne(string pair)
    {
        int comma = pair.IndexOf(',', StringComparison.Ordinal);
        string name = comma < 0 ? "" : pair[..comma].Trim();
        string address = comma < 0 ? "" : pair[(comma + 1)..].Trim();
        if (!NamePattern().IsMatch(name))
        {
            throw new ServiceException("upload", 400, $"UPLOAD has '{pair}'; it must be name,address, with a name of letters, digits and underscores that starts with a letter, for instance UPLOAD=mine,param:file1.");
        }

        return Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && uri.Scheme is InlineScheme or "http" or "https"
            ? new(name, uri)
            : throw new ServiceException("upload", 400, $"The table '{name}' of UPLOAD has the address '{address}'; this service takes param:NAME, for a part of the request, and http or https addresses that its operator allows.");
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_]{0,127}$")]
    private static partial Regex NamePattern();
}

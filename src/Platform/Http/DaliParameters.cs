using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Hven.Platform.Http;

/// <summary>Parameters of an IVOA request (DALI 1.1, section 3): names in any case, from the query string and a form, each as often as it was given.</summary>
public sealed class DaliParameters
{
    private readonly List<KeyValuePair<string, string>> _values = [];
    private readonly List<KeyValuePair<string, Func<Stream>>> _files = [];

    /// <summary>All values in the order in which they came.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Values => _values;

    /// <summary>The files of a form by the name of their part, and what opens them.</summary>
    public IReadOnlyList<KeyValuePair<string, Func<Stream>>> Files => _files;

    /// <summary>The last value of a parameter, or null.</summary>
    public string? this[string name]
    {
        get
        {
            int index = _values.FindLastIndex(pair => pair.Key.Equals(name, StringComparison.OrdinalIgnoreCase));
            return index < 0 ? null : _values[index].Value;
        }
    }

    /// <summary>Parameters that were kept.</summary>
    /// <param name="values">Names and values.</param>
    /// <param name="files">Files by the name of their part.</param>
    public static DaliParameters Of(IEnumerable<KeyValuePair<string, string>> values, IEnumerable<KeyValuePair<string, Func<Stream>>> files)
    {
        DaliParameters parameters = new();
        parameters._values.AddRange(values);
        parameters._files.AddRange(files);
        return parameters;
    }

    /// <summary>Reads a request's parameters.</summary>
    /// <param name="request">The request; files of its form are kept until it ends.</param>
    /// <param name="bounds">How large forms with files may be.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async Task<DaliParameters> ReadAsync(HttpRequest request, FormBounds bounds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(bounds);
        DaliParameters parameters = new();
        parameters.Add(request.Query);
        MendBoundary(request);
        if (!request.HasFormContentType)
        {
            return parameters;
        }

        bool hasParts = request.ContentType!.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase);
        if (hasParts)
        {
            bounds.Take(request);
        }

        if (hasParts && request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = bounds.MostBytes;
        }

        RefuseUtf7(request.ContentType!);
        IFormCollection form = await request.ReadFormAsync(new FormOptions { MultipartBodyLengthLimit = bounds.MostBytes, BufferBodyLengthLimit = bounds.MostBytes }, cancellationToken);
        parameters.Add(form);
        parameters._files.AddRange(form.Files.Select(file => KeyValuePair.Create<string, Func<Stream>>(file.Name, file.OpenReadStream)));
        return parameters;
    }

    /// <summary>All values of a parameter.</summary>
    public IEnumerable<string> All(string name) => _values.Where(pair => pair.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(pair => pair.Value);

    /// <summary>What opens a part of a form: a file, or the text of a field; null when there is none of the name.</summary>
    public Func<Stream>? Part(string name)
    {
        foreach ((string part, Func<Stream> open) in _files)
        {
            if (part == name)
            {
                return open;
            }
        }

        string? field = _values.Where(pair => pair.Key == name).Select(pair => pair.Value).LastOrDefault();
        return field is null ? null : () => new MemoryStream(System.Text.Encoding.UTF8.GetBytes(field), writable: false);
    }

    /// <summary>UTF-7 hides text from filters. The base library refuses it with an exception where it takes other names that it does not know for UTF-8.</summary>
    private static void RefuseUtf7(string type)
    {
        string? name = MediaTypeHeaderValue.TryParse(type, out MediaTypeHeaderValue? parsed) ? parsed.Charset.Value : null;
        if (name?.Replace("-", "", StringComparison.Ordinal).Trim('"').EndsWith("utf7", StringComparison.OrdinalIgnoreCase) == true)
        {
            throw new ServiceException("request", 415, $"The request's form is in the character set '{name}', which is not read here; send UTF-8.");
        }
    }

    /// <summary>astroquery's TapPlus leaves out the quotes that a boundary with "=" in it needs (RFC 2046, section 5.1.1).</summary>
    private static void MendBoundary(HttpRequest request)
    {
        const string Word = "boundary=";
        if (request.ContentType is not { } type || !type.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) || MediaTypeHeaderValue.TryParse(type, out _))
        {
            return;
        }

        int start = type.IndexOf(Word, StringComparison.OrdinalIgnoreCase) + Word.Length;
        string boundary = start < Word.Length ? "" : type[start..].Trim();
        if (boundary.Length > 0 && boundary.IndexOfAny([';', '"', '\\', ' ']) < 0)
        {
            request.ContentType = $"multipart/form-data; boundary=\"{boundary}\"";
        }
    }

    private void Add(IEnumerable<KeyValuePair<string, StringValues>> pairs) =>
        _values.AddRange(pairs.SelectMany(pair => pair.Value.Select(value => KeyValuePair.Create(pair.Key, value ?? ""))));
}

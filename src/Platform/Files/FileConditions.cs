using Hven.Platform.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Hven.Platform.Files;

/// <summary>What a request says of the state that it was made for (RFC 9110, section 13).</summary>
/// <param name="Match">One of these must be there; none for no condition.</param>
/// <param name="NoneMatch">None of these may be there.</param>
internal sealed record FileConditions(IList<EntityTagHeaderValue> Match, IList<EntityTagHeaderValue> NoneMatch)
{
    /// <summary>The conditions of a request.</summary>
    /// <exception cref="ServiceException">They cannot be read.</exception>
    public static FileConditions Of(HttpRequest request) => new(Tags(request.Headers.IfMatch, "If-Match"), Tags(request.Headers.IfNoneMatch, "If-None-Match"));

    /// <summary>Holds them against what is there.</summary>
    /// <exception cref="ServiceException">It is not the state.</exception>
    public void Require(UserFile? there)
    {
        if (Match.Count > 0 && (there is null || !Match.Any(tag => Is(tag, there))))
        {
            throw new ServiceException("file-changed", 412, there is null ? "There is no such file to replace." : $"The file is another by now: its SHA-256 is {there.Sha256}. Look at it again, and send the request anew if it is still meant.");
        }

        if (there is not null && NoneMatch.Any(tag => Is(tag, there)))
        {
            throw new ServiceException("file-changed", 412, "There is a file of the name already, which If-None-Match rules out.");
        }
    }

    private static bool Is(EntityTagHeaderValue tag, UserFile there) => tag.Equals(EntityTagHeaderValue.Any) || (!tag.IsWeak && tag.Tag.Value == $"\"{there.Sha256}\"");

    /// <summary>A condition that is not understood must not be taken for none.</summary>
    private static IList<EntityTagHeaderValue> Tags(Microsoft.Extensions.Primitives.StringValues values, string name) =>
        values.Count == 0 ? [] : EntityTagHeaderValue.TryParseStrictList(values!, out IList<EntityTagHeaderValue>? tags) ? tags
            : throw new ServiceException("request", 400, $"{name} is '{State.StateText.Clean(values.ToString(), 100)}'; it must be * or tags in quotes, such as \"0123...\".");
}

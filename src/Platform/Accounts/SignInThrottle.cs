using System.Collections.Concurrent;
using Hven.Platform.Http;
using Microsoft.Extensions.Options;

namespace Hven.Platform.Accounts;

/// <summary>
/// Slows the guessing of passwords down: after some wrong ones for a name, or from an address, the next are refused for a while that doubles. Names count
/// whether or not there is such an account, so that nobody learns from it which there are.
/// </summary>
public sealed class SignInThrottle(IOptions<AccountOptions> options, TimeProvider time)
{
    private const int Most = 100_000;
    private static readonly TimeSpan s_forgotten = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, Tries> _tries = new(StringComparer.Ordinal);

    /// <summary>Refuses a try that comes too early.</summary>
    /// <exception cref="ServiceException">Too many were wrong; status 429.</exception>
    public void Require(string? nameKey, string address)
    {
        foreach (string key in Keys(nameKey, address))
        {
            if (_tries.TryGetValue(key, out Tries? tries) && tries.Until is { } until && until > time.GetUtcNow())
            {
                throw new ServiceException("sign-in-paused", 429, "Too many wrong passwords in a row. Wait, then try again; or have the password reset.") { RetryAfter = until - time.GetUtcNow() };
            }
        }
    }

    /// <summary>Notes a wrong password.</summary>
    public void Failed(string? nameKey, string address)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (_tries.Count > Most)
        {
            foreach ((string key, Tries tries) in _tries)
            {
                if (now - tries.Last > s_forgotten)
                {
                    _tries.TryRemove(key, out _);
                }
            }
        }

        foreach (string key in Keys(nameKey, address))
        {
            _tries.AddOrUpdate(
                key,
                _ => new(1, null, now),
                (_, old) =>
                {
                    int count = now - old.Last > s_forgotten ? 1 : old.Count + 1;

                    // Many people may share an address.
                    int beyond = count - (options.Value.Guesses * (key[0] == 'a' ? 5 : 1));
                    return new(count, beyond < 0 ? null : now.AddMinutes(Math.Min(60, 1 << Math.Min(beyond, 6))), now);
                });
        }
    }

    /// <summary>Notes that the right password came.</summary>
    public void Succeeded(string nameKey) => _tries.TryRemove($"n:{nameKey}", out _);

    private static IEnumerable<string> Keys(string? nameKey, string address)
    {
        if (nameKey is not null)
        {
            yield return $"n:{nameKey}";
        }

        if (address.Length > 0)
        {
            yield return $"a:{address}";
        }
    }

    private sealed record Tries(int Count, DateTimeOffset? Until, DateTimeOffset Last);
}

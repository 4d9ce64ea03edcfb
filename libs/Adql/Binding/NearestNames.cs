namespace Hven.Adql.Binding;

/// <summary>Finds what a misspelt name may have meant.</summary>
internal static class NearestNames
{
    private const int Most = 3;

    /// <summary>Up to three candidates, nearest first, that few edits or a common stem tie to the name.</summary>
    public static IReadOnlyList<string> Of(string name, IEnumerable<string> candidates)
    {
        string wanted = name.ToUpperInvariant();
        int limit = Math.Max(1, wanted.Length / 3);
        var near = new List<(int Distance, string Name)>();
        foreach (string candidate in candidates)
        {
            string other = candidate.ToUpperInvariant();
            int distance = Distance(wanted, other, limit);
            if (distance <= limit)
            {
                near.Add((distance, candidate));
            }
            else if (wanted.Length >= 3 && other.Contains(wanted, StringComparison.Ordinal))
            {
                near.Add((limit + 1 + (other.Length - wanted.Length), candidate));
            }
        }

        return [.. near.OrderBy(n => n.Distance).ThenBy(n => n.Name, StringComparer.Ordinal).Select(n => n.Name).Distinct().Take(Most)];
    }

    /// <summary>" Did you mean a, b or c?", or nothing.</summary>
    public static string Question(IReadOnlyList<string> names) => names.Count switch
    {
        0 => string.Empty,
        1 => $" Did you mean {names[0]}?",
        _ => $" Did you mean {string.Join(", ", names.Take(names.Count - 1))} or {names[^1]}?",
    };

    /// <summary>Levenshtein distance with swaps of neighbours; more than <paramref name="limit"/> when it is beyond that.</summary>
    private static int Distance(string a, string b, int limit)
    {
        if (Math.Abs(a.Length - b.Length) > limit || a.Length > 256)
        {
            return limit + 1;
        }

        int[] before = new int[b.Length + 1];
        int[] previous = new int[b.Length + 1];
        int[] row = new int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++)
        {
            previous[j] = j;
        }

        for (int i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int cost = a[i - 1] == b[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1], previous[j]) + 1, previous[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }

            (before, previous, row) = (previous, row, before);
        }

        return previous[b.Length];
    }
}

using System.Globalization;
using System.Text;

namespace Hven.Platform.Files;

/// <summary>
/// Texts in Unicode's normal form C: two that look the same and differ in how letters and their marks are put together become one. The base library leaves texts as they are where
/// it runs without a culture's data, as this program does; so the tables are brought along (<c>composed-text.txt</c>).
/// </summary>
internal static class ComposedText
{
    // Hangul is composed by arithmetic (Unicode, section 3.12).
    private const int SyllableFirst = 0xAC00;
    private const int LeadFirst = 0x1100;
    private const int VowelFirst = 0x1161;
    private const int TailFirst = 0x11A7;
    private const int Leads = 19;
    private const int Vowels = 21;
    private const int Tails = 28;

    private static readonly Tables s_tables = Tables.Read();

    /// <summary>A text in normal form C.</summary>
    /// <param name="text">Whole characters: no halves of surrogate pairs.</param>
    public static string Of(string text)
    {
        if (text.All(character => character < 0x300))
        {
            return text;
        }

        List<int> points = [];
        foreach (Rune rune in text.EnumerateRunes())
        {
            Decompose(rune.Value, points);
        }

        Order(points);
        Compose(points);
        StringBuilder composed = new(text.Length);
        foreach (int point in points)
        {
            composed.Append(new Rune(point));
        }

        return composed.ToString();
    }

    private static void Decompose(int point, List<int> points)
    {
        int syllable = point - SyllableFirst;
        if (syllable is >= 0 and < Leads * Vowels * Tails)
        {
            points.Add(LeadFirst + (syllable / (Vowels * Tails)));
            points.Add(VowelFirst + (syllable % (Vowels * Tails) / Tails));
            if (syllable % Tails > 0)
            {
                points.Add(TailFirst + (syllable % Tails));
            }
        }
        else if (s_tables.Parts.TryGetValue(point, out int[]? parts))
        {
            foreach (int part in parts)
            {
                Decompose(part, points);
            }
        }
        else
        {
            points.Add(point);
        }
    }

    /// <summary>Puts marks that stand at different places of a letter into the order of their classes; those of one class keep theirs.</summary>
    private static void Order(List<int> points)
    {
        for (int end = 1; end < points.Count; end++)
        {
            int point = points[end];
            int order = Class(point);
            int at = end;
            while (order > 0 && at > 0 && Class(points[at - 1]) > order)
            {
                points[at] = points[at - 1];
                at--;
            }

            points[at] = point;
        }
    }

    private static void Compose(List<int> points)
    {
        int letter = -1;
        int before = -1;
        int kept = 0;
        for (int index = 0; index < points.Count; index++)
        {
            int point = points[index];
            int order = Class(point);
            bool isNext = letter >= 0 && (kept == letter + 1 || before < order);
            if (isNext && Pair(points[letter], point) is { } pair)
            {
                points[letter] = pair;
                continue;
            }

            if (order == 0)
            {
                letter = kept;
            }

            before = order;
            points[kept++] = point;
        }

        points.RemoveRange(kept, points.Count - kept);
    }

    private static int? Pair(int first, int second)
    {
        if (first - LeadFirst is >= 0 and < Leads && second - VowelFirst is >= 0 and < Vowels)
        {
            return SyllableFirst + ((((first - LeadFirst) * Vowels) + second - VowelFirst) * Tails);
        }

        int syllable = first - SyllableFirst;
        return syllable is >= 0 and < Leads * Vowels * Tails && syllable % Tails == 0 && second - TailFirst is > 0 and < Tails ? first + second - TailFirst
            : s_tables.Pairs.TryGetValue((first, second), out int pair) ? pair : null;
    }

    private static int Class(int point) => s_tables.Classes.GetValueOrDefault(point);

    private sealed record Tables(Dictionary<int, int[]> Parts, Dictionary<(int First, int Second), int> Pairs, Dictionary<int, int> Classes)
    {
        public static Tables Read()
        {
            Tables tables = new([], [], []);
            using StreamReader reader = new(typeof(ComposedText).Assembly.GetManifestResourceStream("Hven.Platform.Files.composed-text.txt")!);
            while (reader.ReadLine() is { } line)
            {
                string[] words = line[1..].Split(' ');
                if (line[0] == '^')
                {
                    foreach (int[] range in words.Skip(1).Select(word => word.Split('-').Select(Number).ToArray()))
                    {
                        for (int point = range[0]; point <= range[^1]; point++)
                        {
                            tables.Classes[point] = int.Parse(words[0], CultureInfo.InvariantCulture);
                        }
                    }
                }
                else if (line[0] is '=' or '>')
                {
                    int[] points = [.. words.Select(Number)];
                    tables.Parts[points[0]] = points[1..];
                    if (line[0] == '=')
                    {
                        tables.Pairs[(points[1], points[2])] = points[0];
                    }
                }
            }

            return tables;
        }

        private static int Number(string word) => int.Parse(word, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }
}

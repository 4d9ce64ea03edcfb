using System.Text;

namespace Hven.Fits;

/// <summary>Reads card images (FITS 4.0, sections 4.1 and 4.2; HIERARCH as registered by ESO).</summary>
internal static class CardParser
{
    private const string Hierarch = "HIERARCH";

    public static Card Parse(ReadOnlySpan<byte> image)
    {
        string text = Encoding.Latin1.GetString(image);
        byte[] bytes = image.ToArray();
        string keyword = text[..8].TrimEnd();
        if (keyword is "COMMENT" or "HISTORY" or "")
        {
            return new Card(keyword, CardKind.Commentary, text[8..].TrimEnd(), "", bytes);
        }

        if (keyword == Hierarch && text.IndexOf('=', 9) is int equals and > 0)
        {
            return WithValue(text[9..equals].Trim(), text[(equals + 1)..], bytes);
        }

        return keyword == "CONTINUE" || (text[8] == '=' && text[9] == ' ')
            ? WithValue(keyword, text[10..], bytes)
            : new Card(keyword, CardKind.Commentary, text[8..].TrimEnd(), "", bytes);
    }

    /// <summary>Joins a string card that ends in an ampersand with the CONTINUE cards after it.</summary>
    /// <param name="cards">Cards in file order, each of 80 bytes.</param>
    public static List<Card> JoinContinued(List<Card> cards)
    {
        List<Card> joined = new(cards.Count);
        for (int index = 0; index < cards.Count; index++)
        {
            Card card = cards[index];
            if (card.Kind != CardKind.Text || card.Keyword == "CONTINUE" || !IsContinued(card.Value, cards, index))
            {
                joined.Add(card);
                continue;
            }

            StringBuilder value = new(card.Value);
            StringBuilder comment = new(card.Comment);
            List<byte> image = [.. card.Image];
            while (IsContinued(value, cards, index))
            {
                Card next = cards[++index];
                value.Length--;
                value.Append(next.Value);
                comment.Append(comment.Length > 0 && next.Comment.Length > 0 ? " " : "").Append(next.Comment);
                image.AddRange(next.Image);
            }

            joined.Add(new Card(card.Keyword, CardKind.Text, value.ToString(), comment.ToString(), [.. image]));
        }

        return joined;
    }

    private static bool IsContinued(string value, List<Card> cards, int index) => value.EndsWith('&') && NextContinues(cards, index);

    private static bool IsContinued(StringBuilder value, List<Card> cards, int index) =>
        value.Length > 0 && value[^1] == '&' && NextContinues(cards, index);

    private static bool NextContinues(List<Card> cards, int index) =>
        index + 1 < cards.Count && cards[index + 1] is { Keyword: "CONTINUE", Kind: CardKind.Text };

    private static Card WithValue(string keyword, string field, byte[] image)
    {
        string trimmed = field.TrimStart(' ');
        if (trimmed.StartsWith('\''))
        {
            return TryQuoted(trimmed, out string quoted, out string after)
                ? new Card(keyword, CardKind.Text, quoted, after, image)
                : new Card(keyword, CardKind.NonStandard, field.TrimEnd(), "", image);
        }

        int slash = trimmed.IndexOf('/', StringComparison.Ordinal);
        string value = (slash < 0 ? trimmed : trimmed[..slash]).TrimEnd();
        string comment = slash < 0 ? "" : trimmed[(slash + 1)..].Trim();
        return new Card(keyword, KindOf(value), value, comment, image);
    }

    private static bool TryQuoted(string field, out string value, out string comment)
    {
        StringBuilder text = new();
        value = comment = "";
        for (int index = 1; index < field.Length; index++)
        {
            if (field[index] != '\'')
            {
                text.Append(field[index]);
            }
            else if (index + 1 < field.Length && field[index + 1] == '\'')
            {
                text.Append('\'');
                index++;
            }
            else
            {
                // Leading blanks are part of a string, trailing ones are not.
                value = text.ToString().TrimEnd(' ');
                string rest = field[(index + 1)..].Trim();
                comment = rest.StartsWith('/') ? rest[1..].Trim() : "";
                return rest.Length == 0 || rest[0] == '/';
            }
        }

        return false;
    }

    private static CardKind KindOf(string value)
    {
        switch (value)
        {
            case "":
                return CardKind.Undefined;
            case "T" or "F":
                return CardKind.Logical;
        }

        if (value[0] == '(' && value[^1] == ')')
        {
            return CardKind.Complex;
        }

        int start = value[0] is '+' or '-' ? 1 : 0;
        if (start < value.Length && value.AsSpan(start).IndexOfAnyExceptInRange('0', '9') < 0)
        {
            return CardKind.Integer;
        }

        return IsReal(value.AsSpan(start)) ? CardKind.Real : CardKind.NonStandard;
    }

    private static bool IsReal(ReadOnlySpan<char> unsigned)
    {
        int exponent = unsigned.IndexOfAny("EeDd");
        ReadOnlySpan<char> mantissa = exponent < 0 ? unsigned : unsigned[..exponent];
        int point = mantissa.IndexOf('.');
        ReadOnlySpan<char> fraction = point < 0 ? default : mantissa[(point + 1)..];
        ReadOnlySpan<char> whole = point < 0 ? mantissa : mantissa[..point];
        if (whole.Length + fraction.Length == 0
            || whole.IndexOfAnyExceptInRange('0', '9') >= 0
            || fraction.IndexOfAnyExceptInRange('0', '9') >= 0)
        {
            return false;
        }

        if (exponent < 0)
        {
            return true;
        }

        ReadOnlySpan<char> power = unsigned[(exponent + 1)..];
        power = power.Length > 0 && power[0] is '+' or '-' ? power[1..] : power;
        return power.Length is > 0 and < 10 && power.IndexOfAnyExceptInRange('0', '9') < 0;
    }
}

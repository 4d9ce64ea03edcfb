using System.Collections.Frozen;

namespace Hven.Adql.Syntax;

/// <summary>
/// The words that shape a query and therefore cannot be names without double quotes. ADQL reserves far more (all of
/// SQL 92); those only matter where they stand as functions, so a column may be called <c>distance</c> or <c>year</c>.
/// </summary>
internal enum Keyword
{
    None,
    All,
    And,
    As,
    Asc,
    Between,
    By,
    Case,
    Cast,
    Cross,
    Desc,
    Distinct,
    Else,
    End,
    Except,
    Exists,
    False,
    From,
    Full,
    Group,
    Having,
    ILike,
    In,
    Inner,
    Intersect,
    Is,
    Join,
    Left,
    Like,
    Natural,
    Not,
    Null,
    Offset,
    On,
    Or,
    Order,
    Outer,
    Right,
    Select,
    Then,
    Top,
    True,
    Union,
    Using,
    When,
    Where,
    With,
}

internal static class Keywords
{
    private static readonly FrozenDictionary<string, Keyword> ByName = Enum.GetValues<Keyword>()
        .Where(keyword => keyword != Keyword.None)
        .ToFrozenDictionary(keyword => keyword.ToString(), StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, Keyword>.AlternateLookup<ReadOnlySpan<char>> BySpan =
        ByName.GetAlternateLookup<ReadOnlySpan<char>>();

    public static IEnumerable<string> Names => ByName.Keys.Select(name => name.ToUpperInvariant());

    public static Keyword Find(ReadOnlySpan<char> word) => BySpan.TryGetValue(word, out Keyword keyword) ? keyword : Keyword.None;

    public static string Name(Keyword keyword) => keyword.ToString().ToUpperInvariant();
}

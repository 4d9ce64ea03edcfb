using Hven.Adql.Binding;
using Hven.Adql.Syntax;

namespace Hven.Adql.Completion;

/// <summary>
/// The tables whose columns can be named at a cursor: those of the FROM clauses of its own SELECT and of the SELECTs around it,
/// told from the tokens alone, since text under a cursor is seldom a query.
/// </summary>
internal sealed class CursorScope
{
    private readonly List<(string Name, AdqlTable Table)> _tables = [];

    public CursorScope(List<Token> tokens, int cursor, IAdqlCatalog catalog)
    {
        int[] depth = Depths(tokens);
        for (int i = 0; i < tokens.Count; i++)
        {
            if (IsInFrom(tokens, i) && Encloses(depth, i, cursor))
            {
                Read(tokens, i + 1, catalog);
            }

            if (tokens[i].Kind == TokenKind.Name && i > 0 && (tokens[i - 1].Is(Keyword.With) || (tokens[i - 1].Kind == TokenKind.Comma && tokens[i + 1].Is(Keyword.As) && tokens[i + 2].Kind == TokenKind.LeftParenthesis)))
            {
                With.Add(tokens[i].Text);
            }
        }
    }

    /// <summary>Names of WITH queries.</summary>
    public List<string> With { get; } = [];

    /// <summary>Names and aliases of the tables in scope.</summary>
    public IEnumerable<string> Names => _tables.Select(t => t.Name);

    public IEnumerable<Candidate> Columns => _tables.SelectMany(t => Describe(t.Table));

    public IEnumerable<Candidate> ColumnsOf(string qualifier) =>
        _tables.Where(t => t.Name.Equals(qualifier, StringComparison.OrdinalIgnoreCase)).SelectMany(t => Describe(t.Table));

    /// <summary>Whether a table is expected behind this token: FROM, JOIN, or a comma of a FROM clause.</summary>
    public static bool IsInFrom(List<Token> tokens, int index)
    {
        if (tokens[index].Keyword is Keyword.From or Keyword.Join)
        {
            return true;
        }

        int open = 0;
        for (int i = index; tokens[index].Kind == TokenKind.Comma && i >= 0; i--)
        {
            open += tokens[i].Kind switch
            {
                TokenKind.RightParenthesis => 1,
                TokenKind.LeftParenthesis => -1,
                _ => 0,
            };
            if (open < 0 || (open == 0 && tokens[i].Keyword is Keyword.Select or Keyword.Where or Keyword.Group or Keyword.Order or Keyword.Having or Keyword.With))
            {
                return false;
            }

            if (open == 0 && tokens[i].Is(Keyword.From))
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<Candidate> Describe(AdqlTable table) =>
        table.Columns.Select(c => new Candidate(c.Name, CompletionKind.Column, string.Empty, c));

    private static int[] Depths(List<Token> tokens)
    {
        int[] depth = new int[tokens.Count];
        int open = 0;
        for (int i = 0; i < tokens.Count; i++)
        {
            open -= tokens[i].Kind == TokenKind.RightParenthesis ? 1 : 0;
            depth[i] = open;
            open += tokens[i].Kind == TokenKind.LeftParenthesis ? 1 : 0;
        }

        return depth;
    }

    /// <summary>Whether no parenthesis around the token is closed between it and the cursor.</summary>
    private static bool Encloses(int[] depth, int token, int cursor)
    {
        (int first, int last) = token < cursor ? (token, cursor) : (cursor, token);
        int least = depth[first..(last + 1)].Min();
        return least >= depth[token];
    }

    private void Read(List<Token> tokens, int at, IAdqlCatalog catalog)
    {
        var parts = new List<string>();
        while (tokens[at].Kind is TokenKind.Name or TokenKind.DelimitedName)
        {
            parts.Add(tokens[at++].Text);
            if (tokens[at].Kind != TokenKind.Dot)
            {
                break;
            }

            at++;
        }

        if (parts.Count is 0 or > 2 || catalog.Find(parts.Count == 2 ? parts[0] : null, parts[^1]) is not { } table)
        {
            return;
        }

        at += tokens[at].Is(Keyword.As) ? 1 : 0;
        bool hasAlias = tokens[at].Kind is TokenKind.Name or TokenKind.DelimitedName;
        _tables.Add((hasAlias ? tokens[at].Text : table.Name, table));
    }
}

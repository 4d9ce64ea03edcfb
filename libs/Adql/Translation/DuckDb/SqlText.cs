using System.Globalization;
using System.Text;

namespace Hven.Adql.Translation.DuckDb;

/// <summary>SQL text in the making; the one place where names and literals are quoted.</summary>
internal sealed class SqlText
{
    private readonly StringBuilder _text = new();
    private readonly List<(int At, Action<SqlText> Write)> _postponed = [];

    /// <summary>Appends SQL of our own.</summary>
    public SqlText Append(string sql)
    {
        _text.Append(sql);
        return this;
    }

    /// <summary>Leaves a place for SQL that depends on what is written later; it is written when the text is complete.</summary>
    public SqlText Postpone(Action<SqlText> write)
    {
        _postponed.Add((_text.Length, write));
        return this;
    }

    public SqlText Name(string name)
    {
        _text.Append('"').Append(name.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
        return this;
    }

    public SqlText Literal(string value)
    {
        if (value.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("A text with the character NUL cannot be written as SQL.", nameof(value));
        }

        _text.Append('\'').Append(value.Replace("'", "''", StringComparison.Ordinal)).Append('\'');
        return this;
    }

    public SqlText Literal(long value)
    {
        if (value == long.MinValue)
        {
            // Its digits alone are beyond 64 bits before the sign is applied.
            _text.Append("(-9223372036854775807 - 1)");
        }
        else if (value < 0)
        {
            _text.Append(CultureInfo.InvariantCulture, $"({value})");
        }
        else
        {
            _text.Append(CultureInfo.InvariantCulture, $"{value}");
        }

        return this;
    }

    /// <summary>A double with an exponent: without one, DuckDB would take it for a decimal with other arithmetic.</summary>
    public SqlText Literal(double value)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, "Only finite numbers can be written as SQL.");
        }

        string digits = value.ToString("R", CultureInfo.InvariantCulture);
        digits = digits.Contains('E', StringComparison.Ordinal) ? digits : digits + "E0";
        _text.Append(double.IsNegative(value) ? $"({digits})" : digits);
        return this;
    }

    public override string ToString()
    {
        var whole = new StringBuilder();
        int from = 0;
        foreach ((int at, Action<SqlText> write) in _postponed)
        {
            var part = new SqlText();
            write(part);
            whole.Append(_text, from, at - from).Append(part);
            from = at;
        }

        return whole.Append(_text, from, _text.Length - from).ToString();
    }
}

using System.Globalization;
using System.Text;

namespace Hven.Adql.Translation.DuckDb;

/// <summary>SQL text in the making; the one place where names and literals are quoted.</summary>
internal sealed class SqlText
{
    private readonly StringBuilder _text = new();

    /// <summary>Appends SQL of our own.</summary>
    public SqlText Append(string sql)
    {
        _text.Append(sql);
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

    public override string ToString() => _text.ToString();
}

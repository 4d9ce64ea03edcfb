namespace Hven.Adql;

/// <summary>The stable codes of <see cref="Diagnostic.Code"/>.</summary>
public static class DiagnosticCodes
{
    /// <summary>A character that ADQL does not know.</summary>
    public const string InvalidCharacter = "invalid-character";

    /// <summary>A string, delimited name or comment that does not end, or an empty delimited name.</summary>
    public const string Unterminated = "unterminated";

    /// <summary>A number that is malformed or out of range.</summary>
    public const string InvalidNumber = "invalid-number";

    /// <summary>Another word or sign was needed here.</summary>
    public const string UnexpectedToken = "unexpected-token";

    /// <summary>The statement is not a query.</summary>
    public const string NotSelect = "not-select";

    /// <summary>Text behind the end of the query, such as a second statement.</summary>
    public const string TrailingText = "trailing-text";

    /// <summary>A bound on text, nesting, tables, columns or string growth is passed.</summary>
    public const string LimitExceeded = "limit-exceeded";

    /// <summary>No such table, or not for this user.</summary>
    public const string UnknownTable = "unknown-table";

    /// <summary>A name that is in no schema, but is in several others.</summary>
    public const string AmbiguousTable = "ambiguous-table";

    /// <summary>No such column in the tables of the FROM clause.</summary>
    public const string UnknownColumn = "unknown-column";

    /// <summary>Several tables of the FROM clause have the column.</summary>
    public const string AmbiguousColumn = "ambiguous-column";

    /// <summary>The qualifier of a column names no table of the FROM clause.</summary>
    public const string UnknownQualifier = "unknown-qualifier";

    /// <summary>Two tables of a FROM clause, or two WITH queries, go by the same name.</summary>
    public const string DuplicateName = "duplicate-name";

    /// <summary>No such function.</summary>
    public const string UnknownFunction = "unknown-function";

    /// <summary>A function was given too few or too many arguments.</summary>
    public const string ArgumentCount = "argument-count";

    /// <summary>A value of another type was needed.</summary>
    public const string TypeMismatch = "type-mismatch";

    /// <summary>A value outside the range in which it means something.</summary>
    public const string ValueOutOfRange = "value-out-of-range";

    /// <summary>An aggregate function where single rows are meant.</summary>
    public const string MisplacedAggregate = "misplaced-aggregate";

    /// <summary>A column that has no single value in its group.</summary>
    public const string NotGrouped = "not-grouped";

    /// <summary>Two queries, or a subquery and its use, do not have the same number of columns.</summary>
    public const string ColumnCount = "column-count";

    /// <summary>Values of different units are compared, added or subtracted.</summary>
    public const string UnitMismatch = "unit-mismatch";

    /// <summary>Part of ADQL, but not offered by this service.</summary>
    public const string Unsupported = "unsupported";

    /// <summary>Of another dialect of SQL, and read as ADQL.</summary>
    public const string Dialect = "dialect";

    /// <summary>Part of older ADQL, without effect now.</summary>
    public const string Deprecated = "deprecated";
}

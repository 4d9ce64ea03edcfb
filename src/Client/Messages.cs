namespace Hven.Client;

/// <summary>Asks for the rows of a query.</summary>
/// <param name="Query">ADQL text.</param>
/// <param name="MaxRows">Rows at most, 0 or more; the server's default when absent. The server's own limit holds besides.</param>
/// <param name="Format">Short name of the form of the answer: json, csv, tsv, vot, fits, parquet, arrow, feather, h5, ecsv or html; json when absent.</param>
/// <param name="NullValue">A number to write where there is no value, in all columns; nulls when absent.</param>
/// <param name="DesTypes">Whether columns get the types that the Dark Energy Survey gives them by their names.</param>
public sealed record RunQueryRequest(string Query, long? MaxRows = null, string? Format = null, long? NullValue = null, bool DesTypes = false);

/// <summary>Asks whether a query could be run.</summary>
/// <param name="Query">ADQL text.</param>
public sealed record CheckQueryRequest(string Query);

/// <summary>Whether a query could be run, and what it would give.</summary>
/// <param name="Ok">Whether it has no errors.</param>
/// <param name="Diagnostics">Errors and warnings with their places.</param>
/// <param name="Columns">The columns of its result; none when it has errors.</param>
/// <param name="Adql">The query as it reads in ADQL, when something of another dialect was understood in it.</param>
/// <param name="Estimate">What it would read, when it has no errors.</param>
public sealed record CheckQueryResponse(
    bool Ok, IReadOnlyList<QueryDiagnostic> Diagnostics, IReadOnlyList<ColumnDescription> Columns, string? Adql = null, QueryEstimate? Estimate = null);

/// <summary>What a query would read.</summary>
/// <param name="Rows">Rows that are looked at.</param>
/// <param name="Bytes">Bytes of their columns in memory.</param>
/// <param name="AnsweredBy"><c>columns</c> for mapped columns, <c>engine</c> for the SQL engine.</param>
public sealed record QueryEstimate(long Rows, long Bytes, string AnsweredBy);

/// <summary>How a query would be answered, in plain words.</summary>
/// <param name="Ok">Whether it has no errors; otherwise there is no plan.</param>
/// <param name="Diagnostics">Errors, warnings and notices with their places.</param>
/// <param name="Steps">What would happen, a sentence each.</param>
/// <param name="Adql">The query as it reads in ADQL, when something of another dialect was understood in it.</param>
/// <param name="Slow">The slow part; absent when nothing is slow.</param>
/// <param name="Hint">What would make it faster.</param>
/// <param name="Estimate">What would be read.</param>
public sealed record ExplainQueryResponse(
    bool Ok, IReadOnlyList<QueryDiagnostic> Diagnostics, IReadOnlyList<string> Steps, string? Adql = null, string? Slow = null, string? Hint = null, QueryEstimate? Estimate = null);

/// <summary>A finding in a query's text.</summary>
/// <param name="Severity"><c>error</c>, <c>warning</c> or <c>notice</c>.</param>
/// <param name="Code">Stable code.</param>
/// <param name="Message">What is wrong and what would fit.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column, from 1, in UTF-16 units.</param>
/// <param name="Offset">Where it starts in the text, in UTF-16 units from 0.</param>
/// <param name="Length">How long it is, in UTF-16 units.</param>
/// <param name="Suggestions">What could stand there instead.</param>
public sealed record QueryDiagnostic(
    string Severity, string Code, string Message, int Line, int Column, int Offset, int Length, IReadOnlyList<string>? Suggestions = null);

/// <summary>A column of a table or of a result.</summary>
/// <param name="Name">Name, as in queries.</param>
/// <param name="Type">Type: the words of VOTable in descriptions, <c>int64</c>, <c>float64</c>, <c>string</c>... in result documents.</param>
/// <param name="ArraySize">VOTable arraysize; absent for a scalar.</param>
/// <param name="Unit">Unit in the VOUnits syntax.</param>
/// <param name="Ucd">Unified content descriptor.</param>
/// <param name="Utype">Data model pointer.</param>
/// <param name="Xtype">Extended type.</param>
/// <param name="Description">One or two sentences.</param>
/// <param name="Indexed">Whether a search by this column is fast.</param>
public sealed record ColumnDescription(
    string Name,
    string Type,
    string? ArraySize = null,
    string? Unit = null,
    string? Ucd = null,
    string? Utype = null,
    string? Xtype = null,
    string? Description = null,
    bool Indexed = false)
{
    /// <summary>Whether its cells are single numbers.</summary>
    public bool IsNumber => ArraySize is null && Type is not ("boolean" or "string" or "char" or "unicodeChar");
}

/// <summary>All tables by release.</summary>
/// <param name="Releases">The releases.</param>
public sealed record TablesResponse(IReadOnlyList<ReleaseDescription> Releases);

/// <summary>One release.</summary>
/// <param name="Name">Name, as in queries.</param>
/// <param name="Title">Title for people.</param>
/// <param name="Tables">Its tables.</param>
/// <param name="Description">One or two sentences.</param>
public sealed record ReleaseDescription(string Name, string Title, IReadOnlyList<TableSummary> Tables, string? Description = null);

/// <summary>One table in a list.</summary>
/// <param name="Name">Name with its release, as in queries.</param>
/// <param name="RowCount">Rows.</param>
/// <param name="ColumnCount">Columns.</param>
/// <param name="Description">One or two sentences.</param>
public sealed record TableSummary(string Name, long RowCount, int ColumnCount, string? Description = null);

/// <summary>One table with its columns.</summary>
/// <param name="Name">Name with its release, as in queries.</param>
/// <param name="RowCount">Rows.</param>
/// <param name="Columns">The columns in order.</param>
/// <param name="Description">One or two sentences.</param>
public sealed record TableDescription(string Name, long RowCount, IReadOnlyList<ColumnDescription> Columns, string? Description = null);

/// <summary>Where a quick query stands.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Phase">EXECUTING, COMPLETED, ERROR or ABORTED.</param>
/// <param name="Rows">Rows sent.</param>
/// <param name="Overflow">Whether more rows exist than were sent.</param>
/// <param name="ElapsedMs">Time since it started, or that it took, in milliseconds.</param>
/// <param name="Error">Why it failed.</param>
public sealed record QueryStatus(string Id, string Phase, long Rows, bool Overflow, double ElapsedMs, string? Error = null);

using Hven.Adql;
using Hven.Adql.Binding;
using Hven.Platform.Accounts;
using Hven.Query.Tap;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hven.Query.Endpoints;

/// <summary>What a caller asks of <c>POST /api/v1/query/check</c>.</summary>
/// <param name="Query">ADQL text.</param>
public sealed record CheckQueryRequest(string Query);

/// <summary>Whether a query could be run, and what it would give.</summary>
/// <param name="Ok">Whether it has no errors.</param>
/// <param name="Diagnostics">Errors, warnings and notices with their places.</param>
/// <param name="Columns">The columns of its result, when it has no errors.</param>
/// <param name="Adql">The query as it reads in ADQL, when something of another dialect was understood in it.</param>
/// <param name="Estimate">What it would read, when it has no errors.</param>
public sealed record CheckQueryResponse(
    bool Ok, IReadOnlyList<QueryDiagnostic> Diagnostics, IReadOnlyList<ColumnResponse> Columns, string? Adql, QueryEstimate? Estimate);

/// <summary><c>POST /api/v1/query/check</c>: reads a query without touching data.</summary>
internal static class CheckQuery
{
    public static Ok<CheckQueryResponse> Handle(CheckQueryRequest request, HttpContext context, QueryRunner runner)
    {
        string text = request.Query ?? "";
        QueryTables tables = new(runner.CatalogFor(context.Caller()), []);
        AdqlCompilation compilation = QueryRunner.Compile(text, tables, AdqlDialect.CommonSql);
        bool ok = compilation.Query is not null && compilation.Diagnostics.All(diagnostic => diagnostic.Severity != DiagnosticSeverity.Error);
        return TypedResults.Ok(new CheckQueryResponse(
            ok,
            [.. compilation.Diagnostics.Select(diagnostic => QueryDiagnostic.From(diagnostic, text))],
            ok ? [.. compilation.Query!.Columns.Select(ColumnResponse.From)] : [],
            compilation.Adql,
            ok ? QueryEstimate.From(runner.Explain(compilation.Query!, tables)) : null));
    }
}

/// <summary>A column, as the JSON API tells it.</summary>
/// <param name="Name">Name, as in queries.</param>
/// <param name="Type">Type in the words of VOTable: boolean, short, int, long, float, double, char...</param>
/// <param name="ArraySize">VOTable arraysize; absent for a scalar. Text has none here.</param>
/// <param name="Unit">Unit.</param>
/// <param name="Ucd">Unified content descriptor.</param>
/// <param name="Utype">Data model pointer.</param>
/// <param name="Xtype">Extended type.</param>
/// <param name="Description">One or two sentences.</param>
/// <param name="Indexed">Whether a search by this column is fast.</param>
public sealed record ColumnResponse(
    string Name, string Type, string? ArraySize, string? Unit, string? Ucd, string? Utype, string? Xtype, string? Description, bool Indexed)
{
    internal static ColumnResponse From(AdqlColumn column) => new(
        column.Name,
        column.Type switch
        {
            AdqlType.Boolean => "boolean",
            AdqlType.UInt8 => "unsignedByte",
            AdqlType.SmallInt => "short",
            AdqlType.Integer => "int",
            AdqlType.BigInt => "long",
            AdqlType.Real => "float",
            AdqlType.Double or AdqlType.Point or AdqlType.Circle or AdqlType.Polygon => "double",
            _ => "char",
        },
        column.ArraySize,
        column.Unit,
        column.Ucd,
        column.Utype,
        column.Xtype,
        column.Description,
        Indexed: false);

    internal static ColumnResponse From(Platform.Catalog.CatalogColumn column, bool indexed)
    {
        VoType type = VoType.Of(column.ToColumn());
        return new(column.Name, type.Datatype, column.Shape is null ? null : type.ArraySize, column.Unit, column.Ucd, column.Utype, column.Xtype, column.Description, indexed);
    }
}

using Hven.Adql;
using Hven.Platform.Accounts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hven.Query.Endpoints;

/// <summary>How a query would be answered, in plain words and in numbers.</summary>
/// <param name="Ok">Whether it has no errors; otherwise there is no plan.</param>
/// <param name="Diagnostics">Errors, warnings and notices with their places.</param>
/// <param name="Adql">The query as it reads in ADQL, when something of another dialect was understood in it.</param>
/// <param name="Steps">What would happen, a sentence each.</param>
/// <param name="Slow">The slow part; absent when nothing is slow.</param>
/// <param name="Hint">What would make it faster.</param>
/// <param name="Estimate">What would be read.</param>
/// <param name="Plan">The plan in numbers.</param>
public sealed record ExplainQueryResponse(
    bool Ok, IReadOnlyList<QueryDiagnostic> Diagnostics, string? Adql, IReadOnlyList<string> Steps, string? Slow, string? Hint, QueryEstimate? Estimate, PlanResponse? Plan);

/// <summary>What a query would read.</summary>
/// <param name="Rows">Rows that are looked at.</param>
/// <param name="Bytes">Bytes of their columns in memory.</param>
/// <param name="AnsweredBy"><c>columns</c> or <c>engine</c>.</param>
public sealed record QueryEstimate(long Rows, long Bytes, string AnsweredBy)
{
    internal static QueryEstimate From(QueryPlan plan) => new(plan.Rows, plan.Bytes, plan.Way == PlanWay.Columns ? "columns" : "engine");
}

/// <summary>A plan, as the JSON API tells it.</summary>
/// <param name="Reads">The tables that are read.</param>
/// <param name="Matches">The joins by position.</param>
public sealed record PlanResponse(IReadOnlyList<ReadResponse> Reads, IReadOnlyList<PlannedMatch> Matches);

/// <summary>One table that is read.</summary>
/// <param name="Table">Name with its release.</param>
/// <param name="Way"><c>all</c>, <c>region</c>, <c>nearest</c>, <c>identifier</c> or <c>first</c>.</param>
/// <param name="Rows">Rows that are looked at.</param>
/// <param name="TableRows">Rows of the table.</param>
/// <param name="Columns">Columns that are read.</param>
/// <param name="Bytes">Bytes of these in memory.</param>
/// <param name="Partitions">Partitions that these rows lie in.</param>
/// <param name="TablePartitions">Partitions of the table.</param>
/// <param name="RowGroups">Row groups of the engine's file that these rows lie in.</param>
/// <param name="TableRowGroups">Row groups of the engine's file.</param>
public sealed record ReadResponse(
    string Table, string Way, long Rows, long TableRows, int Columns, long Bytes, int? Partitions, int? TablePartitions, long? RowGroups, long? TableRowGroups)
{
    internal static ReadResponse From(PlannedRead read) => new(
        read.Table, read.Way.ToString().ToLowerInvariant(), read.Rows, read.TableRows, read.Columns, read.Bytes, read.Partitions, read.TablePartitions, read.RowGroups, read.TableRowGroups);
}

/// <summary><c>POST /api/v1/query/explain</c>: how a query would be answered, without running it.</summary>
internal static class ExplainQuery
{
    public static Ok<ExplainQueryResponse> Handle(CheckQueryRequest request, HttpContext context, QueryRunner runner)
    {
        string text = request.Query ?? "";
        QueryTables tables = new(runner.CatalogFor(context.Caller()), []);
        AdqlCompilation compilation = QueryRunner.Compile(text, tables, AdqlDialect.CommonSql);
        QueryDiagnostic[] diagnostics = [.. compilation.Diagnostics.Select(diagnostic => QueryDiagnostic.From(diagnostic, text))];
        if (compilation.Query is null)
        {
            return TypedResults.Ok(new ExplainQueryResponse(false, diagnostics, compilation.Adql, [], null, null, null, null));
        }

        QueryPlan plan = runner.Explain(compilation.Query, tables);
        PlanWords words = PlanWords.Of(plan);
        return TypedResults.Ok(new ExplainQueryResponse(
            true, diagnostics, compilation.Adql, words.Steps, words.Slow, words.Hint, QueryEstimate.From(plan), new([.. plan.Reads.Select(ReadResponse.From)], plan.Matches)));
    }
}

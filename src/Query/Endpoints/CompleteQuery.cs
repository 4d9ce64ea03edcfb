using Hven.Adql.Completion;
using Hven.Platform.Accounts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hven.Query.Endpoints;

/// <summary>What a caller asks of <c>POST /api/v1/query/complete</c>.</summary>
/// <param name="Query">ADQL text, complete or not.</param>
/// <param name="Offset">Where the cursor stands, in UTF-16 units from 0.</param>
public sealed record CompleteQueryRequest(string Query, int Offset);

/// <summary>What could stand at the cursor.</summary>
/// <param name="From">Where the text to replace starts; it ends at the cursor.</param>
/// <param name="Items">The candidates, the likeliest first.</param>
public sealed record CompleteQueryResponse(int From, IReadOnlyList<CompletionResponse> Items);

/// <summary>One candidate.</summary>
/// <param name="Label">The text to insert.</param>
/// <param name="Kind">keyword, schema, table, column or function.</param>
/// <param name="Detail">Type and unit, or signature.</param>
public sealed record CompletionResponse(string Label, string Kind, string Detail);

/// <summary><c>POST /api/v1/query/complete</c>: completion at a cursor.</summary>
internal static class CompleteQuery
{
    public static Ok<CompleteQueryResponse> Handle(CompleteQueryRequest request, HttpContext context, QueryRunner runner)
    {
        string text = request.Query ?? "";
        int offset = Math.Clamp(request.Offset, 0, text.Length);
        IReadOnlyList<CompletionItem> items = AdqlCompletion.Complete(text, offset, runner.CatalogFor(context.Caller()));
        return TypedResults.Ok(new CompleteQueryResponse(
            items.Count == 0 ? offset : items[0].Replace.Offset,
            [.. items.Select(item => new CompletionResponse(item.Label, item.Kind.ToString().ToLowerInvariant(), item.Detail))]));
    }
}

using Hven.Adql.Binding;
using Hven.Query;
using Hven.Tables;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Hven.Server;

/// <summary>Ready means: a query over the catalogue of now can be answered.</summary>
internal sealed class EngineHealthCheck(QueryRunner runner, IQueryEngine engine) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        BoundQuery query = runner.CompileToRun("SELECT COUNT(*) AS n FROM tap_schema.tables");
        await using ITableReader reader = await engine.OpenAsync(query, 1, cancellationToken);
        return await reader.ReadAsync(new RecordBatch(reader.Schema), cancellationToken)
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("The engine answers, but without rows.");
    }
}

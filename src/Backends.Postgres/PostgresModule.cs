using Hven.Backends.Postgres.State;
using Hven.Platform.State;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Hven.Backends.Postgres;

/// <summary>The back ends that use a PostgreSQL server.</summary>
public static class PostgresModule
{
    /// <summary>Keeps state in the database that <see cref="StateOptions.Postgres"/> names.</summary>
    public static IServiceCollection AddPostgresState(this IServiceCollection services)
    {
        services.TryAddSingleton<IStateDatabase, PostgresState>();
        return services;
    }
}

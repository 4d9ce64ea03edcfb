using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Hven.Platform.State;

/// <summary>State in a database.</summary>
public static class StateModule
{
    /// <summary>Adds the state; the host adds an <see cref="IStateDatabase"/>. Comes before all modules whose services need it at start.</summary>
    public static IServiceCollection AddState(this IServiceCollection services)
    {
        services.AddOptions<StateOptions>().BindConfiguration(StateOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        services.TryAddSingleton<IValidateOptions<StateOptions>, StateOptionsValidator>();
        services.AddPooledDbContextFactory<HvenState>((provider, options) => provider.GetRequiredService<IStateDatabase>().Configure(options));
        services.TryAddSingleton<StateStart>();
        services.AddHostedService(provider => provider.GetRequiredService<StateStart>());
        return services;
    }

    private sealed class StateOptionsValidator : IValidateOptions<StateOptions>
    {
        public ValidateOptionsResult Validate(string? name, StateOptions options)
        {
            string[] faults = [.. options.Faults()];
            return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
        }
    }
}

/// <summary>Brings the database to the version of this program before anything else starts.</summary>
public sealed partial class StateStart(IStateDatabase database, IDbContextFactory<HvenState> contexts, ILogger<StateStart> logger) : IHostedService
{
    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await database.PrepareAsync(cancellationToken);
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        string[] pending = [.. await state.Database.GetPendingMigrationsAsync(cancellationToken)];
        if (pending.Length > 0)
        {
            LogMigrating(database.Name, pending[^1]);
            await state.Database.MigrateAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(1201, LogLevel.Information, "Bringing the state in {Database} to version {Migration}")]
    private partial void LogMigrating(string database, string migration);
}

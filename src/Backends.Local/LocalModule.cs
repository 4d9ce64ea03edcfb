using Hven.Backends.Local.Jobs;
using Hven.Backends.Local.State;
using Hven.Platform.Jobs;
using Hven.Platform.State;
using Hven.Platform.Storage;
using Hven.Query;
using Hven.Query.Ingest;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Hven.Backends.Local;

/// <summary>The back ends that need nothing but this machine.</summary>
public static class LocalModule
{
    /// <summary>Adds the embedded engine and its accelerators.</summary>
    public static IServiceCollection AddLocalBackends(this IServiceCollection services)
    {
        services.AddOptions<LocalOptions>().BindConfiguration(LocalOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        services.TryAddSingleton<IValidateOptions<LocalOptions>, LocalOptionsValidator>();
        services.TryAddSingleton<LocalAccelerator>();
        services.TryAddSingleton<ITableAccelerator>(provider => provider.GetRequiredService<LocalAccelerator>());
        services.TryAddSingleton<IQueryEngine, LocalQueryEngine>();
        services.TryAddSingleton<IJobRunner, ChildProcessRunner>();
        services.AddHostedService<AcceleratorService>();
        return services;
    }

    /// <summary>Keeps state in <c>state.db</c> of the data directory, unless another database was chosen.</summary>
    public static IServiceCollection AddLocalState(this IServiceCollection services)
    {
        services.TryAddSingleton<IStateDatabase, SqliteState>();
        return services;
    }

    /// <summary>Makes the builder of accelerators for a command that runs without a server.</summary>
    /// <param name="data">The data directory.</param>
    public static ITableAccelerator CreateAccelerator(DataDirectory data) => new LocalAccelerator(data);

    private sealed class LocalOptionsValidator : IValidateOptions<LocalOptions>
    {
        public ValidateOptionsResult Validate(string? name, LocalOptions options)
        {
            string[] faults = [.. options.Faults()];
            return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
        }
    }
}

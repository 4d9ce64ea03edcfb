using Hven.Backends.Local;
using Hven.Backends.Postgres;
using Hven.Platform.Accounts;
using Hven.Platform.Catalog;
using Hven.Platform.Files;
using Hven.Platform.Http;
using Hven.Platform.Jobs;
using Hven.Platform.Messages;
using Hven.Platform.Operations;
using Hven.Platform.State;
using Hven.Platform.Storage;
using Hven.Query;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.ResponseCompression;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Hven.Server;

/// <summary>Puts the modules and the back ends of one server together.</summary>
internal static class HvenServer
{
    private static readonly string[] s_sections = ["State", "Accounts", "SignIn", "Mail", "Files", "Query", "Jobs", "Registry", "Engine", "Logging", "AllowedHosts", PublicAddress.Key, ClientAddress.Key];

    /// <summary>Builds a server that has not started.</summary>
    /// <param name="data">The data directory.</param>
    /// <param name="urls">Addresses to listen on, with ; between them.</param>
    public static WebApplication Build(DataDirectory data, string urls)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, WebRootPath = Path.Combine(AppContext.BaseDirectory, "wwwroot") });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddJsonFile(Path.Combine(data.Root, "hven.json"), optional: true).AddEnvironmentVariables("HVEN__");
        CheckSections(builder.Configuration);
        builder.WebHost.UseUrls(urls).ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 16 << 20;
        });
        ConfigureLogs(builder);

        // Large forms are kept there while they are read; the system's own folder may be small, or closed to a container.
        Environment.SetEnvironmentVariable("ASPNETCORE_TEMP", Directory.CreateDirectory(data.Temporary).FullName);
        builder.Services.AddSingleton(data);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<CatalogWatcher>();
        builder.Services.AddProblemDetails(problems => problems.CustomizeProblemDetails = ServiceExceptionHandler.Complete);
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        builder.Services.AddExceptionHandler<ServiceExceptionHandler>();
        builder.Services.AddOpenApi();
        AddState(builder.Services, builder.Configuration);
        builder.Services.AddOperations();
        builder.Services.AddMessageSending();
        builder.Services.AddFiles().AddFileSweeping();
        builder.Services.AddJobs();
        builder.Services.AddQuery();
        builder.Services.AddLocalBackends();
        builder.Services.AddHealthChecks().AddCheck<EngineHealthCheck>("engine");
        builder.Services.AddCors(cors => cors.AddPolicy("vo", policy => policy.AllowAnyOrigin().AllowAnyMethod().AllowAnyHeader().WithExposedHeaders("Hven-Query-Id", "Retry-After", "Location", "Content-Disposition", "Content-Length", "Content-Range", "ETag", "Repr-Digest", "Tus-Resumable", "Tus-Version", "Tus-Extension", "Tus-Max-Size", "Tus-Checksum-Algorithm", "Upload-Offset", "Upload-Length", "Upload-Expires")));
        builder.Services.AddResponseCompression(compression =>
        {
            compression.EnableForHttps = true;
            compression.MimeTypes = ["text/html", "text/css", "text/javascript", "application/javascript", "image/svg+xml", "text/xml"];
            compression.Providers.Add<BrotliCompressionProvider>();
            compression.Providers.Add<GzipCompressionProvider>();
        });
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("hvend"))
            .WithMetrics(metrics => metrics.AddMeter("Hven.*").AddAspNetCoreInstrumentation().AddRuntimeInstrumentation().AddPrometheusExporter());

        WebApplication application = builder.Build();
        ClientAddress.Use(application);
        PublicAddress.Use(application);
        application.UseExceptionHandler();
        application.UseStatusCodePages();
        application.UseResponseCompression();
        application.UseMiddleware<SecurityHeaders>();
        WebPages.Use(application);
        HeadRequests.Use(application);
        application.UseRouting();
        application.UseCors("vo");
        WebPages.UsePage(application);
        application.UseMiddleware<Gate>();
        application.MapOpenApi("/api/openapi.json").OpenToAll();
        application.MapAccounts();
        application.MapMessages();
        application.MapOperations();
        application.MapJobs();
        application.MapFiles();
        application.MapQuery();
        application.MapHealthChecks("/healthz", new HealthCheckOptions { Predicate = _ => false }).OpenToAll();
        application.MapHealthChecks("/readyz").OpenToAll();
        application.MapPrometheusScrapingEndpoint("/metrics").OpenToAll();
        return application;
    }

    /// <summary>What a process needs that runs jobs: the modules that do the work, and no database, whose settings it is not given.</summary>
    /// <param name="data">The data directory.</param>
    public static ServiceProvider BuildRunner(DataDirectory data)
    {
        ConfigurationManager configuration = new();
        configuration.AddJsonFile(Path.Combine(data.Root, "hven.json"), optional: true).AddEnvironmentVariables("HVEN__");
        ServiceCollection services = new();
        services.AddSingleton<IConfiguration>(configuration).AddSingleton(data).AddSingleton(TimeProvider.System).AddSingleton<CatalogWatcher>();
        services.AddLogging(logging => logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning));
        services.AddLocalState().AddState();
        services.AddAccounts().AddOperations().AddFiles();
        services.AddQuery();
        services.AddLocalBackends();
        services.AddSingleton<EngineHealthCheck>();
        return services.BuildServiceProvider();
    }

    /// <summary>State and accounts for a command that runs without a server.</summary>
    /// <param name="data">The data directory.</param>
    public static ServiceProvider BuildState(DataDirectory data)
    {
        ConfigurationManager configuration = new();
        configuration.AddJsonFile(Path.Combine(data.Root, "hven.json"), optional: true).AddEnvironmentVariables("HVEN__");
        ServiceCollection services = new();
        services.AddSingleton<IConfiguration>(configuration).AddSingleton(data).AddSingleton(TimeProvider.System).AddLogging();
        AddState(services, configuration);
        return services.BuildServiceProvider();
    }

    /// <summary>Adds the state in the database that the settings choose.</summary>
    private static void AddState(IServiceCollection services, ConfigurationManager configuration)
    {
        if (configuration[$"{StateOptions.Section}:{nameof(StateOptions.Postgres)}"] is not null)
        {
            services.AddPostgresState();
        }

        services.AddLocalState();
        services.AddState();
        services.AddAccounts();
    }

    private static void ConfigureLogs(WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        if (Console.IsOutputRedirected)
        {
            builder.Logging.AddJsonConsole(json => json.UseUtcTimestamp = true);
        }
        else
        {
            builder.Logging.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.TimestampFormat = "HH:mm:ss ";
                console.UseUtcTimestamp = true;
            });
        }

        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);
    }

    private static void CheckSections(ConfigurationManager configuration)
    {
        string[] unknown = [.. configuration.GetChildren().Select(section => section.Key).Where(key => !s_sections.Contains(key, StringComparer.OrdinalIgnoreCase))];
        if (unknown.Length > 0)
        {
            throw new InvalidDataException($"hven.json or the environment sets '{string.Join("', '", unknown)}', which this server does not know. It knows {string.Join(", ", s_sections)}.");
        }
    }
}

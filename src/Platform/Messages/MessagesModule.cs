using Hven.Platform.Accounts;
using Hven.Platform.Messages.Endpoints;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Hven.Platform.Messages;

/// <summary>Mails and webhooks, and what is done by mail: confirming addresses, setting forgotten passwords.</summary>
public static class MessagesModule
{
    /// <summary>Adds what puts messages into the state; comes with the accounts.</summary>
    public static IServiceCollection AddMessages(this IServiceCollection services)
    {
        services.AddOptions<MailOptions>().BindConfiguration(MailOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        services.TryAddSingleton<IValidateOptions<MailOptions>, MailOptionsValidator>();
        services.TryAddSingleton<Outbox>();
        services.TryAddSingleton<Recovery>();
        services.TryAddSingleton<Webhooks>();
        return services;
    }

    /// <summary>Adds what sends them.</summary>
    public static IServiceCollection AddMessageSending(this IServiceCollection services)
    {
        services.TryAddSingleton<MailServer>();
        services.AddHostedService<OutboxSender>();
        services.AddHostedService<ExpiryWarnings>();
        return services;
    }

    /// <summary>Maps the module's routes.</summary>
    public static IEndpointRouteBuilder MapMessages(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder accounts = routes.MapGroup("/api/v1/accounts").WithTags("Account").OpenToAll();
        accounts.MapPost("/confirm", AccountMail.ConfirmAsync).WithName("ConfirmAddress").WithSummary("Confirm an address for mail by the code that was sent to it.").ProducesProblem(403).ProducesProblem(429);
        accounts.MapPost("/reset", AccountMail.AskResetAsync).WithName("AskReset").WithSummary("Have a link mailed by which a forgotten password is set anew.").ProducesProblem(409).ProducesProblem(429);
        accounts.MapPost("/reset/finish", AccountMail.FinishResetAsync).WithName("FinishReset").WithSummary("Set a password by the code that was mailed.").ProducesProblem(400).ProducesProblem(403).ProducesProblem(429);
        return routes;
    }

    private sealed class MailOptionsValidator(IConfiguration configuration) : IValidateOptions<MailOptions>
    {
        public ValidateOptionsResult Validate(string? name, MailOptions options)
        {
            string[] faults = [.. options.Faults(configuration["PublicUrl"])];
            return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
        }
    }
}

using Hven.Platform.Accounts.Devices;
using Hven.Platform.Accounts.Endpoints;
using Hven.Platform.Accounts.OpenId;
using Hven.Platform.Audit;
using Hven.Platform.Messages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Hven.Platform.Accounts;

/// <summary>Accounts, roles, groups, sign-ins and tokens.</summary>
public static class AccountsModule
{
    /// <summary>Adds the module's services; comes after the state's.</summary>
    public static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        services.AddOptions<AccountOptions>().BindConfiguration(AccountOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        services.TryAddSingleton<IValidateOptions<AccountOptions>, AccountOptionsValidator>();
        services.AddMessages();
        services.TryAddSingleton<AuditLog>();
        services.TryAddSingleton<AccountCache>();
        services.TryAddSingleton<SignInThrottle>();
        services.TryAddSingleton<AccountStore>();
        services.AddOptions<SignInOptions>().Configure<IConfiguration>((options, configuration) => options.Read(configuration.GetSection(SignInOptions.Section))).ValidateOnStart();
        services.TryAddSingleton<IValidateOptions<SignInOptions>, SignInOptionsValidator>();
        services.TryAddSingleton<OpenIdSignIn>();
        services.TryAddSingleton<DeviceSignIns>();
        services.TryAddSingleton<Invitations>();
        services.TryAddSingleton<Administration>();
        services.TryAddSingleton<AccountStart>();
        services.AddHostedService(provider => provider.GetRequiredService<AccountStart>());
        return services;
    }

    /// <summary>Maps the module's routes.</summary>
    public static IEndpointRouteBuilder MapAccounts(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder api = routes.MapGroup("/api/v1").WithTags("Account");
        api.MapGet("/me", Me.Get).OpenToAll().WithName("GetMe").WithSummary("See who you are and what you may do.");
        api.MapPatch("/me", Me.ChangeAsync).Needs(Capability.Account).WithName("ChangeMe").WithSummary("Change your name, address for mail or preferences.").ProducesProblem(400).ProducesProblem(409);
        api.MapPost("/me/password", Me.ChangePasswordAsync).Needs(Capability.Account).WithName("ChangePassword").WithSummary("Change your password; your other sessions end.").ProducesProblem(400).ProducesProblem(403);
        api.MapGet("/me/sessions", Sessions.ListAsync).Needs(Capability.Account).WithName("ListSessions").WithSummary("List where you are signed in.");
        api.MapDelete("/me/sessions/{id:long}", Sessions.EndAsync).Needs(Capability.Account).WithName("EndSession").WithSummary("End one of your sessions.").ProducesProblem(404);
        api.MapGet("/me/tokens", Tokens.ListAsync).Needs(Capability.Account).WithName("ListTokens").WithSummary("List your tokens.");
        api.MapPost("/me/tokens", Tokens.AddAsync).Needs(Capability.Account).WithName("AddToken").WithSummary("Make a token; it is told this once.").ProducesProblem(400);
        api.MapDelete("/me/tokens/{id:long}", Tokens.RevokeAsync).Needs(Capability.Account).WithName("RevokeToken").WithSummary("Take one of your tokens back.").ProducesProblem(404);
        api.MapPost("/session", SignIn.HandleAsync).OpenToAll().WithName("SignIn").WithSummary("Sign in with name and password; sets the cookie of a session.").ProducesProblem(401).ProducesProblem(403).ProducesProblem(429);
        api.MapPost("/session/vo", SignIn.HandleFormAsync).OpenToAll().DisableAntiforgery().ExcludeFromDescription();
        api.MapDelete("/session", SignIn.OutAsync).OpenToAll().WithName("SignOut").WithSummary("End the session of this client, or take back the token that it shows.");
        api.MapGet("/session/ways", OpenIdEndpoints.Ways).OpenToAll().WithName("ListSignInWays").WithSummary("See how people can sign in here.");
        api.MapGet("/session/oidc/{provider}", OpenIdEndpoints.BeginAsync).OpenToAll().ExcludeFromDescription();
        api.MapGet("/session/oidc/{provider}/callback", OpenIdEndpoints.FinishAsync).OpenToAll().ExcludeFromDescription();
        api.MapPost("/me/identity/{provider}", OpenIdEndpoints.LinkAsync).Needs(Capability.Account).WithName("LinkIdentity").WithSummary("Begin to link your account to an identity from elsewhere; open the address that is told.").ProducesProblem(403).ProducesProblem(404).ProducesProblem(503);
        api.MapDelete("/me/identity", OpenIdEndpoints.UnlinkAsync).Needs(Capability.Account).WithName("UnlinkIdentity").WithSummary("Unlink your account from its identity elsewhere.").ProducesProblem(404).ProducesProblem(409);
        api.MapPost("/device", DeviceEndpoints.BeginAsync).OpenToAll().DisableAntiforgery().ExcludeFromDescription();
        api.MapPost("/device/token", DeviceEndpoints.PollAsync).OpenToAll().DisableAntiforgery().ExcludeFromDescription();
        api.MapGet("/device/{code}", DeviceEndpoints.GetAsync).Needs(Capability.Account).WithName("GetDevice").WithSummary("See the program that waits to be let in with a code.").ProducesProblem(404).ProducesProblem(429);
        api.MapPost("/device/{code}", DeviceEndpoints.AnswerAsync).Needs(Capability.Account).WithName("AnswerDevice").WithSummary("Let a program in, or not.").ProducesProblem(403).ProducesProblem(404).ProducesProblem(429);
        api.MapPost("/accounts", Register.HandleAsync).OpenToAll().WithName("Register").WithSummary("Ask for an account.").ProducesProblem(400).ProducesProblem(403).ProducesProblem(409).ProducesProblem(429);

        RouteGroupBuilder admin = routes.MapGroup("/api/v1/admin").WithTags("Administration").Needs(Capability.Admin);
        admin.MapGet("/users", AdminUsers.ListAsync).WithName("ListUsers").WithSummary("List users.");
        admin.MapPost("/users", AdminUsers.AddAsync).WithName("AddUser").WithSummary("Make an account.").ProducesProblem(400).ProducesProblem(409);
        admin.MapGet("/users/{name}", AdminUsers.GetAsync).WithName("GetUser").WithSummary("See a user.").ProducesProblem(404);
        admin.MapPatch("/users/{name}", AdminUsers.ChangeAsync).WithName("ChangeUser").WithSummary("Change a user's roles, groups, limits, state or password.").ProducesProblem(400).ProducesProblem(404);
        admin.MapDelete("/users/{name}", AdminUsers.DeleteAsync).WithName("DeleteUser").WithSummary("Delete an account.").ProducesProblem(404).ProducesProblem(409);
        admin.MapDelete("/users/{name}/identity", AdminUsers.UnlinkAsync).WithName("UnlinkUser").WithSummary("Unlink an account from its identity elsewhere; its sessions end.").ProducesProblem(404);
        admin.MapPost("/invitations", AdminUsers.InviteAsync).WithName("Invite").WithSummary("Make a code by which one account can be made.").ProducesProblem(400);
        admin.MapGet("/roles", AdminRoles.ListAsync).WithName("ListRoles").WithSummary("List roles.");
        admin.MapPut("/roles/{name}", AdminRoles.SetAsync).WithName("SetRole").WithSummary("Make or change a role.").ProducesProblem(400);
        admin.MapDelete("/roles/{name}", AdminRoles.DeleteAsync).WithName("DeleteRole").WithSummary("Delete a role.").ProducesProblem(404).ProducesProblem(409);
        admin.MapGet("/groups", AdminGroups.ListAsync).WithName("ListGroups").WithSummary("List groups with their members.");
        admin.MapPut("/groups/{name}", AdminGroups.SetAsync).WithName("SetGroup").WithSummary("Make or change a group.").ProducesProblem(400);
        admin.MapDelete("/groups/{name}", AdminGroups.DeleteAsync).WithName("DeleteGroup").WithSummary("Delete a group.").ProducesProblem(404);
        admin.MapGet("/audit", AuditList.HandleAsync).WithName("ListAudit").WithSummary("See who changed what, newest first.").ProducesProblem(400);
        return routes;
    }

    private sealed class SignInOptionsValidator : IValidateOptions<SignInOptions>
    {
        public ValidateOptionsResult Validate(string? name, SignInOptions options)
        {
            string[] faults = [.. options.Faults()];
            return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
        }
    }

    private sealed class AccountOptionsValidator(IOptions<MailOptions> mail) : IValidateOptions<AccountOptions>
    {
        public ValidateOptionsResult Validate(string? name, AccountOptions options)
        {
            string[] faults = [.. options.Faults(mail.Value.IsOn)];
            return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
        }
    }
}

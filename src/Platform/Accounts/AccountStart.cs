using System.Reflection;
using System.Text.Json;
using Hven.Platform.State;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hven.Platform.Accounts;

/// <summary>Makes the shipped roles in a new database, and lets the first administrator in.</summary>
public sealed partial class AccountStart(IDbContextFactory<HvenState> contexts, Invitations invitations, ILogger<AccountStart> logger) : IHostedService
{
    /// <summary>Makes the shipped roles where there are none.</summary>
    public async Task MakeRolesAsync(CancellationToken cancellationToken)
    {
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        if (await state.Roles.AnyAsync(cancellationToken))
        {
            return;
        }

        await using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Hven.Platform.Accounts.roles.json")!;
        state.Roles.AddRange((await JsonSerializer.DeserializeAsync<List<Role>>(stream, JsonSerializerOptions.Web, cancellationToken))!);
        try
        {
            await state.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException) when (HasRoles())
        {
            // Another server that started at the same time was first.
        }

        bool HasRoles()
        {
            using HvenState other = contexts.CreateDbContext();
            return other.Roles.Any();
        }
    }

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await MakeRolesAsync(cancellationToken);
        await using HvenState state = await contexts.CreateDbContextAsync(cancellationToken);
        if (!await state.Users.AnyAsync(user => user.Roles.Any(role => role.Name == Invitations.Admin), cancellationToken))
        {
            LogInvitation(await invitations.AddAsync([Invitations.Admin], cancellationToken));
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(1202, LogLevel.Warning, "There is no administrator yet. Make one with hvend user add NAME --role admin, or open /register?invite={Code} on this server within a day")]
    private partial void LogInvitation(string code);
}

using System.CommandLine;
using Hven.Platform.Accounts;
using Hven.Platform.Http;
using Hven.Platform.State;
using Hven.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace Hven.Server.Commands;

/// <summary><c>hvend user</c>: accounts, without a server; a running one sees the changes after some seconds.</summary>
internal static class UserCommand
{
    private static readonly Caller s_operator = new() { Name = "hvend" };
    private static readonly string[] s_defaultRoles = ["default"];

    public static Command Create() => new("user", "Make and change accounts.") { Add(), List(), Role(), Passwd(), Token(), Invite() };

    private static Command Add()
    {
        Argument<string> name = new("NAME") { Description = "Name of the account." };
        Option<string[]> roles = Roles("Roles of the account.");
        Option<string?> email = new("--email") { Description = "Address for mail." };
        Option<string?> fullName = new("--full-name") { Description = "Name of the person." };
        Option<string> data = CommandOptions.Data();
        Command command = new("add", "Make an account; its password is read from standard input.") { name, roles, email, fullName, data };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(data)!, async services =>
        {
            string[] wanted = parsed.GetValue(roles) is { Length: > 0 } given ? given : s_defaultRoles;
            User user = await services.GetRequiredService<AccountStore>().AddAsync(
                new(parsed.GetValue(name)!) { Password = ReadPassword(), Email = parsed.GetValue(email), FullName = parsed.GetValue(fullName), Roles = wanted }, s_operator, cancellationToken);
            Console.WriteLine($"Made {user.Name} with {string.Join(", ", wanted)}.");
        }));
        return command;
    }

    private static Command List()
    {
        Option<string> data = CommandOptions.Data();
        Command command = new("list", "List accounts.") { data };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(data)!, async services =>
        {
            await using HvenState state = await services.GetRequiredService<IDbContextFactory<HvenState>>().CreateDbContextAsync(cancellationToken);
            foreach (User user in await state.Users.AsNoTracking().Include(user => user.Roles).OrderBy(user => user.NameKey).ToListAsync(cancellationToken))
            {
                Console.WriteLine($"{user.Name}\t{user.Status.ToString().ToLowerInvariant()}\t{string.Join(",", user.Roles.Select(role => role.Name).Order(StringComparer.Ordinal))}\t{user.Email}");
            }
        }));
        return command;
    }

    private static Command Role()
    {
        Argument<string> name = new("NAME") { Description = "Name of the account." };
        Argument<string[]> roles = new("ROLE") { Description = "All its roles.", Arity = ArgumentArity.OneOrMore };
        Option<string> data = CommandOptions.Data();
        Command command = new("role", "Set the roles of an account.") { name, roles, data };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(data)!, async services =>
        {
            await services.GetRequiredService<Administration>().ChangeAsync(parsed.GetValue(name)!, new() { Roles = parsed.GetValue(roles) }, s_operator, cancellationToken);
            Console.WriteLine($"{parsed.GetValue(name)} has {string.Join(", ", parsed.GetValue(roles)!)}.");
        }));
        return command;
    }

    private static Command Passwd()
    {
        Argument<string> name = new("NAME") { Description = "Name of the account." };
        Option<string> data = CommandOptions.Data();
        Command command = new("passwd", "Set the password of an account; it is read from standard input.") { name, data };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(data)!, async services =>
        {
            User user = await services.GetRequiredService<Administration>().GetAsync(parsed.GetValue(name)!, cancellationToken);
            await services.GetRequiredService<AccountStore>().SetPasswordAsync(user.Id, ReadPassword(), s_operator, cancellationToken);
            Console.WriteLine($"The password of {user.Name} is set; its sessions have ended.");
        }));
        return command;
    }

    private static Command Token()
    {
        Argument<string> name = new("NAME") { Description = "Name of the account." };
        Option<string[]> scopes = new("--scope") { Description = $"What the token allows: {string.Join(", ", Capability.All)}.", DefaultValueFactory = _ => [Capability.Query, Capability.Jobs], AllowMultipleArgumentsPerToken = true };
        Option<int> days = CommandOptions.Number("--days", "Days that it lasts.", 1, 3660, 90);
        Option<string> title = new("--name") { Description = "A name for the token.", DefaultValueFactory = _ => "made by hvend" };
        Option<string> data = CommandOptions.Data();
        Command command = new("token", "Make a token for programs; it is written to standard output once.") { name, scopes, days, title, data };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(data)!, async services =>
        {
            User user = await services.GetRequiredService<Administration>().GetAsync(parsed.GetValue(name)!, cancellationToken);
            (_, string token) = await services.GetRequiredService<AccountStore>().AddTokenAsync(
                user.Id, parsed.GetValue(title)!, parsed.GetValue(scopes)!, parsed.GetValue(days), s_operator, cancellationToken);
            Console.WriteLine(token);
        }));
        return command;
    }

    private static Command Invite()
    {
        Option<string[]> roles = Roles("Roles of the account that is made by it.");
        Option<string> data = CommandOptions.Data();
        Command command = new("invite", "Make a code by which one account can be made within a day.") { roles, data };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(data)!, async services =>
        {
            string[] wanted = parsed.GetValue(roles) is { Length: > 0 } given ? given : s_defaultRoles;
            await using HvenState state = await services.GetRequiredService<IDbContextFactory<HvenState>>().CreateDbContextAsync(cancellationToken);
            await AccountStore.RolesAsync(state, wanted, cancellationToken);
            Console.WriteLine($"/register?invite={await services.GetRequiredService<Invitations>().AddAsync(wanted, cancellationToken)}");
        }));
        return command;
    }

    private static Option<string[]> Roles(string description) => new("--role") { Description = $"{description} default when absent.", AllowMultipleArgumentsPerToken = true };

    private static string ReadPassword()
    {
        if (!Console.IsInputRedirected)
        {
            Console.Error.Write("Password: ");
        }

        return Console.ReadLine() ?? "";
    }

    private static async Task<int> RunAsync(string data, Func<IServiceProvider, Task> work)
    {
        try
        {
            await using ServiceProvider services = HvenServer.BuildState(new(data));
            await services.GetRequiredService<StateStart>().StartAsync(CancellationToken.None);
            await services.GetRequiredService<AccountStart>().MakeRolesAsync(CancellationToken.None);
            await work(services);
            return ExitCodes.Done;
        }
        catch (Exception exception) when (exception is ServiceException or IOException or UnauthorizedAccessException or InvalidDataException or System.Data.Common.DbException or DbUpdateException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return ExitCodes.Failed;
        }
    }
}

using Hven.Platform.Accounts;
using Hven.Platform.Audit;
using Hven.Platform.Backup;
using Hven.Platform.State;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Hven.Testing;

/// <summary>What every database of state must do; each back end's tests derive from it.</summary>
public abstract class StateConformance
{
    private static readonly DateTimeOffset s_time = new(2026, 11, 26, 9, 30, 0, 123, TimeSpan.Zero);

    /// <summary>A database of its own that is brought to the newest version.</summary>
    protected abstract Task<(IStateDatabase Database, IDbContextFactory<HvenState> Contexts)> CreateAsync();

    [Fact]
    public async Task Migrations_make_what_the_model_describes()
    {
        (_, IDbContextFactory<HvenState> contexts) = await CreateAsync();
        await using HvenState state = await contexts.CreateDbContextAsync();
        Assert.False(state.Database.HasPendingModelChanges());
        Assert.Empty(await state.Database.GetPendingMigrationsAsync());
    }

    [Fact]
    public async Task User_comes_back_as_it_was_written()
    {
        (_, IDbContextFactory<HvenState> contexts) = await CreateAsync();
        await using (HvenState state = await contexts.CreateDbContextAsync())
        {
            Role role = new() { Name = "observer", Capabilities = [Capability.Query, Capability.Jobs], Quota = new() { RunningJobs = 3, JobHoursPerDay = 1.5 } };
            User user = new() { Name = "Zoë_7", NameKey = UserName.Key("Zoë_7"), Email = "zoe@example.org", Created = s_time, Quota = new() { StoredBytes = 1L << 40 } };
            user.Roles.Add(role);
            user.Groups.Add(new() { Name = "members" });
            state.Users.Add(user);
            await state.SaveChangesAsync();
        }

        await using HvenState again = await contexts.CreateDbContextAsync();
        string key = UserName.Key("ZOË_7");
        User read = await again.Users.Include(user => user.Roles).Include(user => user.Groups).SingleAsync(user => user.NameKey == key);
        Assert.Equal(("Zoë_7", s_time, 1L << 40, UserStatus.Active), (read.Name, read.Created, read.Quota.StoredBytes, read.Status));
        Assert.Equal(["query", "jobs"], read.Roles.Single().Capabilities);
        Assert.Equal(new Quota { RunningJobs = 3, JobHoursPerDay = 1.5 }, read.Roles.Single().Quota);
        Assert.Equal("members", read.Groups.Single().Name);
    }

    [Fact]
    public async Task Times_are_compared_and_ordered_by_the_database()
    {
        (_, IDbContextFactory<HvenState> contexts) = await CreateAsync();
        await using HvenState state = await contexts.CreateDbContextAsync();
        foreach (int minute in new[] { 2, 0, 1 })
        {
            state.Audit.Add(new() { Time = s_time.AddMinutes(minute), Actor = "ada", Action = "test", Subject = $"m:{minute}" });
        }

        await state.SaveChangesAsync();
        DateTimeOffset bound = s_time.AddMinutes(1);
        Assert.Equal(["m:1", "m:2"], await state.Audit.Where(entry => entry.Time >= bound).OrderBy(entry => entry.Time).Select(entry => entry.Subject).ToArrayAsync());
        Assert.Equal(1, await state.Audit.Where(entry => entry.Time < bound).ExecuteDeleteAsync());
    }

    [Fact]
    public async Task Second_user_of_a_name_is_told_as_a_duplicate()
    {
        (IStateDatabase database, IDbContextFactory<HvenState> contexts) = await CreateAsync();
        await using (HvenState state = await contexts.CreateDbContextAsync())
        {
            state.Users.Add(new() { Name = "ada", NameKey = "ada", Created = s_time });
            await state.SaveChangesAsync();
        }

        await using HvenState other = await contexts.CreateDbContextAsync();
        other.Users.Add(new() { Name = "ADA", NameKey = "ada", Created = s_time });
        DbUpdateException exception = await Assert.ThrowsAsync<DbUpdateException>(() => other.SaveChangesAsync());
        var cause = Assert.IsAssignableFrom<System.Data.Common.DbException>(exception.InnerException);
        Assert.True(database.IsDuplicate(cause));
        Assert.False(database.IsPassing(cause));
    }

    [Fact]
    public async Task Update_under_a_condition_is_done_by_one_of_many_at_once()
    {
        (_, IDbContextFactory<HvenState> contexts) = await CreateAsync();
        await using (HvenState state = await contexts.CreateDbContextAsync())
        {
            state.Users.Add(new() { Name = "ada", NameKey = "ada", Created = s_time });
            await state.SaveChangesAsync();
        }

        int[] changed = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            await using HvenState state = await contexts.CreateDbContextAsync();
            return await state.Users.Where(user => user.NameKey == "ada" && user.FailedSignIns == 0).ExecuteUpdateAsync(set => set.SetProperty(user => user.FailedSignIns, 1));
        })));
        Assert.Equal(1, changed.Sum());
    }

    [Fact]
    public async Task Start_on_a_database_of_this_version_changes_nothing()
    {
        (IStateDatabase database, IDbContextFactory<HvenState> contexts) = await CreateAsync();
        await new StateStart(database, contexts, Microsoft.Extensions.Logging.Abstractions.NullLogger<StateStart>.Instance).StartAsync(default);
        await using HvenState state = await contexts.CreateDbContextAsync();
        Assert.Empty(await state.Database.GetPendingMigrationsAsync());
    }

    [Fact]
    public async Task Database_with_accounts_of_an_earlier_version_is_brought_to_this_one()
    {
        (_, IDbContextFactory<HvenState> contexts) = await CreateAsync();
        await using HvenState state = await contexts.CreateDbContextAsync();
        string[] all = [.. state.Database.GetMigrations()];
        int before = Array.FindIndex(all, name => name.EndsWith("_Identities", StringComparison.Ordinal)) - 1;
        await state.GetService<IMigrator>().MigrateAsync(all[before]);
        await state.Database.ExecuteSqlRawAsync(
            "INSERT INTO users (\"Name\", \"NameKey\", \"EmailConfirmed\", \"Status\", \"FailedSignIns\", \"Created\", \"Quota\") VALUES ('ada', 'ada', {0}, 2, 0, 0, '{{}}')", false);
        await state.Database.MigrateAsync();
        User ada = await state.Users.SingleAsync();
        Assert.Equal(("ada", 0, 0), (ada.Name, ada.ProvidedRoles.Count, ada.ProvidedGroups.Count));
    }

    [Fact]
    public async Task State_goes_through_a_backup_into_another_database()
    {
        (IStateDatabase database, IDbContextFactory<HvenState> contexts) = await CreateAsync();
        await using (HvenState state = await contexts.CreateDbContextAsync())
        {
            Role role = new() { Name = "observer", Capabilities = [Capability.Query], Quota = new() { RunningJobs = 3 } };
            for (int number = 0; number < 2500; number++)
            {
                User user = new() { Name = $"ümit{number}", NameKey = $"ümit{number}", Created = s_time, LockedUntil = number % 2 == 0 ? null : s_time };
                user.Roles.Add(role);
                state.Users.Add(user);
            }

            state.Audit.Add(new() { Time = s_time, Actor = "ada", Action = "test", Subject = "line\nbreak \" \\ \u2028 \0 end".Replace("\0", "", StringComparison.Ordinal) });
            await state.SaveChangesAsync();
        }

        using MemoryStream backup = new();
        long written;
        await using (HvenState state = await contexts.CreateDbContextAsync())
        {
            written = await StateFile.WriteAsync(database, state, backup, default);
        }

        (IStateDatabase otherDatabase, IDbContextFactory<HvenState> other) = await CreateOtherAsync();
        backup.Position = 0;
        await using (HvenState state = await other.CreateDbContextAsync())
        {
            Assert.Equal(written, await StateFile.ReadAsync(otherDatabase, state, backup, default));
        }

        using MemoryStream again = new();
        await using (HvenState state = await other.CreateDbContextAsync())
        {
            await StateFile.WriteAsync(otherDatabase, state, again, default);
            backup.Position = 0;
            InvalidDataException refused = await Assert.ThrowsAsync<InvalidDataException>(() => StateFile.ReadAsync(otherDatabase, state, backup, default));
            Assert.Contains("empty", refused.Message, StringComparison.Ordinal);

            // Numbers go on after those that were restored.
            state.Users.Add(new() { Name = "new", NameKey = "new", Created = s_time });
            await state.SaveChangesAsync();
        }

        Assert.Equal(Lines(backup), Lines(again));
    }

    /// <summary>Another database of its own, perhaps of another kind.</summary>
    protected virtual Task<(IStateDatabase Database, IDbContextFactory<HvenState> Contexts)> CreateOtherAsync() => CreateAsync();

    // Rows of tables that pair others come in no order.
    private static string[] Lines(MemoryStream stream) => [.. System.Text.Encoding.UTF8.GetString(stream.ToArray()).Split('\n').Order(StringComparer.Ordinal)];
}

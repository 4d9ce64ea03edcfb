using Microsoft.EntityFrameworkCore;

namespace Hven.Platform.Accounts;

/// <summary>How accounts lie in the database.</summary>
internal static class AccountTables
{
    public static void Describe(ModelBuilder model)
    {
        model.Entity<User>(user =>
        {
            user.ToTable("users");
            user.HasIndex(one => one.NameKey).IsUnique();
            user.HasIndex(one => one.EmailKey).IsUnique();
            user.HasIndex(one => new { one.Issuer, one.IssuerSubject }).IsUnique();
            user.HasMany(one => one.Roles).WithMany(role => role.Users).UsingEntity("user_roles");
            user.HasMany(one => one.Groups).WithMany(group => group.Members).UsingEntity("user_groups");
        });
        model.Entity<Role>(role =>
        {
            role.ToTable("roles");
            role.HasIndex(one => one.Name).IsUnique();
        });
        model.Entity<Group>(group =>
        {
            group.ToTable("groups");
            group.HasIndex(one => one.Name).IsUnique();
        });
        model.Entity<Session>(session =>
        {
            session.ToTable("sessions");
            session.HasIndex(one => one.Hash).IsUnique();
            session.HasIndex(one => one.Expires);
        });
        model.Entity<AccessToken>(token =>
        {
            token.ToTable("tokens");
            token.HasIndex(one => one.Hash).IsUnique();
            token.HasIndex(one => one.Expires);
        });
        model.Entity<OneTimeCode>(code =>
        {
            code.ToTable("codes");
            code.HasIndex(one => one.Hash).IsUnique();
            code.HasIndex(one => one.Expires);
        });
    }
}

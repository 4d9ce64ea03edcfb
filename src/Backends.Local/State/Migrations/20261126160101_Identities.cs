using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Hven.Backends.Local.State.Migrations
{
    /// <inheritdoc />
    public partial class Identities : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "ProvidedGroups",
                table: "users",
                type: "TEXT",
                nullable: false,
                defaultValue: "[]");

            migrationBuilder.AddColumn<string>(
                name: "ProvidedRoles",
                table: "users",
                type: "TEXT",
                nullable: false,
                defaultValue: "[]");

            migrationBuilder.AddColumn<string>(
                name: "Provider",
                table: "users",
                type: "TEXT",
                maxLength: 40,
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "ProvidedGroups",
                table: "users");

            migrationBuilder.DropColumn(
                name: "ProvidedRoles",
                table: "users");

            migrationBuilder.DropColumn(
                name: "Provider",
                table: "users");
        }
    }
}

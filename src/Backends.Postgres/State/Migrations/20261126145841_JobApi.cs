using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Hven.Backends.Postgres.State.Migrations
{
    /// <inheritdoc />
    public partial class JobApi : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "BytesNow",
                table: "jobs",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<double>(
                name: "Fraction",
                table: "jobs",
                type: "double precision",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "Rows",
                table: "jobs",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "RowsNow",
                table: "jobs",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "SharedWith",
                table: "jobs",
                type: "character varying(4000)",
                maxLength: 4000,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Summary",
                table: "jobs",
                type: "character varying(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Tags",
                table: "jobs",
                type: "character varying(1000)",
                maxLength: 1000,
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "BytesNow",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "Fraction",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "Rows",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "RowsNow",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "SharedWith",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "Summary",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "Tags",
                table: "jobs");
        }
    }
}

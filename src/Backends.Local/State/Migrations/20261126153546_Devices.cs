using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Hven.Backends.Local.State.Migrations
{
    /// <inheritdoc />
    public partial class Devices : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "device_sign_ins",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    DeviceHash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    UserHash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Scopes = table.Column<string>(type: "TEXT", nullable: false),
                    Address = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Created = table.Column<long>(type: "INTEGER", nullable: false),
                    Expires = table.Column<long>(type: "INTEGER", nullable: false),
                    Polled = table.Column<long>(type: "INTEGER", nullable: true),
                    Status = table.Column<int>(type: "INTEGER", nullable: false),
                    UserId = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_device_sign_ins", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_device_sign_ins_Address_Expires",
                table: "device_sign_ins",
                columns: new[] { "Address", "Expires" });

            migrationBuilder.CreateIndex(
                name: "IX_device_sign_ins_DeviceHash",
                table: "device_sign_ins",
                column: "DeviceHash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_device_sign_ins_UserHash",
                table: "device_sign_ins",
                column: "UserHash",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "device_sign_ins");
        }
    }
}

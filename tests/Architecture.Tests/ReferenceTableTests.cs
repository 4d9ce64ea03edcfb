using System.Xml.Linq;

namespace Hven.Architecture.Tests;

/// <summary>Holds the directions of docs/develop/architecture.md: a project may reference what this table lists, and the table lists every project.</summary>
public sealed class ReferenceTableTests
{
    private static readonly Dictionary<string, string[]> s_allowed = new()
    {
        ["libs/Sky"] = ["libs/Fits"],
        ["libs/Fits"] = [],
        ["libs/Tables"] = ["libs/Fits"],
        ["libs/Adql"] = ["libs/Sky"],
        ["src/Platform"] = ["libs/Sky", "libs/Tables"],
        ["src/Query"] = ["src/Platform", "libs/Adql"],
        ["src/Backends.Local"] = ["src/Query"],
        ["src/Backends.Postgres"] = ["src/Platform"],
        ["src/Server"] = ["src/Backends.Local", "src/Backends.Postgres"],
        ["src/Client"] = [],
        ["src/Cli"] = ["src/Client"],
    };

    /// <summary>Packages that only one place may know, so that they never cross a port.</summary>
    private static readonly Dictionary<string, string[]> s_ownedPackages = new()
    {
        ["DuckDB.NET.Data.Full"] = ["src/Backends.Local"],
        ["ParquetSharp"] = ["libs/Tables"],
        ["Npgsql"] = [],
        ["Microsoft.EntityFrameworkCore.Sqlite"] = ["src/Backends.Local"],
        ["Npgsql.EntityFrameworkCore.PostgreSQL"] = ["src/Backends.Postgres"],
    };

    public static TheoryData<string> Projects => [.. ProjectFolders()];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_references_only_what_the_table_lists(string folder)
    {
        Assert.True(s_allowed.ContainsKey(folder), $"{folder} is not in the table: add it with what it may reference.");
        string[] references = [.. References(folder, "ProjectReference").Select(path => ToFolder(folder, path))];
        Assert.Empty(references.Except(s_allowed[folder]));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_uses_no_package_that_belongs_elsewhere(string folder)
    {
        foreach (string package in References(folder, "PackageReference"))
        {
            Assert.True(!s_ownedPackages.TryGetValue(package, out string[]? owners) || owners.Contains(folder), $"{folder} references {package}, which belongs to {string.Join(", ", owners ?? [])}.");
        }
    }

    [Fact]
    public void Table_lists_only_projects_that_exist() => Assert.Empty(s_allowed.Keys.Except(ProjectFolders()));

    [Fact]
    public void Solution_holds_every_project()
    {
        string solution = File.ReadAllText(Path.Combine(Root(), "Hven.slnx"));
        string[] missing = [.. Directory.EnumerateFiles(Root(), "*.csproj", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root(), path).Replace('\\', '/'))
            .Where(path => !path.StartsWith("artifacts/", StringComparison.Ordinal) && !path.Contains("node_modules", StringComparison.Ordinal))
            .Where(path => !solution.Contains($"\"{path}\"", StringComparison.Ordinal))];
        Assert.Empty(missing);
    }

    [Fact]
    public void Libs_use_no_host_clock_or_logging()
    {
        string[] banned = ["Microsoft.AspNetCore", "Microsoft.Extensions.", "TimeProvider"];
        IEnumerable<string> faults =
            from file in Directory.EnumerateFiles(Path.Combine(Root(), "libs"), "*.cs", SearchOption.AllDirectories)
            where !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            let text = File.ReadAllText(file)
            from word in banned
            where text.Contains($"using {word}", StringComparison.Ordinal) || (word == "TimeProvider" && text.Contains("TimeProvider ", StringComparison.Ordinal))
            select $"{file}: {word}";
        Assert.Empty(faults);
    }

    private static IEnumerable<string> ProjectFolders() =>
        new[] { "libs", "src" }.SelectMany(kind => Directory.EnumerateFiles(Path.Combine(Root(), kind), "*.csproj", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(Root(), Path.GetDirectoryName(path)!).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);

    private static IEnumerable<string> References(string folder, string element)
    {
        string path = Directory.EnumerateFiles(Path.Combine(Root(), folder), "*.csproj").Single();
        return XDocument.Load(path).Descendants(element).Select(reference => reference.Attribute("Include")!.Value);
    }

    private static string ToFolder(string folder, string reference) =>
        Path.GetRelativePath(Root(), Path.GetDirectoryName(Path.GetFullPath(Path.Combine(Root(), folder, reference)))!).Replace('\\', '/');

    private static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Hven.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}

using Hven.Conformance.Tests.Support;
using Hven.Testing;

namespace Hven.Conformance.Tests.Packages;

/// <summary>Each library of <c>libs/</c> as a stranger meets it: a NuGet package in a project that knows nothing of this repository.</summary>
public sealed class PackedLibraryTests
{
    private static readonly string[] s_libraries = ["Adql", "Fits", "Sky", "Tables"];

    // A version of its own, so that no package of an earlier run is taken for it.
    private const string Version = "0.0.1-stranger";

    private const string Program = """
        using System.Text;
        using Hven.Adql;
        using Hven.Adql.Binding;
        using Hven.Fits;
        using Hven.Sky;
        using Hven.Tables;
        using Hven.Tables.Csv;

        Console.WriteLine(new SkyCoord(10, 20).SeparationTo(new SkyCoord(10, 21)).Degrees.ToString("F6"));
        Console.WriteLine(new Card("EXPTIME", 90.0, "seconds").ToString().TrimEnd());
        Console.WriteLine(string.Join(" ", AdqlCompiler.Compile("SELECT nothing FROM nowhere", new NoTables()).Diagnostics.Select(d => d.Span.Line)));
        Column column = new("flux", ElementType.Float64) { Unit = "Jy" };
        RecordBatch batch = new(new TableSchema([column]));
        ((PrimitiveVector<double>)batch.Columns[0]).Append(0.5);
        MemoryStream file = new();
        await using (CsvWriter writer = new(file, batch.Schema))
        {
            await writer.WriteAsync(batch, default);
            await writer.EndAsync(default, default);
        }

        Console.WriteLine(Encoding.UTF8.GetString(file.ToArray()).ReplaceLineEndings(";"));

        sealed class NoTables : IAdqlCatalog
        {
            public IEnumerable<AdqlTable> Tables => [];

            public AdqlTable? Find(string? schema, string name) => null;
        }
        """;

    [Fact]
    public async Task Packed_libraries_work_in_a_project_of_a_stranger()
    {
        using TemporaryFolder folder = new();
        foreach (string library in s_libraries)
        {
            string project = Path.Combine(Tool.RepositoryRoot, "libs", library, $"{library}.csproj");
            await Tool.RunAsync("dotnet", "pack", project, "--no-build", "-c", "Release", "-v", "quiet", "-o", folder["feed"], $"-p:PackageVersion={Version}");
        }

        folder.Write("Stranger.csproj", Project(folder));
        folder.Write("Program.cs", Program);
        string printed = await Tool.RunAsync("dotnet", "run", "--project", folder["Stranger.csproj"], "-v", "quiet");
        Assert.Equal(
            ["1.000000", "EXPTIME =                 90.0 / seconds", "1", "flux;0.5;"],
            printed.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>What the packages themselves need is taken from where this repository's build put it; ours land in the folder and go with it.</summary>
    private static string Project(TemporaryFolder folder)
    {
        string known = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        IEnumerable<string> references = s_libraries.Select(library => $"""<PackageReference Include="Hven.{library}" Version="{Version}" />""");
        return $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <InvariantGlobalization>true</InvariantGlobalization>
                <NuGetAudit>false</NuGetAudit>
                <RestorePackagesPath>{folder["packages"]}</RestorePackagesPath>
                <RestoreFallbackFolders>{known}</RestoreFallbackFolders>
                <RestoreAdditionalProjectSources>{folder["feed"]}</RestoreAdditionalProjectSources>
              </PropertyGroup>
              <ItemGroup>
                {string.Join("\n    ", references)}
              </ItemGroup>
            </Project>
            """;
    }
}

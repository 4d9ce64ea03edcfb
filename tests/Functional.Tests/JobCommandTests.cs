using System.Text.Json;
using Hven.Functional.Tests.Support;
using Hven.Testing;

namespace Hven.Functional.Tests;

/// <summary><c>hven jobs</c> and <c>hven query --job</c> against a server.</summary>
public sealed class JobCommandTests(DemoServer demo)
{
    private const string Query = "SELECT TOP 5 COADD_OBJECT_ID, RA, DEC FROM dr1.main ORDER BY COADD_OBJECT_ID";

    [Fact]
    public async Task Job_is_made_found_taken_repeated_shared_and_deleted()
    {
        await using AccountServer server = await AccountServer.StartAsync(demo);
        using TemporaryFolder folder = new();
        string token = await server.TokenAsync("ben", "query", "jobs");
        Task<string> Hven(params string[] arguments) => HvenProgram.MustAsync(server.Server.Address, token, folder.Path, arguments);
        Task<(int Code, string Output, string Error)> Try(params string[] arguments) => HvenProgram.RunAsync(server.Server.Address, token, folder.Path, arguments);

        (int code, string _, string error) = await Try("query", Query, "--job", "--name", "First five", "-o", "five.csv");
        Assert.True(code == 0, error);
        Assert.Contains("verified", error, StringComparison.Ordinal);
        Assert.Equal(6, (await File.ReadAllLinesAsync(folder["five.csv"])).Length);
        Assert.Equal([], Directory.GetFiles(folder.Path, "*.part"));

        string id = (await Hven("query", "--job", Query, "-f", "fits")).Trim();
        Assert.Matches("^[0-9a-f]{32}$", id);
        Assert.Contains("COMPLETED", await Hven("jobs", "wait", id[..10]), StringComparison.Ordinal);
        Assert.Contains("First five", await Hven("jobs", "list"), StringComparison.Ordinal);
        Assert.Equal(2, JsonDocument.Parse(await Hven("jobs", "list", "--json")).RootElement.GetProperty("total").GetInt32());
        string shown = await Hven("jobs", "show", id);
        Assert.Matches("(?s)phase +COMPLETED.*cite as +hven:.*read +dr1.main.*query +SELECT.*file +result.fits", shown);
        Assert.Contains("Answered by", await Hven("jobs", "log", id), StringComparison.Ordinal);

        // What was cut off goes on; what is there is not taken again; what is damaged is refused.
        await Hven("jobs", "get", id, "-o", "out");
        byte[] whole = await File.ReadAllBytesAsync(folder["out/result.fits"]);
        Assert.Contains("already", (await Try("jobs", "get", id, "-o", "out")).Error, StringComparison.Ordinal);
        File.Delete(folder["out/result.fits"]);
        await File.WriteAllBytesAsync(folder["out/result.fits.part"], whole[..1000]);
        await Hven("jobs", "get", id, "-o", "out");
        Assert.Equal(whole, await File.ReadAllBytesAsync(folder["out/result.fits"]));
        File.Delete(folder["out/result.fits"]);
        await File.WriteAllBytesAsync(folder["out/result.fits.part"], [1, 2, 3]);
        (code, _, error) = await Try("jobs", "get", id, "-o", "out");
        Assert.Equal(1, code);
        Assert.Contains("SHA-256", error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder["out"]));

        await Hven("jobs", "get", id, "--record");
        (code, _, error) = await Try("jobs", "rerun", $"job-{id}.json");
        Assert.True(code == 0 && error.Contains("to the last byte", StringComparison.Ordinal), error);
        await Hven("jobs", "change", id, "--name", "Renamed", "--tag", "a", "b", "--days", "20");
        Assert.Contains("Renamed", await Hven("jobs", "list", "--tag", "b", "-q", "renam"), StringComparison.Ordinal);
        await Hven("jobs", "clone", id, "--name", "Again");
        string link = (await Hven("jobs", "share", id, "--link", "3")).Trim();
        using HttpClient nobody = server.Anonymous();
        Assert.Contains("Renamed", await nobody.GetStringAsync(new Uri(link)), StringComparison.Ordinal);
        Assert.Contains("nobody", await Hven("jobs", "share", id, "--nobody"), StringComparison.Ordinal);
        await Hven("jobs", "renew", id);
        await Hven("jobs", "delete", id);
        (code, _, error) = await Try("jobs", "show", id);
        Assert.Equal(1, code);
        Assert.Contains("no such job", error, StringComparison.Ordinal);

        // What cannot be: said before anything is done, with the exit code of wrong usage or of failure.
        Assert.Equal(2, (await Try("jobs", "show", "../admin")).Code);
        Assert.Equal(2, (await Try("query", Query, "--name", "x")).Code);
        Assert.Equal(2, (await Try("query", Query, "--job", "--check")).Code);
        Assert.Equal(1, (await Try("query", "--job", "SELECT nothing FROM dr1.main")).Code);
        Assert.Equal(2, (await Try("jobs", "rerun", "five.csv")).Code);
        string endless = (await Hven("query", "--job", "SELECT COUNT(*) AS n FROM dr1.main AS a, dr1.main AS b, dr1.main AS c WHERE a.ra + b.ra > c.ra")).Trim();
        await Hven("jobs", "cancel", endless);
        (code, string told, error) = await Try("jobs", "wait", endless);
        Assert.Equal((1, true, true), (code, told.Contains("ABORTED", StringComparison.Ordinal), error.Contains("stopped", StringComparison.Ordinal)));
        Assert.Contains(endless, JsonDocument.Parse(await Hven("jobs", "list", "--phase", "ABORTED", "--json")).RootElement.GetProperty("jobs")[0].GetProperty("id").GetString(), StringComparison.Ordinal);
    }
}

using Hven.Conformance.Tests.Support;
using Hven.Testing;

namespace Hven.Conformance.Tests.Service;

/// <summary>A server over the demo survey and real catalogues, ingested by the command line as a person would.</summary>
public sealed class SurveyServer : IAsyncLifetime
{
    /// <summary>Debian's package astrometry-data-tycho2-07-littleendian.</summary>
    private const string TychoIndex = "/usr/share/astrometry/index-tycho2-07.littleendian.fits";

    private readonly TemporaryFolder _folder = new();
    private HvendProcess? _server;

    /// <summary>The server.</summary>
    public HvendProcess Server => _server!;

    /// <summary>Its TAP address.</summary>
    public string Tap => new Uri(Server.Address, "tap").ToString();

    /// <summary>Its data directory.</summary>
    public string Data => _folder["data"];

    /// <summary>The Tycho-2 stars as a FITS table, or null when the package is not there.</summary>
    public string? TychoTable { get; private set; }

    /// <summary>Path of a real catalogue.</summary>
    public static string Real(string path) => Path.Combine(Tool.DataFolder, path);

    /// <summary>Asks for a query's rows as CSV, without its header.</summary>
    public async Task<string[][]> AskAsync(string query)
    {
        using FormUrlEncodedContent form = new(new Dictionary<string, string> { ["LANG"] = "ADQL", ["FORMAT"] = "csv", ["QUERY"] = query });
        using HttpResponseMessage answer = await Server.Client.PostAsync(new Uri("tap/sync", UriKind.Relative), form);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.TrimEnd('\r').Split(','))];
    }

    public async ValueTask InitializeAsync()
    {
        (await HvendProcess.RunAsync("demo", "--data", Data, "--objects", "200000")).MustSucceed();
        await IngestAsync("des", Real("rmjarvis+Piff/tests/input/D00572501_z_c01_r3624p01_red-fullcat.fits"));
        await IngestAsync("gaia", Real("legacysurvey+legacypipe/py/test/testcase12/gaia/chunk-04795.fits"));
        await IngestAsync("clusters", Real("legacysurvey+legacypipe/py/legacypipe/data/NGC-star-clusters.fits"));
        await IngestAsync("gaiavot", Real("astropy+astropy/astropy/io/misc/tests/data/gaia_source_dr3_select_1_result.vot"));
        if (File.Exists(TychoIndex))
        {
            TychoTable = _folder["tycho2.fits"];
            await Tool.PythonAsync("service_tycho2.py", TychoIndex, TychoTable);
            await IngestAsync("tycho2", TychoTable);
        }

        _server = await HvendProcess.ServeAsync(
            Data,
            ("HVEN__Registry__Authority", "org.example.survey"), ("HVEN__Registry__Publisher", "The survey"), ("HVEN__Registry__ContactName", "A. Person"), ("HVEN__Registry__ContactEmail", "a.person@example.org"));
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder.Dispose();
    }

    private async Task IngestAsync(string table, string file)
    {
        if (File.Exists(file))
        {
            (await HvendProcess.RunAsync("ingest", "catalog", file, "--data", Data, "--release", "real", "--table", table)).MustSucceed();
        }
    }
}

/// <summary>One server for all that ask it.</summary>
[CollectionDefinition(nameof(SurveyServer))]
public sealed class SurveyServerGroup : ICollectionFixture<SurveyServer>;

using Hven.Browser.Tests;
using Hven.Testing;

[assembly: AssemblyFixture(typeof(DemoServer))]

namespace Hven.Browser.Tests;

/// <summary>A real <c>hvend</c> over a demo survey of its own, on a free port; one for all tests.</summary>
public sealed class DemoServer : IAsyncLifetime
{
    private const string Objects = "100000";

    private readonly TemporaryFolder _folder = new();
    private HvendProcess? _server;

    /// <summary>Address of the server.</summary>
    public string Url => _server?.Address.ToString() ?? throw new InvalidOperationException("No server was started, because there is no browser.");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (WebScript.Chromium is not null)
        {
            (await HvendProcess.RunAsync("demo", "--data", _folder.Path, "--objects", Objects)).MustSucceed();
            _server = await HvendProcess.ServeAsync(_folder.Path, ("HVEN__Accounts__Registration", "Open"));
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder.Dispose();
    }
}

using System.Text;

namespace Hven.Cli.Tests;

/// <summary>One run of the program with streams in memory.</summary>
internal sealed class Session : IDisposable
{
    private readonly MemoryStream _output = new();
    private readonly StringWriter _error = new();

    public bool OnScreen { get; init; }

    public int Width { get; init; } = 80;

    public bool HasStyle { get; init; }

    public string Input { get; init; } = "";

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>Takes the place of the output in memory.</summary>
    public Stream? OutputStream { get; init; }

    public string Output => Encoding.UTF8.GetString(_output.ToArray());

    public string Error => _error.ToString();

    public Task<int> RunAsync(params string[] args) => RunAsync(CancellationToken.None, args);

    public Task<int> RunAsync(CancellationToken cancellationToken, params string[] args) => HvenCommandLine.RunAsync(
        args,
        new Terminal
        {
            Output = new StandardOutput(OutputStream ?? _output),
            Error = _error,
            Input = new StringReader(Input),
            OutputIsTerminal = OnScreen,
            ErrorIsTerminal = OnScreen,
            Width = Width,
            HasStyle = HasStyle,
            Time = Time,
            Environment = name => Environment.GetValueOrDefault(name),
        },
        cancellationToken);

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }

    /// <summary>Runs against a server.</summary>
    public Task<int> RunAsync(FakeServer server, params string[] args) => RunAsync([.. args, "--url", server.Address.ToString()]);
}

using Hven.Cli.Screen;
using Hven.Client;

namespace Hven.Cli;

/// <summary>The one place where a failure becomes a message and an exit code.</summary>
internal static class Failures
{
    public static async Task<int> RunAsync(Terminal terminal, Func<Task<int>> work, Func<string>? query = null)
    {
        try
        {
            return await work();
        }
        catch (OutputClosedException)
        {
            // Whoever reads has seen enough: that is no failure.
            return ExitCodes.Done;
        }
        catch (UsageException exception)
        {
            return await TellAsync(terminal, exception.Message, ExitCodes.Usage);
        }
        catch (HvenApiException exception)
        {
            await TellApiFailureAsync(terminal, exception, query?.Invoke() ?? "");
            return ExitCodes.Failed;
        }
        catch (HvenConnectionException exception)
        {
            string hint = exception.Fault == ConnectionFault.Unreachable ? " Start one with ./dev up, or give --url." : "";
            return await TellAsync(terminal, exception.Message + hint, ExitCodes.Failed);
        }
        catch (OperationCanceledException)
        {
            return await TellAsync(terminal, "cancelled", ExitCodes.Failed);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return await TellAsync(terminal, exception.Message, ExitCodes.Failed);
        }
    }

    private static async Task<int> TellAsync(Terminal terminal, string message, int code)
    {
        await terminal.Error.WriteLineAsync(TerminalText.NeutralizeLines(message));
        return code;
    }

    private static async Task TellApiFailureAsync(Terminal terminal, HvenApiException exception, string query)
    {
        if (exception.Diagnostics.Count > 0)
        {
            await DiagnosticPrinter.PrintAsync(terminal, exception.Diagnostics, query);
        }
        else
        {
            await TellAsync(terminal, exception.Message, ExitCodes.Failed);
        }

        if (exception.Code == "token")
        {
            await terminal.Error.WriteLineAsync("Or sign in anew: hven login");
        }

        if (exception.RetryAfter is { } wait)
        {
            await terminal.Error.WriteLineAsync($"Try again in {Math.Ceiling(wait.TotalSeconds):0} s.");
        }

        if ((int)exception.Status >= 500 && exception.RequestId is { } id)
        {
            await TellAsync(terminal, $"Request id: {id}", ExitCodes.Failed);
        }
    }
}

using System.CommandLine;
using Hven.Platform.Storage;
using Microsoft.Extensions.Options;

namespace Hven.Server.Commands;

/// <summary><c>hvend serve</c>: the server.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        Option<string> data = CommandOptions.Data();
        Option<string> urls = new("--urls") { Description = "Addresses to listen on, with ; between them.", DefaultValueFactory = _ => "http://127.0.0.1:8080" };
        Command command = new("serve", "Serve the data directory.") { data, urls };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                DataDirectory directory = new(parsed.GetValue(data)!);
                Directory.CreateDirectory(directory.Releases);
                await using WebApplication application = HvenServer.Build(directory, parsed.GetValue(urls)!);
                await application.StartAsync(cancellationToken);
                await application.WaitForShutdownAsync(cancellationToken);
                return ExitCodes.Done;
            }
            catch (Exception exception) when (SettingFaults(exception) is { Length: > 0 })
            {
                await Console.Error.WriteLineAsync($"hven.json or the environment is wrong:\n{string.Join('\n', SettingFaults(exception))}");
                return ExitCodes.Failed;
            }
            catch (InvalidDataException exception) when (exception.InnerException is FormatException { InnerException: { } cause })
            {
                // The configuration's own message names the file alone; its causes give the line.
                await Console.Error.WriteLineAsync($"{exception.Message} {cause.Message}");
                return ExitCodes.Failed;
            }
            catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException or InvalidOperationException or FormatException)
            {
                await Console.Error.WriteLineAsync(exception.Message);
                return ExitCodes.Failed;
            }
        });
        return command;
    }

    /// <summary>What is wrong with the settings, of one section or of several.</summary>
    private static string[] SettingFaults(Exception exception) => exception switch
    {
        OptionsValidationException validation => [.. validation.Failures],
        AggregateException several => [.. several.InnerExceptions.SelectMany(SettingFaults)],
        _ => [],
    };
}

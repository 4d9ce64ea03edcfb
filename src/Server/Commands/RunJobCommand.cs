using System.CommandLine;
using System.Text.Json;
using Hven.Platform.Catalog;
using Hven.Platform.Http;
using Hven.Platform.Jobs;
using Hven.Platform.Storage;

namespace Hven.Server.Commands;

/// <summary>
/// <c>hvend run-job</c>: what processes that run jobs run. It does the work that <c>request.json</c> in a job's folder asks for, without a database, and tells
/// by lines of JSON on standard output how it goes; who started it keeps the job's record.
/// </summary>
internal static class RunJobCommand
{
    private static readonly TimeSpan s_tell = TimeSpan.FromMilliseconds(200);
    private static readonly JsonSerializerOptions s_json = JsonSerializerOptions.Web;

    public static Command Create()
    {
        Argument<string> id = new("ID") { Description = "Name of the job; - to read names from standard input, one a line, until it ends." };
        Option<string> data = CommandOptions.Data();
        Command command = new("run-job", "Run one job to its end. Servers start it; its input must stay open while it works.") { id, data };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using ServiceProvider services = HvenServer.BuildRunner(new(parsed.GetValue(data)!));
            return await new Runner(services).RunAsync(parsed.GetValue(id)!);
        });
        return command;
    }

    private sealed class Runner(IServiceProvider services)
    {
        private readonly DataDirectory _data = services.GetRequiredService<DataDirectory>();
        private readonly Stream _output = Console.OpenStandardOutput();

        public async Task<int> RunAsync(string id)
        {
            if (id != "-")
            {
                return await RunOneAsync(id) ? ExitCodes.Done : ExitCodes.Failed;
            }

            Dictionary<string, IJobKind> kinds = Kinds();
            await services.GetRequiredService<EngineHealthCheck>().CheckHealthAsync(new());
            Task<string?> next = Task.Run(Console.In.ReadLineAsync);
            while (await next is { Length: > 0 } name)
            {
                // The end of the input is the end of who wants the work done.
                next = Task.Run(Console.In.ReadLineAsync);
                Task<bool> run = RunOneAsync(name);
                if (await Task.WhenAny(run, next) == next)
                {
                    return ExitCodes.Failed;
                }

                await run;
            }

            return ExitCodes.Done;
        }

        private Dictionary<string, IJobKind> Kinds() => services.GetServices<IJobKind>().ToDictionary(kind => kind.Name, StringComparer.Ordinal);

        private async Task<bool> RunOneAsync(string id)
        {
            JobSpace space = new(long.MaxValue);
            using CancellationTokenSource done = new();
            Task telling = Task.CompletedTask;
            try
            {
                if (id.Length != 32 || !id.All(char.IsAsciiHexDigitLower))
                {
                    throw new ServiceException("job-unknown", 404, $"'{id}' names no job.");
                }

                JobFolder folder = new(Path.Combine(_data.Jobs, id), space);
                telling = TellProgressAsync(space, folder.Meter, done.Token);
                JobRequest request = await folder.ReadRequestAsync(CancellationToken.None);
                services.GetRequiredService<CatalogWatcher>().RefreshNow();
                IJobKind kind = Kinds().GetValueOrDefault(request.Job.Kind) ?? throw new ServiceException("job-kind", 400, $"This version does not do jobs of the kind '{request.Job.Kind}'.");
                JobOutcome outcome = await kind.RunAsync(request.Job, request.ToCaller(), folder, CancellationToken.None);
                await EndAsync(done, telling, new() { Outcome = outcome });
                return true;
            }
            catch (Exception exception)
            {
                ServiceException told = ServiceExceptionHandler.Translate(exception);
                if (told.Status >= 500 && told.RetryAfter is null)
                {
                    await Console.Error.WriteLineAsync($"Job {id} failed: {exception}");
                }

                await EndAsync(done, telling, new() { Refusal = new(told.Code, told.Status, told.Message) });
                return false;
            }
        }

        private async Task EndAsync(CancellationTokenSource done, Task telling, JobMessage message)
        {
            await done.CancelAsync();
            await telling;
            Tell(message);
        }

        private async Task TellProgressAsync(JobSpace space, JobMeter meter, CancellationToken done)
        {
            (long Bytes, long Rows, double? Fraction) told = default;
            using PeriodicTimer timer = new(s_tell);
            try
            {
                while (await timer.WaitForNextTickAsync(done))
                {
                    (long Bytes, long Rows, double? Fraction) now = (space.Used, meter.Rows, meter.Fraction);
                    if (now != told)
                    {
                        told = now;
                        Tell(new() { Bytes = now.Bytes, Rows = now.Rows, Fraction = now.Fraction });
                    }
                }
            }
            catch (OperationCanceledException)
            {
                // The job has ended.
            }
        }

        private void Tell(JobMessage message)
        {
            byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(message, s_json), (byte)'\n'];
            lock (_output)
            {
                _output.Write(line);
                _output.Flush();
            }
        }
    }
}

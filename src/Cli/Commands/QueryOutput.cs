using Hven.Cli.Screen;
using Hven.Client;

namespace Hven.Cli.Commands;

/// <summary>Runs a query and brings its result to the screen, a pipe or a file.</summary>
internal sealed class QueryOutput(HvenClient client, Terminal terminal, QueryArguments arguments)
{
    /// <summary>Rows on the screen when nobody names a number.</summary>
    public const int ScreenRows = 500;

    /// <summary>More than any server sends: its own limit then holds. The largest integer that every JSON reader takes exactly.</summary>
    private const long AllRows = (1L << 53) - 1;

    private static readonly TimeSpan s_cancelTimeout = TimeSpan.FromSeconds(2);

    public async Task<int> RunAsync(string query, CancellationToken cancellationToken)
    {
        using Progress progress = new(terminal);
        try
        {
            return arguments.Output is not null ? await WriteFileAsync(query, progress, cancellationToken)
                : arguments.Format is null && terminal.OutputIsTerminal ? await ShowAsync(query, progress, cancellationToken)
                : await WriteOutputAsync(query, progress, cancellationToken);
        }
        finally
        {
            progress.End();
        }
    }

    private RunQueryRequest Request(string query, long rows, OutputFormat format) => new(query, arguments.MaxRows ?? rows, format.Name, arguments.NullValue, arguments.DesTypes);

    private async Task<int> ShowAsync(string query, Progress progress, CancellationToken cancellationToken)
    {
        RunQueryRequest request = Request(query, ScreenRows, OutputFormat.Json);
        return await AnswerAsync(request, progress, async answer =>
        {
            ResultDocumentReader result = new(answer.Body);
            await ResultScreen.ShowAsync(terminal, result, progress, cancellationToken);
            await terminal.Error.WriteLineAsync($"{Amount.Rows(result.RowCount)} in {Amount.Seconds(progress.Elapsed)}");
            if (result.Overflow)
            {
                await terminal.Error.WriteLineAsync("More rows exist: show more with --max-rows N, or write all to a file with -o FILE.");
            }

            return result.Error is null ? ExitCodes.Done : await FailAsync(result.Error);
        }, cancellationToken);
    }

    private async Task<int> WriteOutputAsync(string query, Progress progress, CancellationToken cancellationToken)
    {
        OutputFormat format = arguments.Format ?? (!terminal.OutputIsTerminal && new UserFiles(terminal).Settings().GetValueOrDefault(UserFiles.Format) is { } kept ? OutputFormat.Find(kept) : OutputFormat.Csv);
        RunQueryRequest request = Request(query, terminal.OutputIsTerminal ? ScreenRows : AllRows, format);
        return await AnswerAsync(request, progress, async answer =>
        {
            ScreenFilter? filter = terminal.OutputIsTerminal ? new ScreenFilter() : null;
            await CopyAsync(answer.Body, progress, async piece =>
            {
                // What reads the pipe may be a pager, on the same screen as our line.
                progress.End();
                if (filter is null)
                {
                    await terminal.Output.WriteAsync(piece, cancellationToken);
                }
                else
                {
                    await terminal.Output.WriteAsync(filter.Take(piece.Span, isLast: piece.IsEmpty), cancellationToken);
                }
            }, cancellationToken);
            QueryStatus? status = await FindStatusAsync(answer.Id, cancellationToken);
            return status?.Error is { } error ? await FailAsync(error) : await TellOverflowAsync(status, "sent");
        }, cancellationToken);
    }

    private async Task<int> WriteFileAsync(string query, Progress progress, CancellationToken cancellationToken)
    {
        string name = arguments.Output!;
        await using PartFile file = PartFile.Create(name);
        RunQueryRequest request = Request(query, AllRows, arguments.Format!);
        return await AnswerAsync(request, progress, async answer =>
        {
            long bytes = await CopyAsync(answer.Body, progress, piece => file.Stream.WriteAsync(piece, cancellationToken), cancellationToken);
            QueryStatus? status = await FindStatusAsync(answer.Id, cancellationToken);
            if (status?.Error is { } error)
            {
                // The document says so too, deep inside; a file under its final name is a complete one.
                return await FailAsync(error);
            }

            await file.CompleteAsync(cancellationToken);
            progress.End();
            string rows = status is null ? "" : $"{Amount.Rows(status.Rows)}, ";
            await terminal.Error.WriteLineAsync($"Wrote {rows}{Amount.Bytes(bytes)} to {TerminalText.Neutralize(name)} in {Amount.Seconds(progress.Elapsed)}");
            return await TellOverflowAsync(status, "written");
        }, cancellationToken);
    }

    /// <summary>Runs the query; when the use of its answer ends early, on whatever ground, the server is told to stop.</summary>
    private async Task<int> AnswerAsync(RunQueryRequest request, Progress progress, Func<QueryAnswer, Task<int>> use, CancellationToken cancellationToken)
    {
        await using QueryAnswer answer = await client.RunQueryAsync(request, cancellationToken);
        if (answer.Adql is { } adql)
        {
            progress.End();
            await terminal.Error.WriteLineAsync($"Read as ADQL: {TerminalText.NeutralizeLines(adql)}");
        }

        try
        {
            return await use(answer);
        }
        catch (Exception exception) when (exception is not HvenConnectionException)
        {
            progress.End();
            await CancelOnServerAsync(answer.Id);
            throw;
        }
    }

    private async Task CancelOnServerAsync(string id)
    {
        using CancellationTokenSource timeout = new(s_cancelTimeout, terminal.Time);
        try
        {
            await client.CancelQueryAsync(id, timeout.Token);
        }
        catch (Exception exception) when (exception is HvenApiException or HvenConnectionException or OperationCanceledException)
        {
            // The query has ended, or the server is gone. The connection is closed in any case, which stops it too.
        }
    }

    private static async Task<long> CopyAsync(Stream body, Progress progress, Func<ReadOnlyMemory<byte>, ValueTask> write, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[128 * 1024];
        long bytes = 0;
        while (true)
        {
            int count = await body.ReadAsync(buffer, cancellationToken);
            await write(buffer.AsMemory(0, count));
            if (count == 0)
            {
                return bytes;
            }

            bytes += count;
            progress.Report(0, bytes);
        }
    }

    /// <summary>How the query ended: only JSON and VOTable tell it themselves.</summary>
    private async Task<QueryStatus?> FindStatusAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return await client.GetQueryStatusAsync(id, cancellationToken);
        }
        catch (Exception exception) when (exception is HvenApiException or HvenConnectionException)
        {
            await terminal.Error.WriteLineAsync($"Warning: whether all rows were sent is not known. {TerminalText.NeutralizeLines(exception.Message)}");
            return null;
        }
    }

    private async Task<int> TellOverflowAsync(QueryStatus? status, string done)
    {
        if (status is { Overflow: true })
        {
            string advice = status.Rows == arguments.MaxRows ? "raise --max-rows" : arguments.MaxRows is null && terminal.OutputIsTerminal && arguments.Output is null
                ? "raise --max-rows, or write all to a file with -o FILE"
                : "the server sends no more at once, so ask in parts, for instance by ranges of a column";
            await terminal.Error.WriteLineAsync($"Warning: more rows exist than the {Amount.Count(status.Rows)} that were {done}: {advice}.");
        }

        return ExitCodes.Done;
    }

    private async Task<int> FailAsync(string error)
    {
        await terminal.Error.WriteLineAsync($"The result is not complete: {TerminalText.NeutralizeLines(error)}");
        return ExitCodes.Failed;
    }
}

using Hven.Platform.Http;
using Hven.Tables;

namespace Hven.Query;

/// <summary>The rows of an answer on their way from the engine to the writer.</summary>
internal static class AnswerRows
{
    /// <summary>Writes all rows, up to the limit; gives the failure that the document itself tells of, if any.</summary>
    public static async Task<string?> WriteAsync(
        Stream output, ITableReader reader, ResultFormat format, long limit, RunningQuery state, EngineClock clock, Action<TableWriter> afterBatch, CancellationToken cancellationToken)
    {
        RecordBatch batch = new(reader.Schema);
        // The first batch is made before the head is written, so that most failures still have a status of their own.
        bool more = await clock.RunAsync(token => reader.ReadAsync(batch, token));
        await using AnswerWriter writer = await AnswerWriter.CreateAsync(format, output, reader.Schema);
        try
        {
            while (more)
            {
                if (state.Rows + batch.RowCount > limit)
                {
                    state.Overflow = true;
                    batch.Truncate((int)(limit - state.Rows));
                }

                await writer.WriteAsync(batch, cancellationToken);
                afterBatch(writer);
                bool isFirst = state.Rows == 0;
                state.Rows += batch.RowCount;
                if (state.Overflow)
                {
                    break;
                }

                Task<bool> next = clock.RunAsync(token => reader.ReadAsync(batch, token));
                try
                {
                    if (isFirst && !next.IsCompleted)
                    {
                        await output.FlushAsync(cancellationToken);
                    }
                }
                finally
                {
                    // Whatever the flush came to: the reader is not left while it works.
                    more = await next;
                }
            }
        }
        catch (ServiceException exception) when (format.CarriesErrors && state.Rows > 0 && exception.Code != AnswerWriter.Refused)
        {
            // A writer that refused a value has stopped inside a row, where nothing can be told any more.
            await writer.EndAsync(new TableEnd(Error: exception.Message), cancellationToken);
            return exception.Message;
        }

        await writer.EndAsync(new TableEnd(state.Overflow), cancellationToken);
        return null;
    }
}

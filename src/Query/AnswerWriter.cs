using Hven.Platform.Http;
using Hven.Tables;

namespace Hven.Query;

/// <summary>A format's writer, whose refusal of a column or a value is the caller's to mend: it becomes the answer to the request, not a failure of the server.</summary>
internal sealed class AnswerWriter(TableWriter writer) : TableWriter
{
    /// <summary>Code of the refusal.</summary>
    public const string Refused = "format-unfit";

    /// <summary>Makes the writer of an answer.</summary>
    /// <param name="format">The form of the answer.</param>
    /// <param name="output">Takes the answer.</param>
    /// <param name="schema">The columns of the result.</param>
    /// <exception cref="ServiceException">The format cannot hold a column; the message says which, why, and which formats can.</exception>
    public static async ValueTask<AnswerWriter> CreateAsync(ResultFormat format, Stream output, TableSchema schema)
    {
        try
        {
            return new(format.Create(output, schema));
        }
        catch (TableFormatException refusal)
        {
            List<string> fit = [];
            foreach (ResultFormat other in ResultFormat.All.DistinctBy(other => other.Name))
            {
                if (await TakesAsync(other, schema))
                {
                    fit.Add(other.Name);
                }
            }

            throw new ServiceException(Refused, 400, $"{Sentence(refusal)} Formats that take all columns of this result: {string.Join(", ", fit)}.", refusal);
        }
    }

    /// <inheritdoc/>
    public override long BytesAside => writer.BytesAside;

    /// <inheritdoc/>
    /// <exception cref="ServiceException">The format cannot hold a value.</exception>
    public override async ValueTask WriteAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            await writer.WriteAsync(batch, cancellationToken);
        }
        catch (TableFormatException refusal)
        {
            throw Refusal(refusal);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ServiceException">The format cannot hold a value.</exception>
    public override async ValueTask EndAsync(TableEnd end, CancellationToken cancellationToken)
    {
        try
        {
            await writer.EndAsync(end, cancellationToken);
        }
        catch (TableFormatException refusal)
        {
            throw Refusal(refusal);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await writer.DisposeAsync();
        await base.DisposeAsync();
    }

    /// <summary>The libraries' messages end with a full stop or without.</summary>
    private static string Sentence(TableFormatException refusal) => $"{refusal.Message.TrimEnd('.')}.";

    private static ServiceException Refusal(TableFormatException refusal) =>
        new(Refused, 400, $"{Sentence(refusal)} {(refusal.Code == "TABLE-NARROW" ? "Leave the column or the row out, or ask without nullValue and desTypes." : "Leave the column or the row out, or ask for another format.")}", refusal);

    private static async ValueTask<bool> TakesAsync(ResultFormat format, TableSchema schema)
    {
        try
        {
            await using TableWriter writer = format.Create(Stream.Null, schema);
            return true;
        }
        catch (TableFormatException)
        {
            return false;
        }
    }
}

using Hven.Tables;
using Hven.Tables.Votable;

namespace Hven.Conformance.Tests.Votable;

/// <summary>Copies a document with all of its tables in one pass.</summary>
internal static class DocumentCopy
{
    public static async Task WriteAsync(Stream source, Stream target, VotableSerialization? serialization, CancellationToken cancellationToken)
    {
        await using VotableDocumentReader reader = await VotableDocumentReader.OpenAsync(source, new VotableOptions { OnReject = _ => { } }, cancellationToken);
        await using VotableDocumentWriter writer = new(target, new VotableDocumentWriterOptions { Serialization = serialization });
        while (await reader.NextTableAsync(cancellationToken) is { } table)
        {
            if (table.Table.Data is not { Address: null })
            {
                continue;
            }

            await writer.BeginTableAsync(reader.Document, table.Schema, cancellationToken);
            RecordBatch batch = new(table.Schema);
            while (await table.ReadAsync(batch, cancellationToken))
            {
                await writer.WriteAsync(batch, cancellationToken);
            }
        }

        await writer.EndAsync(reader.Document, cancellationToken);
    }
}

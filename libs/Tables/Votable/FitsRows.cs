using Hven.Tables.FitsTable;

namespace Hven.Tables.Votable;

/// <summary>The rows of a FITS file inside the document (VOTable 1.5, section 5.2).</summary>
internal sealed class FitsRows(FitsTableReader reader, Base64Source source) : RowSource
{
    /// <summary>Opens the FITS file; the columns' types are the file's, what they mean is the FIELDs'.</summary>
    public static async ValueTask<(FitsRows Rows, TableSchema Schema)> OpenAsync(Base64Source source, TableLayout table, CancellationToken cancellationToken)
    {
        FitsTableReader reader = await FitsTableReader.OpenAsync(
            new Base64Stream(source), new FitsTableOptions { Hdu = table.Data!.FitsExtension }, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<Column> stored = reader.Schema.Columns;
        IEnumerable<Column> columns = stored.Count != table.Fields.Count ? stored : stored.Zip(table.Fields, (column, field) => column with
        {
            Name = field.Column.Name,
            Unit = field.Column.Unit ?? column.Unit,
            Ucd = field.Column.Ucd ?? column.Ucd,
            Utype = field.Column.Utype ?? column.Utype,
            Xtype = field.Column.Xtype ?? column.Xtype,
            Description = field.Column.Description ?? column.Description,
        });
        return (new FitsRows(reader, source), table.Schema with { Columns = [.. columns] });
    }

    public override async ValueTask<bool> ReadAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        if (await reader.ReadAsync(batch, cancellationToken).ConfigureAwait(false))
        {
            return true;
        }

        // Padding and further HDUs stand between the rows and the end of the element.
        do
        {
            source.Take(source.Available.Length);
        }
        while (await source.FillAsync(cancellationToken).ConfigureAwait(false));
        return false;
    }

    public override ValueTask CloseAsync() => reader.DisposeAsync();

    /// <summary>The decoded bytes as a forward stream.</summary>
    private sealed class Base64Stream(Base64Source source) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => source.Taken;
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (source.Available.IsEmpty && !await source.FillAsync(cancellationToken).ConfigureAwait(false))
            {
                return 0;
            }

            int count = Math.Min(buffer.Length, source.Available.Length);
            source.Available[..count].CopyTo(buffer.Span);
            source.Take(count);
            return count;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only asynchronous reads.");

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

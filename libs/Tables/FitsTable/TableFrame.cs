using Hven.Fits;

namespace Hven.Tables.FitsTable;

/// <summary>What stands around the rows of a written table: the primary HDU, the header, which is put right at the end if it can be, and the fill.</summary>
/// <param name="stream">Where the file goes.</param>
/// <param name="options">How to write.</param>
/// <param name="form">What kind of HDU it is.</param>
/// <param name="head">Makes the header; takes whether the rows are written, and whether some were left out because of a limit.</param>
internal sealed class TableFrame(Stream stream, FitsTableWriterOptions options, HduWriterOptions form, Func<bool, bool, Header> head) : IAsyncDisposable
{
    private readonly HduWriter _hdu = new(stream, form);
    private bool _started;

    /// <summary>Rows written.</summary>
    public long Rows { get; private set; }

    /// <summary>Whether the header can still be changed.</summary>
    public bool IsHeaderOpen => _hdu.IsHeaderOpen;

    /// <summary>Writes what stands before the rows, once.</summary>
    public async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        if (_started)
        {
            return;
        }

        _started = true;
        if (!options.IsExtension)
        {
            await HduWriter.WriteEmptyAsync(stream, TableHead.Primary(), options.HasChecksum, cancellationToken).ConfigureAwait(false);
        }

        await _hdu.BeginAsync(head(false, false), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes rows, or with a count of 0 what comes behind them.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, int rows, CancellationToken cancellationToken)
    {
        await _hdu.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        Rows += rows;
    }

    /// <summary>Ends the rows.</summary>
    /// <exception cref="TableFormatException">The table ended in an error, or has another number of rows than announced.</exception>
    public async ValueTask EndRowsAsync(TableEnd end, CancellationToken cancellationToken)
    {
        if (end.Error is not null)
        {
            throw new TableFormatException("FITS-ERROR", "The table ended in an error, so the FITS file is not complete: " + end.Error);
        }

        await StartAsync(cancellationToken).ConfigureAwait(false);
        if (!stream.CanSeek && Rows != options.RowCount)
        {
            throw new TableFormatException("FITS-ROWCOUNT", $"{Rows} rows were written where {options.RowCount} were announced");
        }
    }

    /// <summary>Ends the HDU.</summary>
    public async ValueTask EndAsync(bool overflow, CancellationToken cancellationToken)
    {
        await _hdu.EndAsync(head(true, overflow), cancellationToken).ConfigureAwait(false);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _hdu.DisposeAsync();
}

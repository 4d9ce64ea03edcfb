using System.Globalization;

namespace Hven.Tables.Votable;

/// <summary>
/// Writes one table as a VOTable document, in the form that DALI 1.1 section 4.4 asks of services. Integers that VOTable lacks are widened: int8 to
/// short, uint16 to int, uint32 to long, and in BINARY and in arrays, where a value must be free for null, bytes to short and int16 without a
/// <see cref="Column.NullValue"/> to int; uint64 is written as decimal text, the only form that keeps every value. Texts are <c>char</c> with UTF-8, as VOTable 1.5 states and services have long done. Null is
/// an empty cell in TABLEDATA (for complex numbers and arrays of a fixed shape, where validators want all elements, null elements), a mask bit in
/// BINARY2, a marked value (VALUES/null, which is <see cref="Column.NullValue"/> or else a value that data hardly hold, -1999999999 or -8999999999999999999; NaN for
/// floats) in BINARY and inside arrays; an integer equal to it is refused, and so is a text with NUL in BINARY and BINARY2. Characters that XML 1.0 forbids become U+FFFD in
/// TABLEDATA, and an INFO after the table says how many. The stream is not disposed.
/// </summary>
/// <remarks>For documents of several tables, and to write what was read as it was, see <see cref="VotableDocumentWriter"/>.</remarks>
public sealed class VotableWriter : TableWriter
{
    private readonly TableSchema _schema;
    private readonly VotableDocument _document;
    private readonly VotableDocumentWriter _writer;
    private bool _started;

    /// <summary>Prepares to write; nothing is written yet.</summary>
    /// <param name="stream">Where the document goes.</param>
    /// <param name="schema">The columns.</param>
    /// <param name="options">How to write; <see langword="null"/> for TABLEDATA.</param>
    /// <exception cref="ArgumentException">The version or the serialization cannot be written.</exception>
    /// <exception cref="TableFormatException">A column cannot be written: an array of strings whose width is not known, or of unsigned 64-bit integers.</exception>
    public VotableWriter(Stream stream, TableSchema schema, VotableWriterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(schema);
        options ??= new VotableWriterOptions();
        _schema = schema;
        _document = SchemaDocument.Of(schema, options);
        _writer = new VotableDocumentWriter(stream, new VotableDocumentWriterOptions { Version = options.Version, Serialization = options.Serialization });
    }

    /// <inheritdoc/>
    /// <exception cref="TableFormatException">A value cannot be written in this serialisation.</exception>
    public override async ValueTask WriteAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        await StartAsync(cancellationToken).ConfigureAwait(false);
        await _writer.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async ValueTask EndAsync(TableEnd end, CancellationToken cancellationToken)
    {
        await StartAsync(cancellationToken).ConfigureAwait(false);
        List<VotableInfo> infos = [];
        if (_writer.ReplacedCharacters is > 0 and long replaced)
        {
            string text = "Characters that XML cannot hold were written as U+FFFD";
            infos.Add(new VotableInfo("REPLACED_CHARACTERS", replaced.ToString(CultureInfo.InvariantCulture)) { Text = text });
        }

        if (end.Error is not null)
        {
            infos.Add(new VotableInfo("QUERY_STATUS", "ERROR") { Text = end.Error });
        }
        else if (end.Overflow)
        {
            infos.Add(new VotableInfo("QUERY_STATUS", "OVERFLOW"));
        }

        await _writer.EndAsync(SchemaDocument.Append(_document, infos), cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        if (!_started)
        {
            _started = true;
            await _writer.BeginTableAsync(_document, _schema, cancellationToken).ConfigureAwait(false);
        }
    }
}

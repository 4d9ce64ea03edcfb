using System.Buffers;
using System.Buffers.Text;
using System.Globalization;

namespace Hven.Tables.Votable;

/// <summary>
/// Writes one table as a VOTable 1.4 document, in the form that DALI 1.1 section 4.4 asks of services. Integers that VOTable lacks are widened: int8
/// to short, uint16 to int, uint32 to long; uint64 is written as decimal text, the only form that keeps every value. Texts are <c>char</c> with
/// UTF-8, as VOTable 1.5 states and services have long done. Null is an empty cell in TABLEDATA (for complex numbers and arrays of a fixed shape, where
/// validators want all elements, null elements), a mask bit in BINARY2, a marked value (VALUES/null; NaN for floats) in BINARY and inside arrays. Characters that XML 1.0 forbids become U+FFFD in TABLEDATA, and an INFO after the table says how many.
/// The stream is not disposed.
/// </summary>
public sealed class VotableWriter : TableWriter
{
    private const int BlockRows = 1024;
    private const int FlushBytes = 1 << 17;

    private readonly Stream _stream;
    private readonly TableSchema _schema;
    private readonly VotableWriterOptions _options;
    private readonly OutputField[] _fields;
    private readonly TabledataCells[] _text;
    private readonly BinaryCells[] _binary;
    private readonly Utf8Output _output = new();
    private readonly int[] _cursors = new int[BlockRows];
    private byte[] _block = [];
    private int _carried;
    private bool _started;

    /// <summary>Prepares to write; nothing is written yet.</summary>
    /// <param name="stream">Where the document goes.</param>
    /// <param name="schema">The columns.</param>
    /// <param name="options">How to write; <see langword="null"/> for TABLEDATA.</param>
    /// <exception cref="ArgumentException">A column cannot be written: an array of strings whose width is not known.</exception>
    public VotableWriter(Stream stream, TableSchema schema, VotableWriterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(schema);
        _stream = stream;
        _schema = schema;
        _options = options ?? new VotableWriterOptions();
        _fields = OutputField.Of(schema, _options.Serialization);
        bool tabledata = _options.Serialization == VotableSerialization.Tabledata;
        _text = tabledata ? [.. _fields.Select(TabledataCells.Of)] : [];
        _binary = tabledata ? [] : [.. _fields.Select(BinaryCells.Of)];
    }

    /// <inheritdoc/>
    /// <exception cref="TableFormatException">A value cannot be written in this serialisation.</exception>
    public override async ValueTask WriteAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Start();
        for (int start = 0; start < batch.RowCount; start += BlockRows)
        {
            int count = Math.Min(BlockRows, batch.RowCount - start);
            if (_options.Serialization == VotableSerialization.Tabledata)
            {
                WriteText(batch, start, count);
            }
            else
            {
                WriteBinary(batch, start, count);
            }

            if (_output.Length >= FlushBytes)
            {
                await FlushAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc/>
    public override async ValueTask EndAsync(TableEnd end, CancellationToken cancellationToken)
    {
        Start();
        if (_options.Serialization == VotableSerialization.Tabledata)
        {
            _output.Raw("</TABLEDATA>\n"u8);
        }
        else
        {
            Encode(_carried, isFinal: true);
            _output.Raw("</STREAM>\n"u8);
            _output.Raw(_options.Serialization == VotableSerialization.Binary2 ? "</BINARY2>\n"u8 : "</BINARY>\n"u8);
        }

        long replaced = _output.Replaced;
        _output.Raw("</DATA>\n</TABLE>\n"u8);
        if (replaced > 0)
        {
            string text = "Characters that XML cannot hold were written as U+FFFD";
            WriteInfo(new VotableInfo("REPLACED_CHARACTERS", replaced.ToString(CultureInfo.InvariantCulture)) { Text = text });
        }

        if (end.Error is not null)
        {
            WriteInfo(new VotableInfo("QUERY_STATUS", "ERROR") { Text = end.Error });
        }
        else if (end.Overflow)
        {
            WriteInfo(new VotableInfo("QUERY_STATUS", "OVERFLOW"));
        }

        _output.Raw("</RESOURCE>\n</VOTABLE>\n"u8);
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        await _stream.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    internal static void Open(Utf8Output output) =>
        output.Raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<VOTABLE version=\"1.4\" xmlns=\"http://www.ivoa.net/xml/VOTable/v1.3\">\n"u8);

    private void Start()
    {
        if (_started)
        {
            return;
        }

        _started = true;
        Open(_output);
        _output.Raw("<RESOURCE type=\"results\">\n"u8);
        if (!_options.Info.Any(info => info.Name == "QUERY_STATUS"))
        {
            WriteInfo(new VotableInfo("QUERY_STATUS", "OK"));
        }

        foreach (VotableInfo info in _options.Info)
        {
            WriteInfo(info);
        }

        foreach ((string name, string value) in _schema.Info.Where(pair => pair.Key.Length > 0 && pair.Key != "QUERY_STATUS" && _options.Info.All(info => info.Name != pair.Key)))
        {
            WriteInfo(new VotableInfo(name, value));
        }

        bool hasCoordinates = _options.CoordinateSystem is not null && _fields.Any(field => field.IsEquatorial);
        if (hasCoordinates)
        {
            _output.Raw("<COOSYS ID=\"coosys\""u8);
            _output.Attribute("system", _options.CoordinateSystem);
            _output.Attribute("epoch", _options.Epoch);
            _output.Raw("/>\n"u8);
        }

        _output.Raw("<TABLE"u8);
        _output.Attribute("name", string.IsNullOrEmpty(_schema.Name) ? null : _schema.Name);
        _output.Raw(">\n"u8);
        if (_schema.Description is not null)
        {
            _output.Raw("<DESCRIPTION>"u8);
            _output.Text(_schema.Description);
            _output.Raw("</DESCRIPTION>\n"u8);
        }

        foreach (OutputField field in _fields)
        {
            field.WriteTo(_output, hasCoordinates);
        }

        _output.Raw("<DATA>\n"u8);
        _output.Raw(_options.Serialization switch
        {
            VotableSerialization.Tabledata => "<TABLEDATA>\n"u8,
            VotableSerialization.Binary => "<BINARY>\n<STREAM encoding=\"base64\">\n"u8,
            _ => "<BINARY2>\n<STREAM encoding=\"base64\">\n"u8,
        });
    }

    private void WriteInfo(VotableInfo info)
    {
        _output.Raw("<INFO"u8);
        _output.Attribute("ID", info.Id);
        _output.Attribute("name", info.Name);
        _output.Attribute("value", info.Value);
        if (info.Text is null)
        {
            _output.Raw("/>\n"u8);
            return;
        }

        _output.Raw(">"u8);
        _output.Text(info.Text);
        _output.Raw("</INFO>\n"u8);
    }

    private void WriteText(RecordBatch batch, int start, int count)
    {
        for (int row = start; row < start + count; row++)
        {
            _output.Raw("<TR>"u8);
            for (int column = 0; column < _text.Length; column++)
            {
                ColumnVector vector = batch.Columns[column];
                bool isNull = vector.IsNull(row);
                if (isNull && !_text[column].WritesNulls)
                {
                    _output.Raw("<TD/>"u8);
                    continue;
                }

                _output.Raw("<TD>"u8);
                if (isNull)
                {
                    _text[column].WriteNull(_output);
                }
                else
                {
                    _text[column].Write(vector, row, _output);
                }

                _output.Raw("</TD>"u8);
            }

            _output.Raw("</TR>\n"u8);
        }
    }

    private void WriteBinary(RecordBatch batch, int start, int count)
    {
        int flagBytes = _options.Serialization == VotableSerialization.Binary2 ? (_fields.Length + 7) / 8 : 0;
        Span<int> cursors = _cursors.AsSpan(0, count);
        cursors.Fill(flagBytes);
        for (int column = 0; column < _binary.Length; column++)
        {
            _binary[column].Measure(batch.Columns[column], start, cursors);
        }

        // Lengths become places: each row starts where the last one ends, the first behind what the last block left over.
        int at = _carried;
        foreach (ref int cursor in cursors)
        {
            (cursor, at) = (at, checked(at + cursor));
        }

        if (_block.Length < at)
        {
            Array.Resize(ref _block, Math.Max(at, (int)Math.Min(_block.Length * 2L, Array.MaxLength)));
        }

        if (flagBytes > 0)
        {
            WriteFlags(batch, start, cursors, flagBytes);
        }

        for (int column = 0; column < _binary.Length; column++)
        {
            _binary[column].Write(batch.Columns[column], start, cursors, _block);
        }

        Encode(at, isFinal: false);
    }

    private void WriteFlags(RecordBatch batch, int start, Span<int> cursors, int flagBytes)
    {
        foreach (ref int cursor in cursors)
        {
            _block.AsSpan(cursor, flagBytes).Clear();
        }

        for (int column = 0; column < _fields.Length; column++)
        {
            ColumnVector vector = batch.Columns[column];
            for (int row = 0; vector.NullCount > 0 && row < cursors.Length; row++)
            {
                if (vector.IsNull(start + row))
                {
                    _block[cursors[row] + (column >> 3)] |= (byte)(0x80 >> (column & 7));
                }
            }
        }

        foreach (ref int cursor in cursors)
        {
            cursor += flagBytes;
        }
    }

    /// <summary>Writes bytes of the block as base64, in whole groups of three until the end; what is left over moves to the front.</summary>
    private void Encode(int length, bool isFinal)
    {
        int whole = isFinal ? length : length - (length % 3);
        Span<byte> room = _output.Room(Base64.GetMaxEncodedToUtf8Length(whole) + 1);
        OperationStatus status = Base64.EncodeToUtf8(_block.AsSpan(0, whole), room, out _, out int written);
        System.Diagnostics.Debug.Assert(status == OperationStatus.Done, "There is room for all of it.");
        room[written] = (byte)'\n';
        _output.Advance(written + 1);
        _carried = length - whole;
        _block.AsSpan(whole, _carried).CopyTo(_block);
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await _stream.WriteAsync(_output.Written, cancellationToken).ConfigureAwait(false);
        _output.Clear();
    }
}

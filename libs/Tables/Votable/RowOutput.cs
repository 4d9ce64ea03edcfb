namespace Hven.Tables.Votable;

/// <summary>Writes the rows of one table, a block at a time, from the start tag of their serialisation to its end tag.</summary>
internal abstract class RowOutput
{
    /// <summary>Rows of a block at most.</summary>
    public const int BlockRows = 1024;

    /// <summary>Writes the start of DATA.</summary>
    /// <param name="serialization">How the rows are written.</param>
    /// <param name="fields">The columns.</param>
    /// <param name="output">Where they go.</param>
    public static RowOutput Open(VotableSerialization serialization, OutputField[] fields, Utf8Output output)
    {
        output.Raw("<DATA>\n"u8);
        return serialization == VotableSerialization.Tabledata ? new TabledataOutput(fields, output)
            : new BinaryOutput(fields, hasMask: serialization != VotableSerialization.Binary, output);
    }

    /// <summary>Writes some rows, at most <see cref="BlockRows"/>.</summary>
    public abstract void Write(RecordBatch batch, int start, int count);

    /// <summary>Writes the end of the serialisation; DATA stays open for the INFO elements that may follow.</summary>
    public abstract void Close();
}

/// <summary>Rows as TABLEDATA (VOTable 1.5, section 5.1).</summary>
internal sealed class TabledataOutput : RowOutput
{
    private readonly Utf8Output _output;
    private readonly TabledataCells[] _cells;

    public TabledataOutput(OutputField[] fields, Utf8Output output)
    {
        _output = output;
        _cells = [.. fields.Select(TabledataCells.Of)];
        output.Raw("<TABLEDATA>\n"u8);
    }

    public override void Write(RecordBatch batch, int start, int count)
    {
        for (int row = start; row < start + count; row++)
        {
            _output.Raw("<TR>"u8);
            for (int column = 0; column < _cells.Length; column++)
            {
                ColumnVector vector = batch.Columns[column];
                bool isNull = vector.IsNull(row);
                if (isNull && !_cells[column].WritesNulls)
                {
                    _output.Raw("<TD/>"u8);
                    continue;
                }

                _output.Raw("<TD>"u8);
                if (isNull)
                {
                    _cells[column].WriteNull(_output);
                }
                else
                {
                    _cells[column].Write(vector, row, _output);
                }

                _output.Raw("</TD>"u8);
            }

            _output.Raw("</TR>\n"u8);
        }
    }

    public override void Close() => _output.Raw("</TABLEDATA>\n"u8);
}

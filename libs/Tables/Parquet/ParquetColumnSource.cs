using ParquetSharp;

namespace Hven.Tables.Parquet;

/// <summary>Reads one column of a file, row group by row group.</summary>
internal abstract class ParquetColumnSource(int columnIndex) : IDisposable
{
    /// <summary>The leaf's index in the file.</summary>
    public int ColumnIndex { get; } = columnIndex;

    /// <summary>Begins a row group.</summary>
    public abstract void Open(RowGroupReader rowGroup);

    /// <summary>Adds the next rows of the row group to a vector.</summary>
    public abstract void Read(int rows, ColumnVector vector);

    public abstract void Dispose();

    private protected TableFormatException Short(string column) =>
        new("PARQUET-TRUNCATED", $"Column {column} (leaf {ColumnIndex}) ends before the row group's last row.");

    /// <summary>Levels of a damaged page may speak of more values than it holds; what stands behind those is of an earlier page.</summary>
    private protected void RequireValues(long told, long held, string column)
    {
        if (told > held)
        {
            throw new TableFormatException("PARQUET-DAMAGED", $"A page of column {column} (leaf {ColumnIndex}) holds {held} values where its levels tell of {told}.");
        }
    }
}

/// <summary>A column of single values.</summary>
internal sealed class ParquetScalarSource<TPhysical>(int columnIndex, string name, ParquetAppender<TPhysical> appender) : ParquetColumnSource(columnIndex)
    where TPhysical : unmanaged
{
    private const int Chunk = 4096;

    private readonly TPhysical[] _values = new TPhysical[Chunk];
    private readonly short[] _definitions = new short[Chunk];
    private ColumnReader<TPhysical>? _reader;
    private bool _optional;

    public override void Open(RowGroupReader rowGroup)
    {
        _reader?.Dispose();
        _reader = (ColumnReader<TPhysical>)rowGroup.Column(ColumnIndex);
        _optional = _reader.ColumnDescriptor.MaxDefinitionLevel > 0;
    }

    public override void Read(int rows, ColumnVector vector)
    {
        while (rows > 0)
        {
            int wanted = Math.Min(rows, Chunk);
            long levels = _optional
                ? _reader!.ReadBatch(wanted, _definitions, default, _values, out long count)
                : _reader!.ReadBatch(wanted, _values, out count);
            levels = _optional ? levels : count;
            if (levels <= 0)
            {
                throw Short(name);
            }

            RequireValues(_optional ? _definitions.AsSpan(0, (int)levels).Count((short)1) : levels, count, name);
            if (levels == count)
            {
                appender.Append(_values.AsSpan(0, (int)count), vector);
            }
            else
            {
                ParquetLevels.Append(_definitions.AsSpan(0, (int)levels), 1, _values.AsSpan(0, (int)count), appender, vector);
            }

            rows -= (int)levels;
        }
    }

    public override void Dispose() => _reader?.Dispose();
}

/// <summary>A column of lists. Rows end where the next repetition level is 0, so levels are read ahead and carried over.</summary>
internal sealed class ParquetListSource<TPhysical>(int columnIndex, Column column, ParquetListLevels levels, ParquetAppender<TPhysical> appender)
    : ParquetColumnSource(columnIndex)
    where TPhysical : unmanaged
{
    private const int Chunk = 4096;

    private readonly TPhysical[] _values = new TPhysical[Chunk];
    private readonly short[] _definitions = new short[Chunk];
    private readonly short[] _repetitions = new short[Chunk];
    private ColumnReader<TPhysical>? _reader;
    private int _levelCount;
    private int _level;
    private int _value;
    private long _valueCount;

    public override void Open(RowGroupReader rowGroup)
    {
        _reader?.Dispose();
        _reader = (ColumnReader<TPhysical>)rowGroup.Column(ColumnIndex);
        _levelCount = _level = _value = 0;
    }

    public override void Read(int rows, ColumnVector vector)
    {
        var list = (ListVector)vector;
        for (int row = 0; row < rows; row++)
        {
            if (!Ensure())
            {
                throw Short(column.Name);
            }

            short definition = _definitions[_level];
            if (definition < levels.Empty)
            {
                _level++;
                list.AppendNull();
                continue;
            }

            int before = list.Items.Length;
            if (definition == levels.Empty)
            {
                _level++;
            }
            else
            {
                ReadItems(list.Items);
            }

            list.EndRow();
            if (!Csv.ArrayLength.Fits(column.Shape!, list.Items.Length - before))
            {
                throw new TableFormatException(
                    "PARQUET-SHAPE", $"Column {column.Name} holds a list of {list.Items.Length - before} elements where its shape is {column.Shape}.");
            }
        }
    }

    public override void Dispose() => _reader?.Dispose();

    private void ReadItems(ColumnVector items)
    {
        bool first = true;
        while (Ensure() && (first || _repetitions[_level] != 0))
        {
            int end = _level + (first ? 1 : 0);
            while (end < _levelCount && _repetitions[end] != 0)
            {
                end++;
            }

            ReadOnlySpan<short> run = _definitions.AsSpan(_level, end - _level);
            int present = run.Count(levels.Present);
            RequireValues(present, _valueCount - _value, column.Name);
            ParquetLevels.Append(run, levels.Present, _values.AsSpan(_value, present), appender, items);
            _value += present;
            _level = end;
            first = false;
        }
    }

    private bool Ensure()
    {
        if (_level < _levelCount)
        {
            return true;
        }

        _levelCount = (int)_reader!.ReadBatch(Chunk, _definitions, _repetitions, _values, out _valueCount);
        _level = _value = 0;
        return _levelCount > 0;
    }
}

/// <summary>The definition levels of a list column.</summary>
/// <param name="Empty">The level of a list without elements; below it the list is null.</param>
/// <param name="Present">The level of an element with a value; below it, and above <paramref name="Empty"/>, the element is null.</param>
internal readonly record struct ParquetListLevels(short Empty, short Present);

/// <summary>Spreads packed values over rows by their definition levels.</summary>
internal static class ParquetLevels
{
    public static void Append<TPhysical>(
        ReadOnlySpan<short> definitions, short present, ReadOnlySpan<TPhysical> values, ParquetAppender<TPhysical> appender, ColumnVector vector)
        where TPhysical : unmanaged
    {
        while (!definitions.IsEmpty)
        {
            int run = definitions.IndexOfAnyExcept(present);
            run = run < 0 ? definitions.Length : run;
            if (run > 0)
            {
                appender.Append(values[..run], vector);
                values = values[run..];
                definitions = definitions[run..];
                continue;
            }

            vector.AppendNull();
            definitions = definitions[1..];
        }
    }
}

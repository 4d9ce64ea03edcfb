using System.Runtime.InteropServices;
using ParquetSharp;

namespace Hven.Tables.Parquet;

/// <summary>Writes rows of one column's vectors into its column chunk.</summary>
internal abstract class ParquetColumnSink
{
    private protected bool HasNaN { get; set; }

    public abstract void Write(ColumnWriter writer, ColumnVector vector, int start, int count);

    /// <summary>Whether NaN was written since the last call; the value of a null may count too.</summary>
    public bool TakeHasNaN()
    {
        bool had = HasNaN;
        HasNaN = false;
        return had;
    }
}

/// <summary>A column of single values.</summary>
internal sealed class ParquetScalarSink<TPhysical>(ParquetLeafValues<TPhysical> values, string name, bool required) : ParquetColumnSink
    where TPhysical : unmanaged
{
    private short[] _definitions = [];
    private bool _allPresent;

    public override void Write(ColumnWriter writer, ColumnVector vector, int start, int count)
    {
        var typed = (ColumnWriter<TPhysical>)writer;
        ReadOnlySpan<TPhysical> physical = values.Get(vector, start, count);
        HasNaN |= ParquetLeafValues<TPhysical>.HasNaN(physical);
        if (required)
        {
            RequireNoNull(vector);
            typed.WriteBatch(physical);
            return;
        }

        if (_definitions.Length < count)
        {
            _definitions = new short[count];
            _allPresent = false;
        }

        Span<short> definitions = _definitions.AsSpan(0, count);
        if (vector.NullCount == 0)
        {
            if (!_allPresent)
            {
                _definitions.AsSpan().Fill(1);
                _allPresent = true;
            }

            typed.WriteBatch(count, definitions, default, physical);
            return;
        }

        _allPresent = false;
        for (int row = 0; row < count; row++)
        {
            definitions[row] = vector.IsNull(start + row) ? (short)0 : (short)1;
        }

        // Repetition levels are not looked at in a column that does not repeat, but must be as many as the values.
        typed.WriteBatchSpaced(count, definitions, definitions, MemoryMarshal.AsBytes(vector.Validity), start, physical);
    }

    private void RequireNoNull(ColumnVector vector)
    {
        if (vector.NullCount != 0)
        {
            throw new InvalidOperationException($"Column {name} was declared to have no nulls, and has one.");
        }
    }
}

/// <summary>A column of lists of values; a complex number is a list of its two parts.</summary>
/// <param name="values">Gives the elements.</param>
/// <param name="parts">Parquet values an element.</param>
internal sealed class ParquetListSink<TPhysical>(ParquetLeafValues<TPhysical> values, int parts) : ParquetColumnSink
    where TPhysical : unmanaged
{
    private const short NullList = 0;
    private const short EmptyList = 1;
    private const short NullElement = 2;
    private const short Present = 3;

    private short[] _definitions = new short[256];
    private short[] _repetitions = new short[256];
    private TPhysical[] _gathered = [];
    private int _levels;

    public override void Write(ColumnWriter writer, ColumnVector vector, int start, int count)
    {
        var list = vector as ListVector;
        ColumnVector items = list?.Items ?? vector;
        int firstItem = list is null ? start : list.Offsets[start];
        int itemCount = (list is null ? start + count : list.Offsets[start + count]) - firstItem;
        ReadOnlySpan<TPhysical> all = values.Get(items, firstItem, itemCount);
        HasNaN |= ParquetLeafValues<TPhysical>.HasNaN(all);
        if (_gathered.Length < all.Length)
        {
            _gathered = new TPhysical[all.Length];
        }

        // Elements of null rows and null elements have no value in the file, so the rest are gathered.
        int gathered = 0;
        _levels = 0;
        for (int row = start; row < start + count; row++)
        {
            if (vector.IsNull(row))
            {
                AddLevel(NullList, 0);
                continue;
            }

            int begin = list is null ? row : list.Offsets[row];
            int end = list is null ? row + 1 : list.Offsets[row + 1];
            if (begin == end)
            {
                AddLevel(EmptyList, 0);
            }

            for (int item = begin; item < end; item++)
            {
                bool present = list is null || !items.IsNull(item);
                for (int part = 0; part < parts; part++)
                {
                    AddLevel(present ? Present : NullElement, (short)(item == begin && part == 0 ? 0 : 1));
                    if (present)
                    {
                        _gathered[gathered++] = all[((item - firstItem) * parts) + part];
                    }
                }
            }
        }

        ((ColumnWriter<TPhysical>)writer).WriteBatch(_levels, _definitions.AsSpan(0, _levels), _repetitions.AsSpan(0, _levels), _gathered.AsSpan(0, gathered));
    }

    private void AddLevel(short definition, short repetition)
    {
        if (_levels == _definitions.Length)
        {
            Array.Resize(ref _definitions, _levels * 2);
            Array.Resize(ref _repetitions, _levels * 2);
        }

        _definitions[_levels] = definition;
        _repetitions[_levels++] = repetition;
    }
}

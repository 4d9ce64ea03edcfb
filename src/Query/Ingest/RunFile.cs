using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Hven.Platform.Storage;
using Hven.Platform.Storage.Interop;
using Hven.Tables;
using Microsoft.Win32.SafeHandles;

namespace Hven.Query.Ingest;

/// <summary>What a run says of itself: how far into the sources it reaches, and where its parts lie.</summary>
internal sealed record RunHeader
{
    public required int Rows { get; init; }

    /// <summary>Rows that could not be read while this run was filled; they stand in the file beside it.</summary>
    public required long Rejects { get; init; }

    /// <summary>Index of the source that the next run goes on with.</summary>
    public required int NextSource { get; init; }

    /// <summary>Rows of that source that this run and those before it have taken.</summary>
    public required long NextSourceRows { get; init; }

    public required long HealpixAt { get; init; }

    public required IReadOnlyList<RunVector> Columns { get; init; }
}

/// <summary>Where a vector's parts lie, in bytes from the end of the header; -1 for a part it does not have.</summary>
internal sealed record RunVector(int Length, long ValidityAt, long ValuesAt, long OffsetsAt, int MaxTextWidth, RunVector? Items)
{
    /// <summary>Whether it holds text beyond ASCII.</summary>
    public bool IsUnicode { get; init; }
}

/// <summary>
/// A sorted piece of a catalogue on its way into partitions: columns one after another, rows in the order of their HEALPix index, so that the
/// rows of any pixel are one slice of each column. Lives only in the working folder of an ingest.
/// </summary>
internal sealed class RunFile : IDisposable
{
    private static ReadOnlySpan<byte> Magic => "HVENRUN1"u8;

    private readonly SafeFileHandle _handle;
    private readonly long _dataAt;

    private RunFile(SafeFileHandle handle, long dataAt, RunHeader header, string path)
    {
        _handle = handle;
        _dataAt = dataAt;
        Header = header;
        Healpix = new MappedFile<long>(path, dataAt + header.HealpixAt, header.Rows);
    }

    public RunHeader Header { get; }

    /// <summary>HEALPix index of each row; never falls.</summary>
    public MappedFile<long> Healpix { get; }

    /// <summary>Sorts rows by their HEALPix index, keeping the order of equals, and writes them.</summary>
    /// <param name="path">The run's place; appears whole or not at all.</param>
    /// <param name="rows">The rows as they came.</param>
    /// <param name="healpix">HEALPix index of each.</param>
    /// <param name="header">What the run says of its place in the sources; the layout is filled in here.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public static async Task WriteAsync(string path, RecordBatch rows, long[] healpix, RunHeader header, CancellationToken cancellationToken)
    {
        int count = rows.RowCount;
        int[] order = RadixSort.Order(healpix.AsSpan(0, count));
        long[] sorted = new long[count];
        for (int row = 0; row < count; row++)
        {
            sorted[row] = healpix[order[row]];
        }

        await AtomicFile.WriteAsync(path, async (stream, token) =>
        {
            // The header comes last: where the parts lie is known once they are written.
            stream.Write(Magic);
            stream.Write(new byte[16]);
            long at = 0;
            void Put(ReadOnlySpan<byte> bytes)
            {
                stream.Write(bytes);
                stream.Write(new byte[-bytes.Length & 7]);
                at += bytes.Length + (-bytes.Length & 7);
            }

            Put(MemoryMarshal.AsBytes(sorted.AsSpan()));
            var columns = new List<RunVector>();

            // Columns of one type take turns in one vector: fresh memory of this size costs as much as what is done with it.
            var spare = new Dictionary<(ElementType, bool), ColumnVector>();
            for (int column = 0; column < rows.Columns.Count; column++)
            {
                token.ThrowIfCancellationRequested();
                Column description = rows.Schema.Columns[column];
                if (!spare.TryGetValue((description.Type, description.IsArray), out ColumnVector? gathered))
                {
                    spare.Add((description.Type, description.IsArray), gathered = ColumnVector.For(description));
                }

                gathered.Clear();
                gathered.AppendRows(rows.Columns[column], order);
                columns.Add(PutVector(gathered, Put, () => at));
            }

            byte[] text = JsonSerializer.SerializeToUtf8Bytes(header with { Rows = count, HealpixAt = 0, Columns = columns }, AtomicFile.Json);
            stream.Write(text);
            stream.Position = Magic.Length;
            stream.Write(BitConverter.GetBytes(at));
            stream.Write(BitConverter.GetBytes((long)text.Length));
            await stream.FlushAsync(token);
        }, cancellationToken);
    }

    public static RunFile Open(string path)
    {
        SafeFileHandle handle = File.OpenHandle(path);
        try
        {
            byte[] head = new byte[24];
            ReadExactly(handle, head, 0);
            if (!head.AsSpan(0, 8).SequenceEqual(Magic))
            {
                throw new IngestException($"{path} is not a run of an ingest. Start anew with --restart.");
            }

            byte[] text = new byte[BitConverter.ToInt64(head, 16)];
            ReadExactly(handle, text, 24 + BitConverter.ToInt64(head, 8));
            RunHeader header = JsonSerializer.Deserialize<RunHeader>(text, AtomicFile.Json)!;
            return new(handle, 24, header, path);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Rows whose index lies in [<paramref name="first"/>, <paramref name="last"/>].</summary>
    public (long Start, long Count) Find(long first, long last)
    {
        long start = Healpix.LowerBound(first);
        return (start, Healpix.LowerBound(last + 1, start) - start);
    }

    /// <summary>Adds a slice of one column to a vector.</summary>
    public void Read(int column, long start, int count, ColumnVector target) => Read(Header.Columns[column], start, count, target);

    public void Dispose()
    {
        Healpix.Dispose();
        _handle.Dispose();
    }

    private static RunVector PutVector(ColumnVector vector, SpanAction put, Func<long> at)
    {
        long validityAt = -1;
        if (vector.NullCount > 0)
        {
            validityAt = at();
            put(MemoryMarshal.AsBytes(vector.Validity));
        }

        long valuesAt = at();
        switch (vector)
        {
            case TextVector text:
                put(text.Data);
                long offsetsAt = at();
                put(MemoryMarshal.AsBytes(text.Offsets));
                int widest = 0;
                for (int row = 0; row < text.Length; row++)
                {
                    widest = Math.Max(widest, text.Offsets[row + 1] - text.Offsets[row]);
                }

                return new(vector.Length, validityAt, valuesAt, offsetsAt, widest, null) { IsUnicode = !Ascii.IsValid(text.Data) };
            case ListVector list:
                put(MemoryMarshal.AsBytes(list.Offsets));
                return new(vector.Length, validityAt, -1, valuesAt, 0, PutVector(list.Items, put, at));
            default:
                put(((IFixedSizeVector)vector).Bytes);
                return new(vector.Length, validityAt, valuesAt, -1, 0, null);
        }
    }

    private void Read(RunVector layout, long start, int count, ColumnVector target)
    {
        int firstRow = target.Length;
        switch (target)
        {
            case TextVector text:
                int[] offsets = ReadOffsets(layout, start, count);
                byte[] data = new byte[offsets[count] - offsets[0]];
                ReadExactly(_handle, data, _dataAt + layout.ValuesAt + offsets[0]);
                for (int row = 0; row < count; row++)
                {
                    text.Append(data.AsSpan(offsets[row] - offsets[0], offsets[row + 1] - offsets[row]));
                }

                break;
            case ListVector list:
                int[] ends = ReadOffsets(layout, start, count);
                for (int row = 0; row < count; row++)
                {
                    Read(layout.Items!, ends[row], ends[row + 1] - ends[row], list.Items);
                    list.EndRow();
                }

                break;
            default:
                ReadFixed(layout, start, count, target);
                break;
        }

        if (layout.ValidityAt >= 0)
        {
            long firstWord = start >> 6;
            ulong[] words = new ulong[((start + count + 63) >> 6) - firstWord];
            ReadExactly(_handle, MemoryMarshal.AsBytes(words.AsSpan()), _dataAt + layout.ValidityAt + (firstWord * 8));
            for (int row = 0; row < count; row++)
            {
                long bit = start + row - (firstWord << 6);
                if ((words[bit >> 6] >> (int)(bit & 63) & 1) == 0)
                {
                    target.SetNull(firstRow + row);
                }
            }
        }
    }

    private int[] ReadOffsets(RunVector layout, long start, int count)
    {
        int[] offsets = new int[count + 1];
        ReadExactly(_handle, MemoryMarshal.AsBytes(offsets.AsSpan()), _dataAt + layout.OffsetsAt + (start * sizeof(int)));
        return offsets;
    }

    private void ReadFixed(RunVector layout, long start, int count, ColumnVector target)
    {
        switch (target)
        {
            case PrimitiveVector<byte> v: Fill(v); break;
            case PrimitiveVector<sbyte> v: Fill(v); break;
            case PrimitiveVector<short> v: Fill(v); break;
            case PrimitiveVector<ushort> v: Fill(v); break;
            case PrimitiveVector<int> v: Fill(v); break;
            case PrimitiveVector<uint> v: Fill(v); break;
            case PrimitiveVector<long> v: Fill(v); break;
            case PrimitiveVector<ulong> v: Fill(v); break;
            case PrimitiveVector<float> v: Fill(v); break;
            case PrimitiveVector<double> v: Fill(v); break;
            case PrimitiveVector<ComplexSingle> v: Fill(v); break;
            case PrimitiveVector<System.Numerics.Complex> v: Fill(v); break;
            default: throw new NotSupportedException($"A run cannot hold {target.GetType().Name}.");
        }

        void Fill<T>(PrimitiveVector<T> vector)
            where T : unmanaged
        {
            Span<byte> slots = MemoryMarshal.AsBytes(vector.Extend(count));
            ReadExactly(_handle, slots, _dataAt + layout.ValuesAt + (start * System.Runtime.CompilerServices.Unsafe.SizeOf<T>()));
        }
    }

    private static void ReadExactly(SafeFileHandle handle, Span<byte> buffer, long offset)
    {
        while (!buffer.IsEmpty)
        {
            int read = RandomAccess.Read(handle, buffer, offset);
            if (read == 0)
            {
                throw new IngestException($"A file of the working folder ends at byte {offset}. Start anew with --restart.");
            }

            buffer = buffer[read..];
            offset += read;
        }
    }

    private delegate void SpanAction(ReadOnlySpan<byte> bytes);
}

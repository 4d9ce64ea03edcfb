using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;

namespace Hven.Platform.Storage.Interop;

/// <summary>A file mapped into memory for reading as an array of fixed-size values in this machine's byte order.</summary>
/// <typeparam name="T">The value.</typeparam>
/// <remarks>
/// THREAD SAFETY: reading from many threads is safe; disposing while a span is in use is not, so owners count their users.
/// DANGER: a file that is cut short while mapped kills the process on access (SIGBUS); mapped files are therefore only ever replaced by rename.
/// </remarks>
public sealed unsafe class MappedFile<T> : IDisposable
    where T : unmanaged
{
    private readonly MemoryMappedFile? _file;
    private readonly MemoryMappedViewAccessor? _view;
    private readonly byte* _start;

    /// <summary>Maps part of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="byteOffset">Where the values start; a multiple of the size of <typeparamref name="T"/>.</param>
    /// <param name="count">How many values; the rest of the file when negative.</param>
    /// <exception cref="InvalidDataException">The file is too short for <paramref name="count"/> values.</exception>
    public MappedFile(string path, long byteOffset = 0, long count = -1)
    {
        long length = new FileInfo(path).Length;
        Count = count < 0 ? (length - byteOffset) / Unsafe.SizeOf<T>() : count;
        if (byteOffset < 0 || byteOffset + (Count * Unsafe.SizeOf<T>()) > length)
        {
            throw new InvalidDataException($"{path} has {length} bytes, too few for {Count} values at byte {byteOffset}.");
        }

        if (Count == 0)
        {
            return;
        }

        _file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        _view = _file.CreateViewAccessor(byteOffset, Count * Unsafe.SizeOf<T>(), MemoryMappedFileAccess.Read);
        byte* pointer = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        _start = pointer + _view.PointerOffset;
    }

    /// <summary>Values in the file.</summary>
    public long Count { get; }

    /// <summary>One value.</summary>
    /// <param name="index">0 up to, but not including, <see cref="Count"/>.</param>
    public T this[long index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((ulong)index, (ulong)Count, nameof(index));
            return Unsafe.ReadUnaligned<T>(_start + (index * sizeof(T)));
        }
    }

    /// <summary>Some consecutive values.</summary>
    /// <param name="first">Index of the first.</param>
    /// <param name="count">How many.</param>
    public ReadOnlySpan<T> Slice(long first, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first + count, Count, nameof(count));
        return count == 0 ? [] : new(_start + (first * sizeof(T)), count);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_view is not null)
        {
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
            _view.Dispose();
            _file!.Dispose();
        }
    }
}

/// <summary>Searches in mapped sorted values.</summary>
public static class SortedSearch
{
    /// <summary>Index of the first value that is not below <paramref name="key"/>; the count when there is none.</summary>
    /// <param name="values">Values that never fall.</param>
    /// <param name="key">The value looked for.</param>
    /// <param name="from">Where to start; values before it are known to be below the key.</param>
    public static long LowerBound(this MappedFile<long> values, long key, long from = 0)
    {
        ArgumentNullException.ThrowIfNull(values);
        long low = from;
        long high = values.Count;

        // Ranges of one region lie close together: from the end of one, doubling steps find the next in few pages.
        for (long step = 1; from > 0 && low + step < high; step *= 2)
        {
            if (values[low + step] >= key)
            {
                high = low + step;
                break;
            }

            low += step + 1;
        }

        while (low < high)
        {
            long middle = low + ((high - low) >> 1);
            if (values[middle] < key)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}

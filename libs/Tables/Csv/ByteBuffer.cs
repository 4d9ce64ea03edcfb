using System.Runtime.CompilerServices;

namespace Hven.Tables.Csv;

/// <summary>Bytes to be written, in an array that is used again.</summary>
internal sealed class ByteBuffer
{
    // Most tables are small; those that are not make it grow once. An array of 85 kB from the start would cost each of them a full collection's share.
    private byte[] _bytes = new byte[4 * 1024];

    public int Length { get; private set; }

    /// <summary>The bytes added since they were last forgotten.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(byte value)
    {
        if (Length == _bytes.Length)
        {
            Grow(1);
        }

        _bytes[Length++] = value;
    }

    public void Add(ReadOnlySpan<byte> values)
    {
        values.CopyTo(Room(values.Length));
        Length += values.Length;
    }

    /// <summary>Gives room behind the bytes; what is used of it is told to <see cref="Advance"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Room(int count)
    {
        if (_bytes.Length - Length < count)
        {
            Grow(count);
        }

        return _bytes.AsSpan(Length);
    }

    public void Advance(int count) => Length += count;

    public void Clear() => Length = 0;

    /// <summary>Writes the bytes to a stream and forgets them.</summary>
    public async ValueTask DrainAsync(Stream stream, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(_bytes.AsMemory(0, Length), cancellationToken).ConfigureAwait(false);
        Length = 0;
    }

    private void Grow(int count) => Array.Resize(ref _bytes, (int)Math.Min(Math.Max(checked(Length + count), _bytes.Length * 2L), Array.MaxLength));
}

using System.Buffers;
using Apache.Arrow.Memory;

namespace Hven.Tables.Arrow;

/// <summary>Gives the format's reader managed memory up to a bound, since a damaged file may ask for any amount.</summary>
/// <param name="input">What the buffers are filled from.</param>
/// <param name="limit">The most bytes that one buffer may have.</param>
internal sealed class BoundedAllocator(ArrowInput input, long limit) : MemoryAllocator
{
    // A batch's body is read as a whole; buffers that are asked for before the next message are to hold decompressed parts of it.
    private long _bodyEnd;

    protected override IMemoryOwner<byte> AllocateInternal(int length, out int bytesAllocated)
    {
        if (length > limit)
        {
            throw new TableFormatException("ARROW-SIZE", $"The file asks for a buffer of {length} bytes; {limit} are allowed.");
        }

        if (input.BytesRead > _bodyEnd)
        {
            input.Check(length);
            _bodyEnd = input.BytesRead + length;
        }

        bytesAllocated = length;
        return new Owner(length);
    }

    private sealed class Owner(int length) : IMemoryOwner<byte>
    {
        public Memory<byte> Memory { get; } = GC.AllocateUninitializedArray<byte>(length);

        public void Dispose()
        {
            // The memory is the collector's.
        }
    }
}

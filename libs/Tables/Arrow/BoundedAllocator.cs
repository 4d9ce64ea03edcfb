using System.Buffers;
using Apache.Arrow.Memory;

namespace Hven.Tables.Arrow;

/// <summary>Gives the format's reader managed memory up to a bound, since a damaged file may ask for any amount.</summary>
/// <param name="limit">The most bytes that one buffer may have.</param>
internal sealed class BoundedAllocator(long limit) : MemoryAllocator
{
    protected override IMemoryOwner<byte> AllocateInternal(int length, out int bytesAllocated)
    {
        if (length > limit)
        {
            throw new TableFormatException("ARROW-SIZE", $"The file asks for a buffer of {length} bytes; {limit} are allowed.");
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

using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Hven.Fits.Compression;

/// <summary>
/// Decodes Rice-compressed integers (FITS 4.0, section 10.4.1; R. White's coding of differences). The first value stands plainly in big-endian bytes;
/// then each block of values starts with a number that tells how many low bits of each mapped difference are stored as they are.
/// </summary>
public static class RiceDecoder
{
    /// <summary>Values a block in files of <c>fpack</c>, where nothing else is said (ZNAMEn = BLOCKSIZE).</summary>
    public const int DefaultBlockSize = 32;

    /// <summary>Decodes as many values as <paramref name="values"/> has room for.</summary>
    /// <typeparam name="TWord"><see cref="byte"/>, <see cref="ushort"/> or <see cref="uint"/>: the bytes a value (BYTEPIX) of the coding. Signed values come as their bits.</typeparam>
    /// <param name="source">The compressed bytes of one tile.</param>
    /// <param name="values">Where the values go, in this machine's byte order.</param>
    /// <param name="blockSize">Values a block, above 0.</param>
    /// <exception cref="FitsException">The bytes end too early or cannot be of this coding (<c>FITS-RICE</c>).</exception>
    /// <exception cref="NotSupportedException">There is no coding for <typeparamref name="TWord"/>.</exception>
    public static void Decode<TWord>(ReadOnlySpan<byte> source, Span<TWord> values, int blockSize = DefaultBlockSize)
        where TWord : unmanaged, IBinaryInteger<TWord>, IUnsignedNumber<TWord>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(blockSize, 1);
        if (values.IsEmpty)
        {
            return;
        }

        int size = Unsafe.SizeOf<TWord>();
        (int codeBits, int plainCode) = size switch
        {
            1 => (3, 6),
            2 => (4, 14),
            4 => (5, 25),
            _ => throw new NotSupportedException($"There is no Rice coding for words of {size} bytes."),
        };
        if (source.Length < size)
        {
            throw RiceBits.TooShort(source.Length);
        }

        uint last = 0;
        foreach (byte part in source[..size])
        {
            last = (last << 8) | part;
        }

        RiceBits bits = new(source[size..]);
        for (int start = 0; start < values.Length; start += blockSize)
        {
            Span<TWord> block = values.Slice(start, Math.Min(blockSize, values.Length - start));
            int code = (int)bits.Take(codeBits) - 1;
            last = code < 0 ? Repeat(block, last)
                : code < plainCode ? Coded(ref bits, block, code, last)
                : code == plainCode ? Plain(ref bits, block, 8 * size, last)
                : throw new FitsException("FITS-RICE", $"A Rice block starts with the code {code}; for words of {size} bytes it is at most {plainCode}");
        }
    }

    // All differences are zero.
    private static uint Repeat<TWord>(Span<TWord> block, uint last)
        where TWord : unmanaged, IBinaryInteger<TWord>
    {
        block.Fill(TWord.CreateTruncating(last));
        return last;
    }

    // Differences too wild to be worth coding stand in all their bits.
    private static uint Plain<TWord>(ref RiceBits bits, Span<TWord> block, int width, uint last)
        where TWord : unmanaged, IBinaryInteger<TWord>
    {
        foreach (ref TWord value in block)
        {
            last += Unmap(bits.Take(width));
            value = TWord.CreateTruncating(last);
        }

        return last;
    }

    private static uint Coded<TWord>(ref RiceBits bits, Span<TWord> block, int low, uint last)
        where TWord : unmanaged, IBinaryInteger<TWord>
    {
        foreach (ref TWord value in block)
        {
            last += Unmap(bits.TakeCoded(low));
            value = TWord.CreateTruncating(last);
        }

        return last;
    }

    // Even numbers are differences from 0 up, odd ones from -1 down.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Unmap(uint mapped) => (mapped >> 1) ^ (0u - (mapped & 1));

    /// <summary>The bits of a stream, the highest of each byte first.</summary>
    private ref struct RiceBits(ReadOnlySpan<byte> source)
    {
        private readonly ReadOnlySpan<byte> _source = source;
        private int _next;
        private ulong _window;
        private int _held;

        public static FitsException TooShort(int length) => new("FITS-RICE", $"The Rice stream of {length} bytes ends before its last value");

        /// <summary>Takes up to 32 bits as a number.</summary>
        public uint Take(int count)
        {
            if (_held < count)
            {
                Refill();
                if (_held < count)
                {
                    throw TooShort(_source.Length);
                }
            }

            uint value = (uint)(_window >> (64 - count));
            Skip(count);
            return value;
        }

        /// <summary>Takes zeros up to a one, which count the high part, then <paramref name="low"/> bits.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public uint TakeCoded(int low)
        {
            if (_held < 32)
            {
                Refill();
            }

            int zeros = BitOperations.LeadingZeroCount(_window);
            if (zeros + 1 + low > _held)
            {
                return TakeLong(low);
            }

            // Two shifts, since a shift by 64 would be one by none.
            uint rest = (uint)(_window << zeros << 1 >> 1 >> (63 - low));
            Skip(zeros + 1 + low);
            return ((uint)zeros << low) | rest;
        }

        private uint TakeLong(int low)
        {
            uint zeros = 0;
            while (_window == 0)
            {
                // Bits behind those held are always zero in the window, so all that are held are zeros.
                zeros += (uint)_held;
                _held = 0;
                Refill();
                if (_held == 0)
                {
                    throw TooShort(_source.Length);
                }
            }

            int more = BitOperations.LeadingZeroCount(_window);
            zeros += (uint)more;
            Skip(more + 1);
            if (zeros > uint.MaxValue >> low)
            {
                throw new FitsException("FITS-RICE", $"A Rice difference starts with {zeros} zeros, more than any value has");
            }

            return (zeros << low) | (low == 0 ? 0 : Take(low));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Skip(int count)
        {
            _window = count == 64 ? 0 : _window << count;
            _held -= count;
        }

        private void Refill()
        {
            if (_next + 8 <= _source.Length)
            {
                // Whole bytes only; what is cut off of the last one comes again with the next refill.
                int bytes = (64 - _held) >> 3;
                ulong word = BinaryPrimitives.ReadUInt64BigEndian(_source[_next..]);
                int kept = _held + (8 * bytes);
                if (bytes == 0)
                {
                    return;
                }

                word = bytes == 8 ? word : word >> (64 - (8 * bytes)) << (64 - (8 * bytes));
                _window |= word >> _held;
                _held = kept;
                _next += bytes;
                return;
            }

            while (_held <= 56 && _next < _source.Length)
            {
                _window |= (ulong)_source[_next++] << (56 - _held);
                _held += 8;
            }
        }
    }
}

using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hven.Tables.FitsTable;

/// <summary>
/// Moves big-endian words between rows of bytes and columns. Words that lie one after another go through the vectorised byte swap of the base
/// library; words a row apart are swapped one by one, which is bound by memory, not by the swap.
/// </summary>
internal static class BigEndian
{
    /// <summary>Reads words that lie <paramref name="stride"/> bytes apart.</summary>
    /// <typeparam name="TWord">An unsigned integer of 1, 2, 4 or 8 bytes.</typeparam>
    /// <param name="source">Bytes from the first word on.</param>
    /// <param name="stride">Bytes from one word to the next, at least the word's size.</param>
    /// <param name="target">Where they go.</param>
    public static void Gather<TWord>(ReadOnlySpan<byte> source, int stride, Span<TWord> target)
        where TWord : unmanaged, IBinaryInteger<TWord>
    {
        int size = Unsafe.SizeOf<TWord>();
        if (stride == size)
        {
            Swap(MemoryMarshal.Cast<byte, TWord>(source[..(target.Length * size)]), target);
            return;
        }

        if (target.IsEmpty)
        {
            return;
        }

        // One check for all rows instead of one a row: the last word must lie inside.
        ref byte start = ref MemoryMarshal.GetReference(source[..checked(((target.Length - 1) * stride) + size)]);
        for (int index = 0; index < target.Length; index++)
        {
            target[index] = Swap(Unsafe.ReadUnaligned<TWord>(ref Unsafe.Add(ref start, index * stride)));
        }
    }

    /// <summary>Writes words to places that lie <paramref name="stride"/> bytes apart.</summary>
    /// <typeparam name="TWord">An unsigned integer of 1, 2, 4 or 8 bytes.</typeparam>
    /// <param name="source">The words.</param>
    /// <param name="target">Bytes from the first place on.</param>
    /// <param name="stride">Bytes from one place to the next, at least the word's size.</param>
    public static void Scatter<TWord>(ReadOnlySpan<TWord> source, Span<byte> target, int stride)
        where TWord : unmanaged, IBinaryInteger<TWord>
    {
        int size = Unsafe.SizeOf<TWord>();
        if (stride == size)
        {
            Swap(source, MemoryMarshal.Cast<byte, TWord>(target[..(source.Length * size)]));
            return;
        }

        if (source.IsEmpty)
        {
            return;
        }

        ref byte start = ref MemoryMarshal.GetReference(target[..checked(((source.Length - 1) * stride) + size)]);
        for (int index = 0; index < source.Length; index++)
        {
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref start, index * stride), Swap(source[index]));
        }
    }

    /// <summary>A word with its bytes in the other order on little-endian machines.</summary>
    /// <typeparam name="TWord">An unsigned integer of 1, 2, 4 or 8 bytes.</typeparam>
    /// <param name="word">The word.</param>
    public static TWord Swap<TWord>(TWord word)
        where TWord : unmanaged, IBinaryInteger<TWord>
    {
        // The type tests are constants to the compiler: each instantiation keeps one branch.
        if (!BitConverter.IsLittleEndian || typeof(TWord) == typeof(byte))
        {
            return word;
        }

        if (typeof(TWord) == typeof(ushort))
        {
            return TWord.CreateTruncating(BinaryPrimitives.ReverseEndianness(ushort.CreateTruncating(word)));
        }

        return typeof(TWord) == typeof(uint)
            ? TWord.CreateTruncating(BinaryPrimitives.ReverseEndianness(uint.CreateTruncating(word)))
            : TWord.CreateTruncating(BinaryPrimitives.ReverseEndianness(ulong.CreateTruncating(word)));
    }

    private static void Swap<TWord>(ReadOnlySpan<TWord> source, Span<TWord> target)
        where TWord : unmanaged, IBinaryInteger<TWord>
    {
        if (!BitConverter.IsLittleEndian || typeof(TWord) == typeof(byte))
        {
            source.CopyTo(target);
        }
        else if (typeof(TWord) == typeof(ushort))
        {
            BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<TWord, ushort>(source), MemoryMarshal.Cast<TWord, ushort>(target));
        }
        else if (typeof(TWord) == typeof(uint))
        {
            BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<TWord, uint>(source), MemoryMarshal.Cast<TWord, uint>(target));
        }
        else
        {
            BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<TWord, ulong>(source), MemoryMarshal.Cast<TWord, ulong>(target));
        }
    }
}

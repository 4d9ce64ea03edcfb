using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Hven.Sky;

/// <summary>Interleaves the bits of a cell's two coordinates within its base cell: x on the even bits, y on the odd ones.</summary>
internal static class MortonCode
{
    private const ulong EvenBits = 0x5555555555555555;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static long Interleave(uint x, uint y) =>
        Bmi2.X64.IsSupported
            ? (long)(Bmi2.X64.ParallelBitDeposit(x, EvenBits) | Bmi2.X64.ParallelBitDeposit(y, ~EvenBits))
            : InterleavePortable(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static (uint X, uint Y) Separate(long code) =>
        Bmi2.X64.IsSupported
            ? ((uint)Bmi2.X64.ParallelBitExtract((ulong)code, EvenBits), (uint)Bmi2.X64.ParallelBitExtract((ulong)code, ~EvenBits))
            : SeparatePortable(code);

    internal static long InterleavePortable(uint x, uint y) => (long)(Spread(x) | (Spread(y) << 1));

    internal static (uint X, uint Y) SeparatePortable(long code) => (Gather((ulong)code), Gather((ulong)code >> 1));

    /// <summary>Moves bit k to bit 2k: each step halves the groups that still lie together and pulls them apart.</summary>
    private static ulong Spread(ulong bits)
    {
        bits = (bits | (bits << 16)) & 0x0000FFFF0000FFFF;
        bits = (bits | (bits << 8)) & 0x00FF00FF00FF00FF;
        bits = (bits | (bits << 4)) & 0x0F0F0F0F0F0F0F0F;
        bits = (bits | (bits << 2)) & 0x3333333333333333;
        return (bits | (bits << 1)) & EvenBits;
    }

    private static uint Gather(ulong bits)
    {
        bits &= EvenBits;
        bits = (bits | (bits >> 1)) & 0x3333333333333333;
        bits = (bits | (bits >> 2)) & 0x0F0F0F0F0F0F0F0F;
        bits = (bits | (bits >> 4)) & 0x00FF00FF00FF00FF;
        bits = (bits | (bits >> 8)) & 0x0000FFFF0000FFFF;
        return (uint)(bits | (bits >> 16));
    }
}

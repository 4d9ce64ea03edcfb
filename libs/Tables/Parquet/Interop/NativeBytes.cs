using ParquetSharp;

namespace Hven.Tables.Parquet.Interop;

/// <summary>Views of memory that the native Parquet reader owns. Valid until the next read of the same column reader.</summary>
internal static class NativeBytes
{
    /// <summary>The bytes of a variable-length value.</summary>
    public static unsafe ReadOnlySpan<byte> Span(ByteArray value) => new((void*)value.Pointer, value.Length);

    /// <summary>The bytes of a fixed-length value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="length">The length that the schema gives.</param>
    public static unsafe ReadOnlySpan<byte> Span(FixedLenByteArray value, int length) => new((void*)value.Pointer, length);
}

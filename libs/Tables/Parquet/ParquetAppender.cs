using System.Numerics;
using System.Runtime.InteropServices;
using System.Text.Unicode;
using Hven.Tables.Parquet.Interop;
using ParquetSharp;

namespace Hven.Tables.Parquet;

/// <summary>Adds values as Parquet holds them to a vector.</summary>
/// <typeparam name="TPhysical">How Parquet holds a value.</typeparam>
internal abstract class ParquetAppender<TPhysical>
    where TPhysical : unmanaged
{
    public abstract void Append(ReadOnlySpan<TPhysical> values, ColumnVector vector);
}

/// <summary>Values that Parquet and the vector hold alike.</summary>
internal sealed class CopyAppender<T> : ParquetAppender<T>
    where T : unmanaged
{
    public override void Append(ReadOnlySpan<T> values, ColumnVector vector) => values.CopyTo(((PrimitiveVector<T>)vector).Extend(values.Length));
}

/// <summary>Booleans, one byte each.</summary>
internal sealed class BooleanAppender : ParquetAppender<bool>
{
    public override void Append(ReadOnlySpan<bool> values, ColumnVector vector) =>
        MemoryMarshal.AsBytes(values).CopyTo(((PrimitiveVector<byte>)vector).Extend(values.Length));
}

/// <summary>Integers that Parquet holds in 32 or 64 bits with another width or sign.</summary>
internal sealed class IntegerAppender<TPhysical, T> : ParquetAppender<TPhysical>
    where TPhysical : unmanaged, IBinaryInteger<TPhysical>
    where T : unmanaged, IBinaryInteger<T>
{
    public override void Append(ReadOnlySpan<TPhysical> values, ColumnVector vector)
    {
        Span<T> slots = ((PrimitiveVector<T>)vector).Extend(values.Length);
        for (int index = 0; index < values.Length; index++)
        {
            slots[index] = T.CreateTruncating(values[index]);
        }
    }
}

/// <summary>Values that need a calculation.</summary>
internal sealed class ConvertAppender<TPhysical, T>(Func<TPhysical, T> convert) : ParquetAppender<TPhysical>
    where TPhysical : unmanaged
    where T : unmanaged
{
    public override void Append(ReadOnlySpan<TPhysical> values, ColumnVector vector)
    {
        Span<T> slots = ((PrimitiveVector<T>)vector).Extend(values.Length);
        for (int index = 0; index < values.Length; index++)
        {
            slots[index] = convert(values[index]);
        }
    }
}

/// <summary>Values of a fixed number of raw bytes, as arrays.</summary>
internal sealed class BytesAppender(int length) : ParquetAppender<FixedLenByteArray>
{
    public override void Append(ReadOnlySpan<FixedLenByteArray> values, ColumnVector vector)
    {
        var list = (ListVector)vector;
        foreach (FixedLenByteArray value in values)
        {
            NativeBytes.Span(value, length).CopyTo(((PrimitiveVector<byte>)list.Items).Extend(length));
            list.EndRow();
        }
    }
}

/// <summary>Values shown as text: dates, times and identifiers.</summary>
internal sealed class FormatAppender<TPhysical>(Func<TPhysical, string> format) : ParquetAppender<TPhysical>
    where TPhysical : unmanaged
{
    public override void Append(ReadOnlySpan<TPhysical> values, ColumnVector vector)
    {
        var texts = (TextVector)vector;
        foreach (TPhysical value in values)
        {
            texts.Append(format(value));
        }
    }
}

/// <summary>Texts.</summary>
internal sealed class TextAppender(string column) : ParquetAppender<ByteArray>
{
    public override void Append(ReadOnlySpan<ByteArray> values, ColumnVector vector)
    {
        var texts = (TextVector)vector;
        foreach (ByteArray value in values)
        {
            ReadOnlySpan<byte> bytes = NativeBytes.Span(value);
            if (!Utf8.IsValid(bytes))
            {
                throw new TableFormatException("PARQUET-TEXT", $"Column {column} holds bytes that are not UTF-8 text, among rows {texts.Length} on of a batch.");
            }

            texts.Append(bytes);
        }
    }
}

using System.Numerics;
using System.Runtime.InteropServices;
using DuckDB.NET.Native;
using Hven.Tables;

namespace Hven.Backends.Local.DuckDb.Interop;

/// <summary>Copies DuckDB's vectors into ours: one memcpy for numbers, no object per value for text.</summary>
internal static unsafe class DuckDbVectors
{
    /// <summary>Adds the rows of a vector.</summary>
    /// <param name="vector">A vector of a chunk that is not destroyed during the call.</param>
    /// <param name="rows">Rows in the chunk.</param>
    /// <param name="target">Where they go; of the type that <see cref="DuckDbTypes.From"/> gave.</param>
    public static void Append(IntPtr vector, int rows, ColumnVector target)
    {
        ulong* validity = NativeMethods.Vectors.DuckDBVectorGetValidity(vector);
        if (target is ListVector list)
        {
            AppendLists(vector, rows, validity, list);
            return;
        }

        int first = target.Length;
        AppendRange(vector, 0, rows, validity, target);
        if (validity is null)
        {
            return;
        }

        for (int row = 0; row < rows; row++)
        {
            if (!IsValid(validity, row))
            {
                target.SetNull(first + row);
            }
        }
    }

    private static void AppendLists(IntPtr vector, int rows, ulong* validity, ListVector target)
    {
        using DuckDBLogicalType type = NativeMethods.Vectors.DuckDBVectorGetColumnType(vector);
        bool isArray = NativeMethods.LogicalType.DuckDBGetTypeId(type) == DuckDBType.Array;
        int size = isArray ? (int)NativeMethods.LogicalType.DuckDBArrayVectorGetSize(type) : 0;
        IntPtr child = isArray ? NativeMethods.Vectors.DuckDBArrayVectorGetChild(vector) : NativeMethods.Vectors.DuckDBListVectorGetChild(vector);
        ulong* childValidity = NativeMethods.Vectors.DuckDBVectorGetValidity(child);
        var entries = (ListEntry*)NativeMethods.Vectors.DuckDBVectorGetData(vector);
        for (int row = 0; row < rows; row++)
        {
            if (!IsValid(validity, row))
            {
                target.AppendNull();
                continue;
            }

            (long offset, int length) = isArray ? ((long)row * size, size) : ((long)entries[row].Offset, (int)entries[row].Length);
            int first = target.Items.Length;
            AppendRange(child, offset, length, childValidity, target.Items);
            for (int item = 0; childValidity is not null && item < length; item++)
            {
                if (!IsValid(childValidity, offset + item))
                {
                    target.Items.SetNull(first + item);
                }
            }

            target.EndRow();
        }
    }

    private static void AppendRange(IntPtr vector, long offset, int count, ulong* validity, ColumnVector target)
    {
        void* data = NativeMethods.Vectors.DuckDBVectorGetData(vector);
        switch (target)
        {
            case PrimitiveVector<byte> v: Copy(v); break;
            case PrimitiveVector<sbyte> v: Copy(v); break;
            case PrimitiveVector<short> v: Copy(v); break;
            case PrimitiveVector<ushort> v: Copy(v); break;
            case PrimitiveVector<int> v: Copy(v); break;
            case PrimitiveVector<uint> v: Copy(v); break;
            case PrimitiveVector<long> v: Copy(v); break;
            case PrimitiveVector<ulong> v: Copy(v); break;
            case PrimitiveVector<float> v: Copy(v); break;
            case PrimitiveVector<double> v: Copy(v); break;
            case PrimitiveVector<ComplexSingle> v: CopyParts(v); break;
            case PrimitiveVector<Complex> v: CopyParts(v); break;
            case TextVector text:
                var strings = (StringEntry*)data + offset;
                for (int row = 0; row < count; row++)
                {
                    // The slot of a null is not a string and must not be followed.
                    text.Append(IsValid(validity, offset + row) ? strings[row].Bytes(strings + row) : []);
                }

                break;
            default: throw new DuckDbException($"The engine's rows do not fit {target.GetType().Name}.");
        }

        void Copy<T>(PrimitiveVector<T> typed)
            where T : unmanaged => new ReadOnlySpan<T>((T*)data + offset, count).CopyTo(typed.Extend(count));

        // Arrays of two numbers lie one after another in the vector of their elements.
        void CopyParts<T>(PrimitiveVector<T> typed)
            where T : unmanaged
        {
            void* parts = NativeMethods.Vectors.DuckDBVectorGetData(NativeMethods.Vectors.DuckDBArrayVectorGetChild(vector));
            new ReadOnlySpan<T>((T*)parts + offset, count).CopyTo(typed.Extend(count));
        }
    }

    internal static bool IsValid(ulong* validity, long row) => validity is null || (validity[row >> 6] >> (int)(row & 63) & 1) != 0;

    /// <summary>duckdb_list_entry.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct ListEntry
    {
        public ulong Offset;
        public ulong Length;
    }

    /// <summary>duckdb_string_t: texts of up to 12 bytes lie in the entry itself, longer ones behind a pointer.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 16)]
    internal struct StringEntry
    {
        [FieldOffset(0)]
        public int Length;

        [FieldOffset(8)]
        public byte* Pointer;

        public readonly ReadOnlySpan<byte> Bytes(StringEntry* self) => new(Length <= 12 ? (byte*)self + 4 : Pointer, Length);
    }
}

using DuckDB.NET.Native;
using Hven.Tables;

namespace Hven.Backends.Local.DuckDb.Interop;

/// <summary>DuckDB's types as element types.</summary>
internal static class DuckDbTypes
{
    /// <summary>The element type of a column, and whether its cells are lists.</summary>
    /// <exception cref="DuckDbException">The translator let a type through that no column can have.</exception>
    public static (ElementType Element, bool IsList) From(DuckDBLogicalType type)
    {
        DuckDBType id = NativeMethods.LogicalType.DuckDBGetTypeId(type);
        if (id is DuckDBType.List or DuckDBType.Array)
        {
            using DuckDBLogicalType child = id == DuckDBType.List
                ? NativeMethods.LogicalType.DuckDBListTypeChildType(type)
                : NativeMethods.LogicalType.DuckDBArrayTypeChildType(type);
            return (From(child).Element, true);
        }

        ElementType element = id switch
        {
            DuckDBType.Boolean => ElementType.Boolean,
            DuckDBType.TinyInt => ElementType.Int8,
            DuckDBType.SmallInt => ElementType.Int16,
            DuckDBType.Integer => ElementType.Int32,
            DuckDBType.BigInt => ElementType.Int64,
            DuckDBType.UnsignedTinyInt => ElementType.UInt8,
            DuckDBType.UnsignedSmallInt => ElementType.UInt16,
            DuckDBType.UnsignedInteger => ElementType.UInt32,
            DuckDBType.UnsignedBigInt => ElementType.UInt64,
            DuckDBType.Float => ElementType.Float32,
            DuckDBType.Double => ElementType.Float64,
            DuckDBType.Varchar => ElementType.String,
            _ => throw new DuckDbException($"The engine answered with the type {id}, which no column of a result can have."),
        };
        return (element, false);
    }

    /// <summary>The type of a column of single values.</summary>
    public static DuckDBType Of(ElementType element) => element switch
    {
        ElementType.Boolean => DuckDBType.Boolean,
        ElementType.Int8 => DuckDBType.TinyInt,
        ElementType.Int16 => DuckDBType.SmallInt,
        ElementType.Int32 => DuckDBType.Integer,
        ElementType.Int64 => DuckDBType.BigInt,
        ElementType.UInt8 => DuckDBType.UnsignedTinyInt,
        ElementType.UInt16 => DuckDBType.UnsignedSmallInt,
        ElementType.UInt32 => DuckDBType.UnsignedInteger,
        ElementType.UInt64 => DuckDBType.UnsignedBigInt,
        ElementType.Float32 => DuckDBType.Float,
        ElementType.Float64 => DuckDBType.Double,
        ElementType.String => DuckDBType.Varchar,
        _ => throw new DuckDbException($"{element} is no type of single values in the engine."),
    };
}

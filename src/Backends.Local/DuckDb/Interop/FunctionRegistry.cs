using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DuckDB.NET.Native;
using Hven.Backends.Local.DuckDb.Functions;

namespace Hven.Backends.Local.DuckDb.Interop;

/// <summary>Lends the engine our functions. It calls them from its own threads, a chunk of rows at a time.</summary>
internal static unsafe class FunctionRegistry
{
    private static readonly EngineFunction[] s_functions = [.. EngineFunction.All];

    /// <summary>Makes the functions known to a database, for all its connections.</summary>
    /// <param name="connection">A connection to it.</param>
    /// <exception cref="DuckDbException">The engine refuses one.</exception>
    public static void Register(DuckDBNativeConnection connection)
    {
        for (int i = 0; i < s_functions.Length; i++)
        {
            Register(connection, s_functions[i], i);
        }
    }

    private static void Register(DuckDBNativeConnection connection, EngineFunction function, int index)
    {
        IntPtr handle = NativeMethods.ScalarFunction.DuckDBCreateScalarFunction();
        try
        {
            NativeMethods.ScalarFunction.DuckDBScalarFunctionSetName(handle, function.Name);
            foreach (ValueKind kind in function.Parameters)
            {
                using DuckDBLogicalType type = TypeOf(kind);
                NativeMethods.ScalarFunction.DuckDBScalarFunctionAddParameter(handle, type);
            }

            if (function.Rest is { } rest)
            {
                using DuckDBLogicalType type = TypeOf(rest);
                NativeMethods.ScalarFunction.DuckDBScalarFunctionSetVarargs(handle, type);
            }

            using DuckDBLogicalType result = TypeOf(function.Result);
            NativeMethods.ScalarFunction.DuckDBScalarFunctionSetReturnType(handle, result);
            NativeMethods.ScalarFunction.DuckDBScalarFunctionSetExtraInfo(handle, index, null);
            NativeMethods.ScalarFunction.DuckDBScalarFunctionSetFunction(handle, &Run);
            if (NativeMethods.ScalarFunction.DuckDBRegisterScalarFunction(connection, handle) != DuckDBState.Success)
            {
                throw new DuckDbException($"DuckDB does not take the function {function.Name}.");
            }
        }
        finally
        {
            NativeMethods.ScalarFunction.DuckDBDestroyScalarFunction(ref handle);
        }
    }

    private static DuckDBLogicalType TypeOf(ValueKind kind)
    {
        if (kind == ValueKind.Numbers)
        {
            using DuckDBLogicalType item = NativeMethods.LogicalType.DuckDBCreateLogicalType(DuckDBType.Double);
            return NativeMethods.LogicalType.DuckDBCreateListType(item);
        }

        return NativeMethods.LogicalType.DuckDBCreateLogicalType(kind switch
        {
            ValueKind.Boolean => DuckDBType.Boolean,
            ValueKind.Integer => DuckDBType.Integer,
            ValueKind.Long => DuckDBType.BigInt,
            ValueKind.Double => DuckDBType.Double,
            _ => DuckDBType.Varchar,
        });
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Run(IntPtr info, IntPtr chunk, IntPtr output)
    {
        try
        {
            EngineFunction function = s_functions[(int)NativeMethods.ScalarFunction.DuckDBScalarFunctionGetExtraInfo(info)];
            using DuckDBDataChunk rows = new(chunk);
            int count = (int)NativeMethods.DataChunks.DuckDBDataChunkGetSize(rows);
            int columns = (int)NativeMethods.DataChunks.DuckDBDataChunkGetColumnCount(rows);
            var arguments = new FunctionArgument[columns];
            for (int i = 0; i < columns; i++)
            {
                bool isList = i < function.Parameters.Count && function.Parameters[i] == ValueKind.Numbers;
                arguments[i] = new FunctionArgument(NativeMethods.DataChunks.DuckDBDataChunkGetVector(rows, i), isList);
            }

            var values = new FunctionRows(arguments, count, output);
            function.Evaluate(ref values);
        }
        catch (Exception exception)
        {
            // Nothing may be thrown into the engine's own frames: the query fails with the message instead.
            NativeMethods.ScalarFunction.DuckDBScalarFunctionSetError(info, exception.Message);
        }
    }
}

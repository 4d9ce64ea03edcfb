using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DuckDB.NET.Native;

namespace Hven.Backends.Local.DuckDb.Interop;

/// <summary>
/// The table function by which the engine's queries read rows that are made in this process: <c>hven_rows(n)</c>, n being the number that
/// <see cref="Reserve"/> gave. Nothing of a user's text becomes such a call.
/// </summary>
/// <remarks>
/// THREADING: the engine calls back on threads of its own; each has its own <see cref="IEngineRowMaker"/>.
/// DANGER: no exception may pass into the engine; each call back ends with a failure that the engine is told of.
/// </remarks>
internal static unsafe partial class EngineRowsFunction
{
    private const string Library = "duckdb";
    private const string Name = "hven_rows";

    private static readonly ConcurrentDictionary<long, IEngineRows> s_rows = [];
    private static readonly int s_chunkRows = (int)NativeMethods.Helpers.DuckDBVectorSize();
    private static long s_last;

    /// <summary>A number for rows that are still to be made, so that SQL can be written that reads them.</summary>
    public static long Reserve() => Interlocked.Increment(ref s_last);

    /// <summary>The SQL that stands for the rows in FROM.</summary>
    public static string Sql(long number) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Name}({number})");

    /// <summary>Makes rows readable under a number that was reserved; the caller removes them when the query has ended.</summary>
    public static void Add(long number, IEngineRows rows) => s_rows[number] = rows;

    /// <summary>Ends what <see cref="Add"/> began; nothing happens when there is nothing under the number.</summary>
    public static void Remove(long number) => s_rows.TryRemove(number, out _);

    /// <summary>Makes the function known to an instance, before it is locked.</summary>
    public static void Register(DuckDBNativeConnection connection)
    {
        IntPtr function = CreateTableFunction();
        IntPtr parameter = CreateLogicalType((int)DuckDBType.BigInt);
        try
        {
            SetName(function, Name);
            AddParameter(function, parameter);
            SetBind(function, &Bind);
            SetInit(function, &Start);
            SetLocalInit(function, &StartThread);
            SetFunction(function, &Fill);
            bool isReferenced = false;
            connection.DangerousAddRef(ref isReferenced);
            try
            {
                if (RegisterTableFunction(connection.DangerousGetHandle(), function) != 0)
                {
                    throw new DuckDbException($"DuckDB does not take the table function {Name}.");
                }
            }
            finally
            {
                if (isReferenced)
                {
                    connection.DangerousRelease();
                }
            }
        }
        finally
        {
            DestroyLogicalType(ref parameter);
            DestroyTableFunction(ref function);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Bind(IntPtr info)
    {
        try
        {
            IntPtr value = BindGetParameter(info, 0);
            long number = GetInt64(value);
            DestroyValue(ref value);
            if (!s_rows.TryGetValue(number, out IEngineRows? rows))
            {
                throw new InvalidOperationException($"There are no rows {number}.");
            }

            foreach ((string name, DuckDBType type) in rows.Columns)
            {
                IntPtr logical = CreateLogicalType((int)type);
                BindAddResultColumn(info, name, logical);
                DestroyLogicalType(ref logical);
            }

            BindSetCardinality(info, (ulong)rows.EstimatedRows, false);
            BindSetBindData(info, Hold(rows), &Free);
        }
        catch (Exception exception)
        {
            BindSetError(info, Message(exception));
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Start(IntPtr info)
    {
        try
        {
            IEngineRows rows = Held<IEngineRows>(InitGetBindData(info));
            InitSetMaxThreads(info, (ulong)Math.Max(1, rows.MostThreads));
            InitSetInitData(info, Hold(rows.Scan()), &Free);
        }
        catch (Exception exception)
        {
            InitSetError(info, Message(exception));
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void StartThread(IntPtr info) => InitSetInitData(info, Hold(new ThreadRows()), &Free);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Fill(IntPtr info, IntPtr chunk)
    {
        try
        {
            ThreadRows thread = Held<ThreadRows>(FunctionGetLocalInitData(info));
            IEngineRowMaker maker = thread.Maker ??= Held<IEngineScan>(FunctionGetInitData(info)).MakeRows();
            int rows = maker.Next(s_chunkRows);
            int columns = rows == 0 ? 0 : (int)ChunkGetColumnCount(chunk);
            for (int column = 0; column < columns; column++)
            {
                maker.Write(column, new EngineVector(ChunkGetVector(chunk, (ulong)column)));
            }

            ChunkSetSize(chunk, (ulong)rows);
        }
        catch (Exception exception)
        {
            FunctionSetError(info, Message(exception));
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Free(IntPtr handle) => GCHandle.FromIntPtr(handle).Free();

    private static IntPtr Hold(object target) => GCHandle.ToIntPtr(GCHandle.Alloc(target));

    private static T Held<T>(IntPtr handle)
        where T : class => (T)GCHandle.FromIntPtr(handle).Target!;

    // A text with NUL would be cut short there.
    private static string Message(Exception exception) => exception.Message.Replace('\0', ' ');

    /// <summary>What one thread of the engine makes rows with; the scan it belongs to is not at hand where the thread starts.</summary>
    private sealed class ThreadRows
    {
        public IEngineRowMaker? Maker { get; set; }
    }

    [LibraryImport(Library, EntryPoint = "duckdb_create_table_function")]
    private static partial IntPtr CreateTableFunction();

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_table_function")]
    private static partial void DestroyTableFunction(ref IntPtr function);

    [LibraryImport(Library, EntryPoint = "duckdb_table_function_set_name", StringMarshalling = StringMarshalling.Utf8)]
    private static partial void SetName(IntPtr function, string name);

    [LibraryImport(Library, EntryPoint = "duckdb_table_function_add_parameter")]
    private static partial void AddParameter(IntPtr function, IntPtr type);

    [LibraryImport(Library, EntryPoint = "duckdb_table_function_set_bind")]
    private static partial void SetBind(IntPtr function, delegate* unmanaged[Cdecl]<IntPtr, void> bind);

    [LibraryImport(Library, EntryPoint = "duckdb_table_function_set_init")]
    private static partial void SetInit(IntPtr function, delegate* unmanaged[Cdecl]<IntPtr, void> init);

    [LibraryImport(Library, EntryPoint = "duckdb_table_function_set_local_init")]
    private static partial void SetLocalInit(IntPtr function, delegate* unmanaged[Cdecl]<IntPtr, void> init);

    [LibraryImport(Library, EntryPoint = "duckdb_table_function_set_function")]
    private static partial void SetFunction(IntPtr function, delegate* unmanaged[Cdecl]<IntPtr, IntPtr, void> fill);

    [LibraryImport(Library, EntryPoint = "duckdb_register_table_function")]
    private static partial int RegisterTableFunction(IntPtr connection, IntPtr function);

    [LibraryImport(Library, EntryPoint = "duckdb_create_logical_type")]
    private static partial IntPtr CreateLogicalType(int type);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_logical_type")]
    private static partial void DestroyLogicalType(ref IntPtr type);

    [LibraryImport(Library, EntryPoint = "duckdb_bind_get_parameter")]
    private static partial IntPtr BindGetParameter(IntPtr info, ulong index);

    [LibraryImport(Library, EntryPoint = "duckdb_get_int64")]
    private static partial long GetInt64(IntPtr value);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_value")]
    private static partial void DestroyValue(ref IntPtr value);

    [LibraryImport(Library, EntryPoint = "duckdb_bind_add_result_column", StringMarshalling = StringMarshalling.Utf8)]
    private static partial void BindAddResultColumn(IntPtr info, string name, IntPtr type);

    [LibraryImport(Library, EntryPoint = "duckdb_bind_set_cardinality")]
    private static partial void BindSetCardinality(IntPtr info, ulong rows, [MarshalAs(UnmanagedType.U1)] bool isExact);

    [LibraryImport(Library, EntryPoint = "duckdb_bind_set_bind_data")]
    private static partial void BindSetBindData(IntPtr info, IntPtr data, delegate* unmanaged[Cdecl]<IntPtr, void> free);

    [LibraryImport(Library, EntryPoint = "duckdb_bind_set_error", StringMarshalling = StringMarshalling.Utf8)]
    private static partial void BindSetError(IntPtr info, string message);

    [LibraryImport(Library, EntryPoint = "duckdb_init_get_bind_data")]
    private static partial IntPtr InitGetBindData(IntPtr info);

    [LibraryImport(Library, EntryPoint = "duckdb_init_set_init_data")]
    private static partial void InitSetInitData(IntPtr info, IntPtr data, delegate* unmanaged[Cdecl]<IntPtr, void> free);

    [LibraryImport(Library, EntryPoint = "duckdb_init_set_max_threads")]
    private static partial void InitSetMaxThreads(IntPtr info, ulong threads);

    [LibraryImport(Library, EntryPoint = "duckdb_init_set_error", StringMarshalling = StringMarshalling.Utf8)]
    private static partial void InitSetError(IntPtr info, string message);

    [LibraryImport(Library, EntryPoint = "duckdb_function_get_init_data")]
    private static partial IntPtr FunctionGetInitData(IntPtr info);

    [LibraryImport(Library, EntryPoint = "duckdb_function_get_local_init_data")]
    private static partial IntPtr FunctionGetLocalInitData(IntPtr info);

    [LibraryImport(Library, EntryPoint = "duckdb_function_set_error", StringMarshalling = StringMarshalling.Utf8)]
    private static partial void FunctionSetError(IntPtr info, string message);

    [LibraryImport(Library, EntryPoint = "duckdb_data_chunk_get_column_count")]
    private static partial ulong ChunkGetColumnCount(IntPtr chunk);

    [LibraryImport(Library, EntryPoint = "duckdb_data_chunk_get_vector")]
    private static partial IntPtr ChunkGetVector(IntPtr chunk, ulong column);

    [LibraryImport(Library, EntryPoint = "duckdb_data_chunk_set_size")]
    private static partial void ChunkSetSize(IntPtr chunk, ulong rows);
}

using System.Runtime.InteropServices;
using Hven.Conformance.Tests.Support;

namespace Hven.Conformance.Tests.Sky;

/// <summary>Passes arrays to a Python script and back as raw files.</summary>
internal static class SkyReference
{
    /// <summary>Runs a script whose last two arguments are an input and an output file.</summary>
    internal static async Task<TOut[]> AskAsync<TIn, TOut>(string script, TIn[] input, params string[] arguments)
        where TIn : unmanaged
        where TOut : unmanaged
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("hven-sky-");
        try
        {
            string source = Path.Combine(folder.FullName, "in");
            string target = Path.Combine(folder.FullName, "out");
            await File.WriteAllBytesAsync(source, MemoryMarshal.AsBytes(input.AsSpan()).ToArray(), TestContext.Current.CancellationToken);
            await Tool.PythonAsync(script, [.. arguments, source, target]);
            byte[] answer = await File.ReadAllBytesAsync(target, TestContext.Current.CancellationToken);
            return MemoryMarshal.Cast<byte, TOut>(answer).ToArray();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

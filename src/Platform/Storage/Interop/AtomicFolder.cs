using System.Runtime.InteropServices;

namespace Hven.Platform.Storage.Interop;

/// <summary>Puts a folder in the place of another in one step, so that no reader finds the place empty.</summary>
public static partial class AtomicFolder
{
    private const int CurrentFolder = -100;
    private const uint Exchange = 2;

    /// <summary>
    /// Exchanges two folders of one file system (Linux <c>renameat2</c> with RENAME_EXCHANGE); where the file system cannot, by renames through
    /// a third name, between which <paramref name="place"/> does not exist for an instant.
    /// </summary>
    /// <param name="folder">What is to be in the place; afterwards it holds what was there.</param>
    /// <param name="place">The place, which exists.</param>
    /// <exception cref="IOException">One of them is missing, or not to be moved.</exception>
    public static void Swap(string folder, string place)
    {
        if (OperatingSystem.IsLinux() && Rename(CurrentFolder, folder, CurrentFolder, place, Exchange) == 0)
        {
            return;
        }

        // Before anything is moved: a plain rename would take what is in the place away first.
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"{folder} is missing; {place} was left as it is.");
        }

        string aside = folder + ".aside";
        Directory.Move(place, aside);
        Directory.Move(folder, place);
        Directory.Move(aside, folder);
    }

    [LibraryImport("libc", EntryPoint = "renameat2", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Rename(int oldFolder, string oldPath, int newFolder, string newPath, uint flags);
}

using Hven.Conformance.Tests.Support;

namespace Hven.Conformance.Tests.Fits;

/// <summary>Compressed tables that fpack makes: what we read is what astropy reads after funpack, and what stood in the file before.</summary>
public sealed class CompressedTableTests
{
    [Fact]
    public async Task Read_compressed_table_equals_the_table_before_and_after()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/fpack"), "fpack is not installed (on Debian: libcfitsio-bin).");
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string[] files = (await Tool.PythonAsync("fits_compressed.py", folder)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(3, files.Length);
            foreach (string file in files)
            {
                await Tool.RunAsync("fpack", "-table", file);
                string packed = file + ".fz";
                string unpacked = file + ".unpacked";
                bool isComplex = Path.GetFileName(file) == "many.fits";
                if (!isComplex)
                {
                    await Tool.RunAsync("funpack", "-O", unpacked, packed);
                }

                List<CellForm.Digest> ours = await TableFiles.OursAsync(new TablePlace(packed, 1));
                PeerTable[] theirs = [.. await TableFiles.PeerAsync("astropy", isComplex ? [new(file, 1)] : [new(file, 1), new(unpacked, 1)])];
                Assert.All(theirs, table => Assert.Equal(
                    table.Columns!.Select(column => (column.Name, column.Rows, column.Sha256)), ours.Select(column => (column.Name, column.Rows, column.Sha256))));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

using System.Globalization;
using System.Text;

namespace Hven.Platform.Catalog;

/// <summary>One Parquet file of a HATS catalogue: the rows of one HEALPix pixel.</summary>
/// <param name="Order">HEALPix order, 0 to 29.</param>
/// <param name="Pixel">NESTED index at that order.</param>
/// <param name="RowCount">Rows in the file.</param>
public readonly record struct Partition(int Order, long Pixel, long RowCount)
{
    /// <summary>First order-29 index of the pixel.</summary>
    public long First => Pixel << (2 * (29 - Order));

    /// <summary>Last order-29 index of the pixel.</summary>
    public long Last => ((Pixel + 1) << (2 * (29 - Order))) - 1;

    /// <summary>Path within the catalogue, as HATS 1.0 fixes it.</summary>
    public string RelativePath =>
        string.Create(CultureInfo.InvariantCulture, $"dataset/Norder={Order}/Dir={Pixel / 10000 * 10000}/Npix={Pixel}.parquet");
}

/// <summary>The files of a HATS catalogue, as <c>partition_info.csv</c> lists them, in the order of their sky.</summary>
public static class PartitionList
{
    /// <summary>Name of the list's file.</summary>
    public const string FileName = "partition_info.csv";

    /// <summary>Reads a catalogue's list.</summary>
    /// <param name="tableFolder">The catalogue's folder.</param>
    /// <exception cref="InvalidDataException">A line is not of the form <c>Norder,Npix,num_rows</c>.</exception>
    public static IReadOnlyList<Partition> Read(string tableFolder)
    {
        string path = Path.Combine(tableFolder, FileName);
        var partitions = new List<Partition>();
        int line = 0;
        foreach (string text in File.ReadLines(path))
        {
            line++;
            if (line == 1 || text.Length == 0)
            {
                continue;
            }

            string[] fields = text.Split(',');
            if (fields.Length != 3
                || !int.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out int order)
                || !long.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out long pixel)
                || !long.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out long rows))
            {
                throw new InvalidDataException($"{path}, line {line}: '{text}' is not Norder,Npix,num_rows.");
            }

            partitions.Add(new(order, pixel, rows));
        }

        return [.. partitions.OrderBy(partition => partition.First)];
    }

    /// <summary>The list as the text of its file.</summary>
    public static string Format(IEnumerable<Partition> partitions)
    {
        ArgumentNullException.ThrowIfNull(partitions);
        var text = new StringBuilder("Norder,Npix,num_rows\n");
        foreach (Partition partition in partitions)
        {
            text.Append(CultureInfo.InvariantCulture, $"{partition.Order},{partition.Pixel},{partition.RowCount}\n");
        }

        return text.ToString();
    }
}

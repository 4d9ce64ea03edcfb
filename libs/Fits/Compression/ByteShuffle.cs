namespace Hven.Fits.Compression;

/// <summary>The order of bytes in GZIP_2 tiles (FITS 4.0, section 10.4.2): the most significant bytes of all values, then the next ones, and so on.</summary>
public static class ByteShuffle
{
    /// <summary>Puts the bytes back in the order of the values.</summary>
    /// <param name="planes">Bytes by significance; <paramref name="width"/> planes of equal length.</param>
    /// <param name="target">Big-endian values one after another; of the same length as <paramref name="planes"/>, not overlapping it.</param>
    /// <param name="width">Bytes a value, at least 1.</param>
    /// <exception cref="ArgumentException">The lengths differ or are no multiple of the width.</exception>
    public static void Unshuffle(ReadOnlySpan<byte> planes, Span<byte> target, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (planes.Length != target.Length || planes.Length % width != 0)
        {
            throw new ArgumentException($"{planes.Length} bytes cannot be unshuffled into {target.Length} as values of {width}.", nameof(planes));
        }

        int count = planes.Length / width;
        for (int plane = 0; plane < width; plane++)
        {
            ReadOnlySpan<byte> bytes = planes.Slice(plane * count, count);
            int place = plane;
            foreach (byte part in bytes)
            {
                target[place] = part;
                place += width;
            }
        }
    }

    /// <summary>Gathers the bytes of values by significance, the inverse of <see cref="Unshuffle"/>.</summary>
    /// <param name="values">Big-endian values one after another.</param>
    /// <param name="planes">Of the same length, not overlapping.</param>
    /// <param name="width">Bytes a value, at least 1.</param>
    /// <exception cref="ArgumentException">The lengths differ or are no multiple of the width.</exception>
    public static void Shuffle(ReadOnlySpan<byte> values, Span<byte> planes, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (planes.Length != values.Length || planes.Length % width != 0)
        {
            throw new ArgumentException($"{values.Length} bytes cannot be shuffled into {planes.Length} as values of {width}.", nameof(values));
        }

        int count = values.Length / width;
        for (int index = 0; index < values.Length; index++)
        {
            planes[(index % width * count) + (index / width)] = values[index];
        }
    }
}

using System.Buffers.Text;
using System.Text;
using Hven.Backends.Local.DuckDb.Interop;
using Hven.Sky;

namespace Hven.Backends.Local.DuckDb.Functions;

/// <summary>Functions of numbers and of texts that hold numbers.</summary>
internal static class NumberFunctions
{
    private const int MostNumbers = 1000;

    public static void Collect(ref FunctionRows rows)
    {
        double[] numbers = new double[rows.Arguments];
        for (int row = 0; row < rows.Count; row++)
        {
            if (rows.HasNull(row))
            {
                rows.SetNull(row);
                continue;
            }

            for (int i = 0; i < numbers.Length; i++)
            {
                numbers[i] = rows.Double(i, row);
            }

            rows.Set(row, (ReadOnlySpan<double>)numbers);
        }
    }

    public static void Parse(ref FunctionRows rows)
    {
        Span<double> numbers = stackalloc double[MostNumbers];
        for (int row = 0; row < rows.Count; row++)
        {
            int count = rows.HasNull(row) ? -1 : Parse(rows.Text(0, row), numbers);
            if (count < 0)
            {
                rows.SetNull(row);
            }
            else
            {
                rows.Set(row, numbers[..count]);
            }
        }
    }

    public static void Degrees(ref FunctionRows rows)
    {
        for (int row = 0; row < rows.Count; row++)
        {
            if (!rows.HasNull(row) && SexagesimalText.TryParse(rows.Text(0, row), isHours: rows.Boolean(1, row)) is { } degrees)
            {
                rows.Set(row, degrees);
            }
            else
            {
                rows.SetNull(row);
            }
        }
    }

    public static void ModifiedJulianDate(ref FunctionRows rows)
    {
        for (int row = 0; row < rows.Count; row++)
        {
            // Terrestrial time has no leap seconds, so that the date is that of the written digits.
            string text = rows.HasNull(row) ? string.Empty : Encoding.UTF8.GetString(rows.Text(0, row)).Trim();
            if (InstantText.TryParse(text.EndsWith('Z') ? text[..^1] : text, TimeScale.Tt, out Instant instant, out _))
            {
                rows.Set(row, instant.ToModifiedJulianDate(TimeScale.Tt));
            }
            else
            {
                rows.SetNull(row);
            }
        }
    }

    /// <summary>How many numbers there are; -1 when something else is among them.</summary>
    private static int Parse(ReadOnlySpan<byte> text, Span<double> numbers)
    {
        int count = 0;
        foreach (Range range in text.SplitAny((byte)' ', (byte)'\t', (byte)','))
        {
            ReadOnlySpan<byte> word = text[range];
            if (word.IsEmpty)
            {
                continue;
            }

            if (count == numbers.Length || !Utf8Parser.TryParse(word, out double number, out int length) || length != word.Length || !double.IsFinite(number))
            {
                return -1;
            }

            numbers[count++] = number;
        }

        return count;
    }
}

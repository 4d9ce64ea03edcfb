using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Hven.Sky;

/// <summary>
/// The JSON form (MOC 2.0, appendix on JSON): <c>{"1":[1,2,4],"8":[]}</c>, also within <c>{"s":...}</c> or <c>{"t":...}</c>; for space
/// and time together a list of <c>{"t":{...},"s":{...}}</c>. Reading is as lenient as that of the ASCII form.
/// </summary>
public static class MocJson
{
    /// <summary>Reads a coverage of one dimension.</summary>
    /// <typeparam name="TDimension">The dimension.</typeparam>
    /// <param name="text">The text.</param>
    /// <exception cref="MocFormatException">The text is none, with line and column.</exception>
    public static Moc<TDimension> Parse<TDimension>(string text)
        where TDimension : IMocDimension
    {
        ArgumentNullException.ThrowIfNull(text);
        return Parse<TDimension>(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Reads a coverage of one dimension.</summary>
    /// <typeparam name="TDimension">The dimension.</typeparam>
    /// <param name="utf8">The text in UTF-8.</param>
    /// <exception cref="MocFormatException">The text is none, with line and column.</exception>
    public static Moc<TDimension> Parse<TDimension>(ReadOnlySpan<byte> utf8)
        where TDimension : IMocDimension
    {
        var reader = new MocJsonReader(utf8);
        Moc<TDimension> moc = reader.ReadWhole<TDimension>();
        reader.RequireEnd();
        return moc;
    }

    /// <summary>Reads a coverage of space and time.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="MocFormatException">The text is none, with line and column.</exception>
    public static SpaceTimeMoc ParseSpaceTime(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return ParseSpaceTime(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Reads a coverage of space and time.</summary>
    /// <param name="utf8">The text in UTF-8.</param>
    /// <exception cref="MocFormatException">The text is none, with line and column.</exception>
    public static SpaceTimeMoc ParseSpaceTime(ReadOnlySpan<byte> utf8)
    {
        var reader = new MocJsonReader(utf8);
        SpaceTimeMoc moc = reader.ReadSpaceTime();
        reader.RequireEnd();
        return moc;
    }

    /// <summary>The canonical text of a coverage, without the letter of its dimension.</summary>
    /// <typeparam name="TDimension">The dimension.</typeparam>
    /// <param name="moc">The coverage.</param>
    public static string Write<TDimension>(Moc<TDimension> moc)
        where TDimension : IMocDimension
    {
        ArgumentNullException.ThrowIfNull(moc);
        return Text(json => WriteCells(json, moc, moc.Order));
    }

    /// <summary>The canonical text of a coverage of space and time.</summary>
    /// <param name="moc">The coverage.</param>
    public static string Write(SpaceTimeMoc moc)
    {
        ArgumentNullException.ThrowIfNull(moc);
        return Text(json =>
        {
            json.WriteStartArray();
            foreach ((Moc<TimeDimension> times, Moc<SpaceDimension> space) in moc.Groups())
            {
                WriteGroup(json, times, space, isOrderTold: false);
            }

            WriteGroup(json, Moc.Empty<TimeDimension>(moc.TimeOrder), Moc.Empty<SpaceDimension>(moc.SpaceOrder), isOrderTold: true);
            json.WriteEndArray();
        });
    }

    private static string Text(Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static void WriteGroup(Utf8JsonWriter json, Moc<TimeDimension> times, Moc<SpaceDimension> space, bool isOrderTold)
    {
        json.WriteStartObject();
        json.WritePropertyName("t"u8);
        WriteCells(json, times, isOrderTold ? times.Order : -1);
        json.WritePropertyName("s"u8);
        WriteCells(json, space, isOrderTold ? space.Order : -1);
        json.WriteEndObject();
    }

    private static void WriteCells<TDimension>(Utf8JsonWriter json, Moc<TDimension> moc, int tellOrder)
        where TDimension : IMocDimension
    {
        int order = -1;
        json.WriteStartObject();
        foreach (MocCellRun run in moc.CellRuns())
        {
            if (run.Order != order)
            {
                if (order >= 0)
                {
                    json.WriteEndArray();
                }

                order = run.Order;
                json.WriteStartArray(order.ToString(CultureInfo.InvariantCulture));
            }

            for (long index = run.Cells.Start; index < run.Cells.End; index++)
            {
                json.WriteNumberValue(index);
            }
        }

        if (order >= 0)
        {
            json.WriteEndArray();
        }

        if (order < tellOrder)
        {
            json.WriteStartArray(tellOrder.ToString(CultureInfo.InvariantCulture));
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}

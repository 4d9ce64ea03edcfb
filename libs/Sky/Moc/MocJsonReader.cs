using System.Globalization;
using System.Text.Json;

namespace Hven.Sky;

/// <summary>Reads the JSON form token by token; every fault becomes one with its line and column.</summary>
internal ref struct MocJsonReader(ReadOnlySpan<byte> text)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private Utf8JsonReader _json = new(text);

    /// <summary>Cells, plain or within an object under the letter of the dimension.</summary>
    internal Moc<TDimension> ReadWhole<TDimension>()
        where TDimension : IMocDimension
    {
        Require(JsonTokenType.StartObject, "a MOC is an object of orders");
        Next();
        if (_json.TokenType != JsonTokenType.PropertyName || !IsLetter())
        {
            return ReadOrders<TDimension>();
        }

        RequireLetter<TDimension>();
        Require(JsonTokenType.StartObject, "the cells of a dimension are an object of orders");
        Next();
        Moc<TDimension> moc = ReadOrders<TDimension>();
        Require(JsonTokenType.EndObject, "nothing follows the one dimension");
        return moc;
    }

    /// <summary>A list of objects with times and the space that they share, together in one object or in two.</summary>
    internal SpaceTimeMoc ReadSpaceTime()
    {
        var parts = new SpaceTimeBuilder();
        Moc<TimeDimension>? times = null;
        Require(JsonTokenType.StartArray, "a MOC of space and time is a list");
        for (Next(); _json.TokenType == JsonTokenType.StartObject; Next())
        {
            for (Next(); _json.TokenType == JsonTokenType.PropertyName; Next())
            {
                if (times is null)
                {
                    RequireLetter<TimeDimension>();
                    times = ReadObject<TimeDimension>();
                }
                else
                {
                    RequireLetter<SpaceDimension>();
                    parts.Add(times, ReadObject<SpaceDimension>());
                    times = null;
                }
            }
        }

        if (_json.TokenType != JsonTokenType.EndArray || times is not null)
        {
            throw Fault(times is null ? "Here is to be an object with times and their space" : "There are times without their space");
        }

        return parts.ToMoc();
    }

    internal void RequireEnd()
    {
        if (Read())
        {
            throw Fault("The MOC ends before this");
        }
    }

    private Moc<TDimension> ReadObject<TDimension>()
        where TDimension : IMocDimension
    {
        Require(JsonTokenType.StartObject, "the cells of a dimension are an object of orders");
        Next();
        return ReadOrders<TDimension>();
    }

    private Moc<TDimension> ReadOrders<TDimension>()
        where TDimension : IMocDimension
    {
        var ranges = new RangeCollector();
        int finest = 0;
        for (; _json.TokenType == JsonTokenType.PropertyName; Next())
        {
            // The bytes of the name, since what is no UTF-8 passes the reader and cannot become a string.
            ReadOnlySpan<byte> name = _json.ValueSpan;
            if (!int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int order) || order > TDimension.MaxOrder)
            {
                throw Fault($"This is no order of {TDimension.FitsName}, which are 0 to {TDimension.MaxOrder}");
            }

            finest = Math.Max(finest, order);
            Require(JsonTokenType.StartArray, "an order has a list of cells");
            for (Next(); _json.TokenType == JsonTokenType.Number; Next())
            {
                AddCell<TDimension>(ranges, order);
            }

            if (_json.TokenType != JsonTokenType.EndArray)
            {
                throw Fault("Here is to be the number of a cell");
            }
        }

        return _json.TokenType == JsonTokenType.EndObject
            ? Moc.Create<TDimension>(finest, ranges.ToBounds())
            : throw Fault("Here is to be an order");
    }

    private readonly void AddCell<TDimension>(RangeCollector ranges, int order)
        where TDimension : IMocDimension
    {
        if (!_json.TryGetInt64(out long index) || index < 0 || index >= MocScale<TDimension>.Count(order))
        {
            throw Fault($"This is no cell: those of order {order} are 0 to {MocScale<TDimension>.Count(order) - 1}");
        }

        int shift = MocScale<TDimension>.Shift(order);
        ranges.Add(index << shift, (index + 1) << shift);
    }

    private readonly bool IsLetter() => _json.ValueTextEquals("s"u8) || _json.ValueTextEquals("t"u8) || _json.ValueTextEquals("f"u8);

    private readonly void RequireLetter<TDimension>()
        where TDimension : IMocDimension
    {
        if (_json.TokenType != JsonTokenType.PropertyName || !_json.ValueTextEquals([TDimension.Prefix]))
        {
            throw Fault($"Here is to be the dimension '{TDimension.Prefix}'");
        }
    }

    private void Require(JsonTokenType type, string rule)
    {
        Next();
        if (_json.TokenType != type)
        {
            throw Fault($"This is not what is to be here: {rule}");
        }
    }

    private void Next()
    {
        if (!Read())
        {
            throw Fault("The text ends within a MOC");
        }
    }

    private bool Read()
    {
        try
        {
            return _json.Read();
        }
        catch (JsonException exception)
        {
            throw MocFormatException.InUtf8("This is no JSON", _text, _json.BytesConsumed, exception);
        }
    }

    private readonly MocFormatException Fault(string message) => MocFormatException.InUtf8(message, _text, _json.TokenStartIndex);
}

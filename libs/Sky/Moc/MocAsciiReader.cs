namespace Hven.Sky;

/// <summary>Reads numbers and signs of the ASCII form from left to right. Holds no more than the ranges that it read.</summary>
internal ref struct MocAsciiReader(ReadOnlySpan<char> text)
{
    private readonly ReadOnlySpan<char> _text = text;
    private int _at;

    /// <summary>Passes over the letter of a dimension if one is there; that of another dimension is a fault.</summary>
    internal void SkipPrefix(char prefix)
    {
        SkipSeparators();
        if (_at < _text.Length && char.IsAsciiLetter(_text[_at]))
        {
            RequirePrefix(prefix);
        }
    }

    internal bool TryPrefix(char prefix)
    {
        SkipSeparators();
        if (_at >= _text.Length || _text[_at] != prefix)
        {
            return false;
        }

        _at++;
        return true;
    }

    internal void RequirePrefix(char prefix)
    {
        if (!TryPrefix(prefix))
        {
            throw Fault($"Here is to be '{prefix}' and the cells of that dimension");
        }
    }

    /// <summary>Reads orders and cells up to a letter or the end.</summary>
    internal Moc<TDimension> ReadCells<TDimension>()
        where TDimension : IMocDimension
    {
        var ranges = new RangeCollector();
        int order = -1;
        int finest = 0;
        for (SkipSeparators(); _at < _text.Length && !char.IsAsciiLetter(_text[_at]); SkipSeparators())
        {
            int start = _at;
            long number = ReadNumber();
            if (TrySign('/'))
            {
                order = number <= TDimension.MaxOrder
                    ? (int)number
                    : throw FaultAt(start, $"There is no order {number}: those of {TDimension.FitsName} go to {TDimension.MaxOrder}");
                finest = Math.Max(finest, order);
                continue;
            }

            if (order < 0)
            {
                throw FaultAt(start, "There is a cell without an order: it is to start with a number and '/'");
            }

            long last = TrySign('-') ? ReadNumber() : number;
            AddCells<TDimension>(ranges, order, number, last, start);
        }

        return Moc.Create<TDimension>(finest, ranges.ToBounds());
    }

    internal readonly void ThrowIfNotAtEnd()
    {
        if (_at < _text.Length)
        {
            throw Fault($"'{_text[_at]}' does not belong here");
        }
    }

    private readonly void AddCells<TDimension>(RangeCollector ranges, int order, long first, long last, int place)
        where TDimension : IMocDimension
    {
        if (last < first)
        {
            throw FaultAt(place, $"The range {first}-{last} ends before its start");
        }

        long count = MocScale<TDimension>.Count(order);
        if (last >= count)
        {
            throw FaultAt(place, $"There is no cell {last}: those of order {order} go to {count - 1}");
        }

        int shift = MocScale<TDimension>.Shift(order);
        ranges.Add(first << shift, (last + 1) << shift);
    }

    private void SkipSeparators()
    {
        while (_at < _text.Length && (_text[_at] is ' ' or '\n' or '\r' or '\t' or ','))
        {
            _at++;
        }
    }

    private bool TrySign(char sign)
    {
        if (_at >= _text.Length || _text[_at] != sign)
        {
            return false;
        }

        _at++;
        return true;
    }

    private long ReadNumber()
    {
        int start = _at;
        long number = 0;
        while (_at < _text.Length && char.IsAsciiDigit(_text[_at]))
        {
            if (number > (long.MaxValue - 9) / 10)
            {
                throw FaultAt(start, "This number is larger than that of any cell");
            }

            number = (number * 10) + (_text[_at++] - '0');
        }

        return _at > start ? number : throw Fault(_at < _text.Length ? $"Here is to be a number, not '{_text[_at]}'" : "The text ends where a number is to be");
    }

    private readonly MocFormatException Fault(string message) => FaultAt(_at, message);

    private readonly MocFormatException FaultAt(int place, string message) => MocFormatException.InText(message, _text, place);
}

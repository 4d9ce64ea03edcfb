using System.Globalization;

namespace Hven.Sky;

/// <summary>One run over one text; see <see cref="InstantText.TryParse"/>.</summary>
internal ref struct InstantParser(string text, TimeScale scale)
{
    // More digits than a decimal's are noise.
    private const int MostDigits = 20;

    private int _at;
    private InstantTextError? _error;

    private readonly char Current => _at < text.Length ? text[_at] : '\0';

    internal InstantTextError? Parse(out Instant instant)
    {
        SkipBlanks();
        instant = Current is 'J' or 'B' or 'j' or 'b' ? ReadEpoch() : ReadDate();
        SkipBlanks();
        if (_error is null && _at < text.Length)
        {
            Fail(_at, $"The date should end here, but '{Current}' follows.");
        }

        instant = _error is null ? instant : default;
        return _error;
    }

    private Instant ReadEpoch()
    {
        bool isJulian = Current is 'J' or 'j';
        _at++;
        int start = _at;
        while (char.IsAsciiDigit(Current) || Current == '.')
        {
            _at++;
        }

        if (!double.TryParse(text.AsSpan(start, _at - start), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double year) || year > 9999)
        {
            Fail(start, "An epoch is J or B with a year, for example J2015.5 or B1950.");
            return default;
        }

        return isJulian ? Instant.FromJulianYear(year) : Instant.FromBesselianYear(year);
    }

    private Instant ReadDate()
    {
        int start = _at;
        var date = new GregorianDate(ReadDigits(4, "year"), ReadAfter('-', "month"), ReadAfter('-', "day"));
        if (_error is null && !date.IsValid)
        {
            Fail(start, "The calendar has no such day.");
        }

        int day = _error is null ? date.ModifiedJulianDay : 0;
        if (_error is null && scale == TimeScale.Utc && day < LeapSeconds.FirstDay)
        {
            Fail(start, "UTC begins with 1960-01-01; tell earlier dates in TT.");
        }

        decimal length = _error is null && scale == TimeScale.Utc ? (decimal)UtcDay.At(day).UtcSeconds : 86400;
        decimal seconds = ReadTime(length);
        return _error is null ? Instant.FromJulianDate(JulianDate.FromModified(day, (double)(seconds / length)), scale) : default;
    }

    /// <summary>Seconds of the day, 0 where no time is given.</summary>
    private decimal ReadTime(decimal length)
    {
        bool hasTime = Current is 'T' or 't' || (Current == ' ' && _at + 1 < text.Length && char.IsAsciiDigit(text[_at + 1]));
        if (_error is not null || !hasTime)
        {
            return 0;
        }

        _at++;
        int start = _at;
        int hour = ReadDigits(2, "hour");
        int minute = ReadAfter(':', "minute");
        int secondAt = _at + 1;
        decimal second = Current == ':' ? ReadSeconds() : 0;
        if (_error is null && (hour > 23 || minute > 59))
        {
            Fail(start, "Times go from 00:00 to 23:59.");
        }

        decimal sum = (hour * 3600) + (minute * 60) + second;
        bool isLastMinute = hour == 23 && minute == 59;
        if (_error is null && second >= 60 && !(isLastMinute && sum < length))
        {
            Fail(secondAt, second < 61 && isLastMinute && scale == TimeScale.Utc ? "That day had no leap second." : "Seconds must be less than 60.");
        }

        if (_error is null && sum >= length)
        {
            Fail(secondAt, "That day of UTC was shorter.");
        }

        if (Current is 'Z' or 'z')
        {
            if (scale != TimeScale.Utc)
            {
                Fail(_at, $"A Z stands for UTC, but the date is told in {scale.ToString().ToUpperInvariant()}.");
            }

            _at++;
        }

        return sum;
    }

    private decimal ReadSeconds()
    {
        int whole = ReadAfter(':', "second");
        if (Current != '.')
        {
            return whole;
        }

        int start = _at;
        _at++;
        while (char.IsAsciiDigit(Current))
        {
            _at++;
        }

        if (_at - start > MostDigits)
        {
            Fail(start, "The seconds have too many digits.");
            return whole;
        }

        return _at - start == 1 ? whole : whole + decimal.Parse(text.AsSpan(start, _at - start), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
    }

    private int ReadAfter(char separator, string name)
    {
        if (_error is null && Current != separator)
        {
            Fail(_at, $"A '{separator}' and the {name} are expected here; dates look like 2017-08-17T12:41:04.4.");
        }

        _at++;
        return ReadDigits(2, name);
    }

    private int ReadDigits(int count, string name)
    {
        int value = 0;
        for (int i = 0; i < count && _error is null; i++)
        {
            if (!char.IsAsciiDigit(Current))
            {
                Fail(_at, $"The {name} has {count} digits; dates look like 2017-08-17T12:41:04.4.");
            }

            value = (10 * value) + (Current - '0');
            _at++;
        }

        return value;
    }

    private void SkipBlanks()
    {
        while (char.IsWhiteSpace(Current))
        {
            _at++;
        }
    }

    private void Fail(int position, string message) => _error ??= new InstantTextError(Math.Min(position, text.Length), message);
}

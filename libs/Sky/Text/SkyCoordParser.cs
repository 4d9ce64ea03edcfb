using System.Globalization;

namespace Hven.Sky;

/// <summary>Reads one text: as a name if it begins with a letter, else as numbers that make up two coordinates.</summary>
internal ref struct SkyCoordParser(string text)
{
    private const int MostDigits = 25;

    private readonly string _text = text;
    private readonly List<SkyCoordField> _fields = [];
    private int _at;
    private int _split = -1;
    private SkyCoordTextError? _error;

    internal SkyCoordTextError? Parse(out SkyCoord position)
    {
        position = default;
        SkipBlanks();
        if (_at == _text.Length)
        {
            Fail(_at, "A position is expected, for example 10.5 -20.25 or 00:42:44.3 +41:16:09.");
            return _error;
        }

        if (char.IsAsciiLetter(_text[_at]))
        {
            ReadName();
        }
        else
        {
            ReadFields();
        }

        if (_error is not null || !FindSplit())
        {
            return _error;
        }

        double ra = Coordinate(0, _split, isRa: true);
        double dec = Coordinate(_split, _fields.Count, isRa: false);
        if (_error is null)
        {
            position = new SkyCoord(ra, dec);
        }

        return _error;
    }

    private readonly bool IsAtEnd => _at == _text.Length;

    private readonly char Current => IsAtEnd ? '\0' : _text[_at];

    private void Fail(int position, string message) => _error ??= new SkyCoordTextError(position, message);

    private void SkipBlanks()
    {
        while (!IsAtEnd && char.IsWhiteSpace(_text[_at]))
        {
            _at++;
        }
    }

    private void ReadFields()
    {
        while (_error is null && !IsAtEnd)
        {
            ReadField();
            SkipBlanks();
            if (Current == ',')
            {
                if (_split >= 0)
                {
                    Fail(_at, "There is a second comma; one comma may stand between right ascension and declination.");
                }

                _split = _fields.Count;
                _at++;
                SkipBlanks();
                if (IsAtEnd)
                {
                    Fail(_at, "The declination is missing after the comma.");
                }
            }
        }
    }

    private void ReadField()
    {
        int start = _at;
        char sign = ReadSign();
        int digits = _at;
        bool whole = true;
        while (char.IsAsciiDigit(Current) || Current == '.')
        {
            whole &= Current != '.';
            _at++;
        }

        if (Current is 'e' or 'E' && _at > digits)
        {
            whole = false;
            _at++;
            _ = ReadSign();
            while (char.IsAsciiDigit(Current))
            {
                _at++;
            }
        }

        string number = _text[digits.._at].Replace('\u2212', '-');
        if (number.Length > MostDigits
            || !decimal.TryParse(number, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out decimal value))
        {
            string found = IsAtEnd && digits == _at ? "the text ends" : digits == _at ? $"'{Current}' stands there" : $"'{number}' is none";
            Fail(digits, $"A number is expected, but {found}.");
            return;
        }

        _fields.Add(new SkyCoordField(start, sign, value, double.Parse(number, CultureInfo.InvariantCulture), whole, ReadUnit()));
    }

    private char ReadSign()
    {
        switch (Current)
        {
            case '+':
                _at++;
                return '+';
            case '-' or '\u2212':
                _at++;
                return '-';
            default:
                return ' ';
        }
    }

    /// <summary>The unit right behind a number; a colon must have another number behind it.</summary>
    private char ReadUnit()
    {
        int start = _at;
        char unit = char.ToLowerInvariant(Current) switch
        {
            'h' => 'h',
            'd' or '°' => 'd',
            'm' or '\'' or '′' => 'm',
            's' or '"' or '″' => 's',
            ':' => ':',
            _ => ' ',
        };
        _at += unit == ' ' ? 0 : 1;
        if (unit == 'd' && string.Compare(_text, start, "deg", 0, 3, StringComparison.OrdinalIgnoreCase) == 0)
        {
            _at = start + 3;
        }
        else if (unit == 'm' && _text[start] == '\'' && Current == '\'')
        {
            _at++;
            unit = 's';
        }
        else if (unit == ':' && !char.IsAsciiDigit(Current))
        {
            Fail(_at, "A number is expected after the colon.");
        }

        return unit;
    }

    /// <summary>A name: letters and blanks, a J, digits of right ascension, a sign, digits of declination.</summary>
    private void ReadName()
    {
        int mark = _text.AsSpan().LastIndexOfAny('J', 'j', 'B');
        if (mark < 0 || mark + 1 >= _text.Length || !char.IsAsciiDigit(_text[mark + 1]))
        {
            Fail(_at, "A name of a position has a J before its digits, for example DES J004244.33-411607.5; other names must be resolved first.");
            return;
        }

        if (_text[mark] == 'B')
        {
            Fail(mark, "A name with B gives coordinates of 1950; a J name or ICRS coordinates are needed.");
            return;
        }

        _at = mark + 1;
        ReadPackedNumber(' ');
        int signAt = _at;
        char sign = ReadSign();
        if (sign == ' ')
        {
            Fail(signAt, "A sign is expected before the declination of a name.");
            return;
        }

        _split = _fields.Count;
        ReadPackedNumber(sign);
        SkipBlanks();
        if (!IsAtEnd)
        {
            Fail(_at, $"The name should end here, but '{Current}' follows.");
        }
    }

    /// <summary>Digits in pairs, hhmmss or ddmmss, or hhmm; the last pair may have a fraction.</summary>
    private void ReadPackedNumber(char sign)
    {
        int start = _at;
        while (char.IsAsciiDigit(Current))
        {
            _at++;
        }

        int pairs = (_at - start) / 2;
        if ((_at - start) % 2 != 0 || pairs is < 2 or > 3)
        {
            Fail(start, "A name has four or six digits of hours or degrees, minutes and seconds.");
            return;
        }

        if (Current == '.')
        {
            _at++;
            while (char.IsAsciiDigit(Current))
            {
                _at++;
            }
        }

        for (int i = 0; i < pairs; i++)
        {
            int from = start + (2 * i);
            string digits = i == pairs - 1 ? _text[from.._at] : _text[from..(from + 2)];
            if (digits.Length > MostDigits)
            {
                Fail(from, "The number has too many digits.");
                return;
            }

            decimal value = decimal.Parse(digits, CultureInfo.InvariantCulture);
            bool whole = !digits.Contains('.', StringComparison.Ordinal);
            _fields.Add(new SkyCoordField(from, i == 0 ? sign : ' ', value, (double)value, whole, ' '));
        }
    }

    /// <summary>Where the declination begins: after the comma, at a sign, at a second h or d, where colons pause, or half way.</summary>
    private bool FindSplit()
    {
        for (int i = 1; i < _fields.Count && _split < 0; i++)
        {
            bool pause = _fields[0].Unit == ':' && _fields[i - 1].Unit != ':';
            _split = _fields[i].Sign != ' ' || _fields[i].Unit is 'h' or 'd' || pause ? i : -1;
        }

        if (_split < 0 && _fields.Count % 2 == 0)
        {
            _split = _fields.Count / 2;
        }

        if (_split < 0 || _split >= _fields.Count)
        {
            Fail(_text.Length, _fields.Count == 1
                ? "The declination is missing."
                : "It is not clear where the declination begins; put a sign or a comma before it.");
        }

        return _error is null;
    }

    /// <summary>Degrees of one coordinate.</summary>
    private double Coordinate(int from, int to, bool isRa)
    {
        string name = isRa ? "right ascension" : "declination";
        if (_error is not null)
        {
            return 0;
        }

        if (to - from > 3)
        {
            Fail(_fields[from + 3].Start, $"The {name} has more than three numbers.");
            return 0;
        }

        SkyCoordField first = _fields[from];
        decimal sum = 0;
        decimal weight = 1;
        for (int i = from; i < to; i++)
        {
            CheckPart(_fields[i], i - from, isLast: i == to - 1, isRa);
            sum += Math.Min(_fields[i].Value, 1000) * weight;
            weight /= 60;
        }

        bool hours = isRa && first.Unit != 'd' && (first.Unit == 'h' || to - from > 1);
        decimal most = hours ? 24 : isRa ? 360 : 90;
        if (sum > most || (first.Sign == '-' && isRa && to - from > 1))
        {
            string range = hours ? "0 to 24 hours" : isRa && to - from > 1 ? "0 to 360 degrees" : $"-{most} to {most} degrees";
            Fail(first.Start, $"The {name} must be {range}.");
            return 0;
        }

        double degrees = to - from == 1 && !hours ? first.Nearest : Degrees(from, to, hours);
        return first.Sign == '-' ? -degrees : degrees;
    }

    /// <summary>One division at the end, so that there is one rounding: names come back from their positions.</summary>
    private readonly double Degrees(int from, int to, bool hours)
    {
        decimal seconds = 0;
        decimal weight = 3600;
        for (int i = from; i < to; i++)
        {
            seconds += _fields[i].Value * weight;
            weight /= 60;
        }

        return (double)(seconds * (hours ? 15 : 1) / 3600);
    }

    private void CheckPart(SkyCoordField field, int index, bool isLast, bool isRa)
    {
        string expected = index switch { 0 => isRa ? "hd: " : "d: ", 1 => "m: ", _ => "s " };
        if (!expected.Contains(field.Unit, StringComparison.Ordinal))
        {
            string names = index switch { 0 => isRa ? "h or d" : "d", 1 => "m", _ => "s" };
            Fail(field.Start, $"The unit of this number should be {names}, not '{field.Unit}'.");
        }

        if (index > 0 && field.Sign != ' ')
        {
            Fail(field.Start, "Only the first number of a coordinate has a sign.");
        }

        if (index > 0 && field.Value >= 60)
        {
            Fail(field.Start, $"{(index == 1 ? "Minutes" : "Seconds")} must be less than 60.");
        }

        if (!isLast && !field.IsWhole)
        {
            Fail(field.Start, "Only the last number of a coordinate has a fraction.");
        }
    }
}

using System.Globalization;

namespace Hven.Sky;

/// <summary>
/// One run over one text; see <see cref="StcsText.TryParse"/>. Wrong values do not end it, so that all are found; a wrong word does, since
/// what follows it has no meaning then.
/// </summary>
internal sealed class StcsParser(string text)
{
    private const string Shapes = "Position, Circle, Ellipse, Box, Polygon, Union, Intersection or Not";

    private readonly List<StcsToken> _tokens = StcsToken.Split(text);
    private readonly List<StcsDiagnostic> _diagnostics = [];

    // Where the numbers of the shape that is being read stand.
    private readonly List<StcsToken> _places = [];
    private int _at;
    private bool _isStopped;

    internal IReadOnlyList<StcsDiagnostic> Diagnostics => _diagnostics;

    private StcsToken Current => _tokens[_at];

    /// <summary>The region, or null when there are diagnostics.</summary>
    internal StcsRegion? Parse()
    {
        StcsRegion? region = ReadRegion(0);
        if (!_isStopped && !Current.IsEnd)
        {
            Stop(Current, $"The region should end here, but {Current.Quoted} follows.");
        }

        return _diagnostics.Count == 0 ? region : null;
    }

    private StcsRegion? ReadRegion(int depth)
    {
        StcsToken word = Current;
        if (Enum.TryParse(word.Text, ignoreCase: true, out StcsOperator operation) && char.IsAsciiLetter(word.Text[0]))
        {
            return ReadCompound(operation, depth);
        }

        Func<StcsToken, List<double>, Region?>? make = word.Text.ToUpperInvariant() switch
        {
            "POSITION" => Position,
            "CIRCLE" => Circle,
            "ELLIPSE" => Ellipse,
            "BOX" => Box,
            "POLYGON" => Polygon,
            _ => null,
        };
        if (make is null)
        {
            Stop(word, $"A region begins with {Shapes}, not with {word.Quoted}.");
            return null;
        }

        _at++;
        StcsSystem system = ReadSystem();
        List<double> numbers = ReadNumbers();
        Region? shape = _isStopped ? null : make(word, numbers);
        return shape is null ? null : new StcsShape(system, shape);
    }

    private StcsCompound? ReadCompound(StcsOperator operation, int depth)
    {
        StcsToken word = Current;
        if (depth >= StcsText.MaxDepth)
        {
            Stop(word, $"Regions may stand in each other {StcsText.MaxDepth} deep at most.");
            return null;
        }

        _at++;
        StcsSystem system = ReadSystem();
        if (!_isStopped && !Current.Is("("))
        {
            Stop(Current, $"The parts of {operation} stand in parentheses; here is {Current.Quoted}.");
        }

        var parts = new List<StcsRegion>();
        int count = 0;
        _at += _isStopped ? 0 : 1;
        while (!_isStopped && !Current.Is(")"))
        {
            if (ReadRegion(depth + 1) is { } part)
            {
                parts.Add(part);
            }

            count++;
        }

        if (_isStopped)
        {
            return null;
        }

        _at++;
        if (operation == StcsOperator.Not ? count != 1 : count < 2)
        {
            Report(word, $"{operation} has {(operation == StcsOperator.Not ? "one region" : "at least two regions")} in its parentheses, not {count}.");
        }

        return _diagnostics.Count == 0 ? new StcsCompound(system, operation, parts) : null;
    }

    private StcsSystem ReadSystem()
    {
        StcsFrame frame = TakeWord<StcsFrame>();
        Instant? equinox = frame is StcsFrame.Fk4 or StcsFrame.Fk5 or StcsFrame.Ecliptic ? TakeEquinox() : null;
        StcsReferencePosition place = TakeWord<StcsReferencePosition>();
        if (Current.Is("CARTESIAN2") || Current.Is("CARTESIAN3"))
        {
            Stop(Current, $"Regions on the sky are SPHERICAL2, longitude and latitude; {Current.Text} is not offered.");
        }

        return new StcsSystem(frame, equinox, place, TakeWord<StcsFlavor>());
    }

    /// <summary>The value that a word names, or the default, which no word names.</summary>
    private T TakeWord<T>()
        where T : struct, Enum
    {
        foreach (T value in Enum.GetValues<T>())
        {
            if (!value.Equals(default(T)) && Current.Is(value.ToString()))
            {
                _at++;
                return value;
            }
        }

        return default;
    }

    private Instant? TakeEquinox()
    {
        bool isEpoch = Current.Text.Length > 1 && Current.Text[0] is 'J' or 'B' or 'j' or 'b' && char.IsAsciiDigit(Current.Text[1]);
        if (!isEpoch)
        {
            return null;
        }

        if (!InstantText.TryParse(Current.Text, TimeScale.Tt, out Instant equinox, out InstantTextError? error))
        {
            Report(Current, error.Message);
        }

        _at++;
        return equinox;
    }

    private List<double> ReadNumbers()
    {
        var numbers = new List<double>();
        _places.Clear();
        while (!_isStopped && !Current.IsEnd && !char.IsAsciiLetter(Current.Text[0]) && Current.Text[0] is not ('(' or ')'))
        {
            if (!double.TryParse(Current.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) || !double.IsFinite(number))
            {
                Stop(Current, $"A number of degrees is expected, not {Current.Quoted}.");
            }

            numbers.Add(number);
            _places.Add(Current);
            _at += _isStopped ? 0 : 1;
        }

        bool isWord = !Current.IsEnd && char.IsAsciiLetter(Current.Text[0]);
        if (!_isStopped && numbers.Count == 0 && isWord)
        {
            Stop(Current, $"Frame (ICRS, FK5, FK4, GALACTIC, ECLIPTIC, UNKNOWNFRAME), reference position, flavor and numbers are expected in this order, not {Current.Quoted}.");
        }

        return numbers;
    }

    private SkyPoint? Position(StcsToken word, List<double> numbers) =>
        HasCount(word, numbers, 2, "longitude and latitude") && Coordinates(numbers, 0) is { } position ? new SkyPoint(position) : null;

    private Circle? Circle(StcsToken word, List<double> numbers)
    {
        if (!HasCount(word, numbers, 3, "longitude, latitude and radius"))
        {
            return null;
        }

        bool hasRadius = Check(_places[2], numbers[2] is >= 0 and <= 180, $"The radius of a circle is 0 to 180 degrees, not {Show(numbers[2])}.");
        return Coordinates(numbers, 0) is { } center && hasRadius ? new Circle(center, Angle.FromDegrees(numbers[2])) : null;
    }

    private Ellipse? Ellipse(StcsToken word, List<double> numbers)
    {
        if (!HasCount(word, numbers, 5, "longitude, latitude, longer semi-axis, shorter semi-axis and position angle"))
        {
            return null;
        }

        bool hasMajor = Check(_places[2], numbers[2] is > 0 and < 90, $"The longer semi-axis is more than 0 and less than 90 degrees, not {Show(numbers[2])}.");
        bool hasMinor = Check(
            _places[3], numbers[3] > 0 && numbers[3] <= numbers[2], $"The shorter semi-axis is more than 0 and at most the longer one, {Show(numbers[2])} degrees, not {Show(numbers[3])}.");
        return Coordinates(numbers, 0) is { } center && hasMajor && hasMinor
            ? new Ellipse(center, Angle.FromDegrees(numbers[2]), Angle.FromDegrees(numbers[3]), Angle.FromDegrees(numbers[4]))
            : null;
    }

    private Box? Box(StcsToken word, List<double> numbers)
    {
        if (!HasCount(word, numbers, 4, "longitude, latitude, width and height"))
        {
            return null;
        }

        bool hasWidth = Check(_places[2], numbers[2] >= 0, $"The width of a box is not negative, as {Show(numbers[2])} is.");
        bool hasHeight = Check(_places[3], numbers[3] >= 0, $"The height of a box is not negative, as {Show(numbers[3])} is.");
        return Coordinates(numbers, 0) is { } center && hasWidth && hasHeight
            ? new Box(center, Angle.FromDegrees(numbers[2]), Angle.FromDegrees(numbers[3]))
            : null;
    }

    private Polygon? Polygon(StcsToken word, List<double> numbers)
    {
        if (!Check(word, numbers.Count >= 6 && numbers.Count % 2 == 0, $"Polygon has longitude and latitude of at least three vertices; here are {numbers.Count} numbers."))
        {
            return null;
        }

        var vertices = new List<SkyCoord>(numbers.Count / 2);
        for (int i = 0; i < numbers.Count; i += 2)
        {
            if (Coordinates(numbers, i) is { } vertex)
            {
                vertices.Add(vertex);
            }
        }

        if (vertices.Count != numbers.Count / 2)
        {
            return null;
        }

        try
        {
            return new Polygon(vertices);
        }
        catch (ArgumentException exception)
        {
            // The constructor knows best which vertices make no polygon; its sentence stands before the name of its parameter.
            Report(word, exception.Message.Split(" (Parameter", 2)[0]);
            return null;
        }
    }

    /// <summary>The longitude and latitude at an index of the numbers.</summary>
    private SkyCoord? Coordinates(List<double> numbers, int at) =>
        Check(_places[at + 1], Math.Abs(numbers[at + 1]) <= 90, $"A latitude is -90 to 90 degrees, not {Show(numbers[at + 1])}.")
            ? new SkyCoord(numbers[at], numbers[at + 1])
            : null;

    private bool HasCount(StcsToken word, List<double> numbers, int count, string names) =>
        Check(word, numbers.Count == count, $"{word.Text} has {count} numbers, {names}; here are {numbers.Count}.");

    private bool Check(StcsToken word, bool isRight, string message)
    {
        if (!isRight)
        {
            Report(word, message);
        }

        return isRight;
    }

    private static string Show(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private void Report(StcsToken token, string message) => _diagnostics.Add(new StcsDiagnostic(token.Start, token.Text.Length, message));

    private void Stop(StcsToken token, string message)
    {
        if (!_isStopped)
        {
            Report(token, message);
        }

        _isStopped = true;
    }
}

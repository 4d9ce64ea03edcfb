using System.Globalization;

namespace Hven.Tables.Votable;

/// <summary>Where broken rules go: to the caller, or, when strict, up the stack.</summary>
internal sealed class Findings(VotableOptions options)
{
    private const int MaxWarnings = 1000;

    private int _count;

    public void Add(Rule rule, string message, (long Line, int Column) place)
    {
        if (options.Strictness == VotableStrictness.Strict)
        {
            throw new TableFormatException(rule.Code, string.Create(
                CultureInfo.InvariantCulture, $"{message} (line {place.Line}, column {place.Column}; VOTable 1.5, section {rule.Section})"));
        }

        Tell(rule, message, place);
    }

    /// <summary>Tells what the standard allows and may yet surprise; never a fault.</summary>
    public void Tell(Rule rule, string message, (long Line, int Column) place)
    {
        // A document of a million slips of one kind tells no more after the first thousand.
        if (++_count <= MaxWarnings)
        {
            options.OnWarning?.Invoke(new VotableWarning(rule.Code, message, place.Line, place.Column, rule.Section));
        }
    }
}

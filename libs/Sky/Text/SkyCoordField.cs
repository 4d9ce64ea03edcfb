namespace Hven.Sky;

/// <summary>One number of a position's text, and what is written around it.</summary>
/// <param name="Start">Index of its first character, the sign included.</param>
/// <param name="Sign">'+', '-', or a blank if there is none.</param>
/// <param name="Value">Size without the sign.</param>
/// <param name="Nearest">The double nearest to the size.</param>
/// <param name="IsWhole">Whether it has neither point nor exponent.</param>
/// <param name="Unit">'h', 'd', 'm', 's', a colon, or a blank if there is none.</param>
internal readonly record struct SkyCoordField(int Start, char Sign, decimal Value, double Nearest, bool IsWhole, char Unit);

using System.Text.Json;

namespace Hven.Tables.Json;

/// <summary>The names of types and shapes in JSON and HTML.</summary>
internal static class ElementTypeNames
{
    /// <summary>The name of a type, for instance <c>float64</c>.</summary>
    public static string Of(ElementType type) => JsonNamingPolicy.CamelCase.ConvertName(type.ToString());

    /// <summary>The type of a name, or <see langword="null"/> when there is none.</summary>
    public static ElementType? Type(string name) => Enum.GetValues<ElementType>().Cast<ElementType?>().FirstOrDefault(type => Of(type!.Value) == name);

    /// <summary>The shape that an arraysize tells, or <see langword="null"/> when it is none that an array can have.</summary>
    public static ArrayShape? Shape(string size)
    {
        try
        {
            ArrayShape? shape = ArrayShape.TryParse(size);
            _ = shape?.Lengths.Where(length => length > 0).Aggregate(1, (product, length) => checked(product * length));
            return shape;
        }
        catch (OverflowException)
        {
            return null;
        }
    }
}

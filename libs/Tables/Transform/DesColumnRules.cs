namespace Hven.Tables.Transform;

/// <summary>The types that the Dark Energy Survey's data management gives columns by their names (easyaccess' setting <c>desdm_coldefs</c>).</summary>
public static class DesColumnRules
{
    // A star at the end stands for anything; the first that fits holds.
    private static readonly (string Pattern, ElementType Type, int? Width)[] s_rules =
    [
        ("CCDNUM*", NumberRule.TypeOf(2, 0), null), ("ATTNUM", NumberRule.TypeOf(2, 0), null),
        ("FLAGS_*", NumberRule.TypeOf(3, 0), null), ("OBSERVED_*", NumberRule.TypeOf(3, 0), null), ("MODEST_CLASS*", NumberRule.TypeOf(3, 0), null),
        ("NEPOCHS*", NumberRule.TypeOf(4, 0), null), ("REQNUM", NumberRule.TypeOf(7, 0), null),
        ("HPIX*", NumberRule.TypeOf(10, 0), null), ("EXPNUM*", NumberRule.TypeOf(10, 0), null),
        ("COADD_OBJECT_ID", NumberRule.TypeOf(11, 0), null), ("COADD_OBJECTS_ID", NumberRule.TypeOf(11, 0), null),
        ("OBJECT_NUMBER", NumberRule.TypeOf(11, 0), null), ("OBJECT_ID", NumberRule.TypeOf(11, 0), null), ("QUICK_OBJECT_ID", NumberRule.TypeOf(15, 0), null),
        ("CLASS_STAR*", ElementType.Float32, null), ("SPREAD_*", ElementType.Float32, null), ("SPREADERR_*", ElementType.Float32, null),
        ("MAG_*", ElementType.Float32, null), ("MAGERR_*", ElementType.Float32, null), ("CALIB_MAG_*", ElementType.Float32, null),
        ("SLR_SHIFT*", NumberRule.TypeOf(6, 4), null), ("DESDM_ZP*", NumberRule.TypeOf(6, 4), null),
        ("RA", NumberRule.TypeOf(9, 6), null), ("DEC", NumberRule.TypeOf(9, 6), null), ("RADEG", NumberRule.TypeOf(9, 6), null),
        ("DECDEG", NumberRule.TypeOf(9, 6), null), ("L", NumberRule.TypeOf(9, 6), null), ("B", NumberRule.TypeOf(9, 6), null),
        ("ALPHAWIN*", ElementType.Float64, null), ("DELTAWIN*", ElementType.Float64, null),
        ("BAND", ElementType.String, 5), ("UNITNAME", ElementType.String, 20), ("TAG", ElementType.String, 30), ("FILENAME", ElementType.String, 50),
    ];

    /// <summary>The rule for a column.</summary>
    /// <param name="name">Its name; case does not count, and <c>WAVG_</c> in front does not either.</param>
    /// <returns>The type and, for texts, the longest length in bytes; <see langword="null"/> when there is no rule.</returns>
    public static (ElementType Type, int? TextWidth)? For(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string plain = name.StartsWith("WAVG_", StringComparison.OrdinalIgnoreCase) ? name[5..] : name;
        foreach ((string pattern, ElementType type, int? width) in s_rules)
        {
            bool fits = pattern.EndsWith('*')
                ? plain.StartsWith(pattern[..^1], StringComparison.OrdinalIgnoreCase)
                : plain.Equals(pattern, StringComparison.OrdinalIgnoreCase);
            if (fits)
            {
                return (type, width);
            }
        }

        return null;
    }

    /// <summary>The types that the rules give the scalar columns of a table; numbers stay numbers and texts texts.</summary>
    /// <param name="schema">The table.</param>
    public static Dictionary<string, ElementType> TypesOf(TableSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        var types = new Dictionary<string, ElementType>(StringComparer.Ordinal);
        foreach (Column column in schema.Columns)
        {
            if (!column.IsArray && IsNumber(column.Type) && For(column.Name) is { } rule && IsNumber(rule.Type))
            {
                types[column.Name] = rule.Type;
            }
        }

        return types;
    }

    private static bool IsNumber(ElementType type) => type is not (ElementType.String or ElementType.Boolean or ElementType.Complex64 or ElementType.Complex128);
}

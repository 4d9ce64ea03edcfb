namespace Hven.Adql;

/// <summary>A function that a query may call.</summary>
/// <param name="Name">Its name; case does not matter.</param>
/// <param name="Usage">How it is written.</param>
/// <param name="Description">What it gives, in a sentence or two.</param>
public sealed record AdqlFunction(string Name, string Usage, string Description)
{
    /// <summary>The feature that a service declares by it (ADQL 2.1, section 4.1); null for what every service has.</summary>
    public AdqlFeature? Feature { get; init; }
}

/// <summary>An optional part of the language as TAPRegExt declares it: a <c>languageFeatures</c> group and one <c>feature</c> in it.</summary>
/// <param name="Type">
/// IVOID of the group, as TAPRegExt 1.0 writes it. ADQL 2.1 wants lower case; IVOIDs have no case, but TOPCAT and STILTS knew only the older
/// spelling for years.
/// </param>
/// <param name="Form">Name of the feature in its group, or the signature of a function of ours.</param>
/// <param name="Description">What it is; null where the standard says it.</param>
public sealed record AdqlFeature(string Type, string Form, string? Description)
{
    /// <summary>User defined functions (ADQL 2.1, section 4.3).</summary>
    public const string UserFunctions = "ivo://ivoa.net/std/TAPRegExt#features-udf";

    /// <summary>Geometrical functions (section 4.2).</summary>
    public const string Geometry = "ivo://ivoa.net/std/TAPRegExt#features-adqlgeo";

    /// <summary>String functions and operators (section 4.4).</summary>
    public const string Strings = "ivo://ivoa.net/std/TAPRegExt#features-adql-string";

    /// <summary>Common table expressions (section 4.5).</summary>
    public const string CommonTables = "ivo://ivoa.net/std/TAPRegExt#features-adql-common-table";

    /// <summary>Set operators (section 4.6).</summary>
    public const string Sets = "ivo://ivoa.net/std/TAPRegExt#features-adql-sets";

    /// <summary>Type operations (section 4.7).</summary>
    public const string Types = "ivo://ivoa.net/std/TAPRegExt#features-adql-type";

    /// <summary>Conditional functions (section 4.8).</summary>
    public const string Conditionals = "ivo://ivoa.net/std/TAPRegExt#features-adql-conditional";

    /// <summary>Unit operations (section 4.9).</summary>
    public const string Units = "ivo://ivoa.net/std/TAPRegExt#features-adql-unit";

    /// <summary>Cardinality (section 4.10).</summary>
    public const string Offset = "ivo://ivoa.net/std/TAPRegExt#features-adql-offset";

    /// <summary>Words beyond the standard; the group is GAVO's, which other services use for the same.</summary>
    public const string Extensions = "ivo://org.gavo.dc/std/exts#extra-adql-keywords";
}

using System.Collections.Frozen;

namespace Hven.Tables.Votable;

/// <summary>What the schema says of one element (VOTable 1.5, section 7).</summary>
/// <param name="Attributes">The attributes that it may have.</param>
/// <param name="Required">Those that it must have.</param>
/// <param name="Children">The elements that may stand in it.</param>
/// <param name="Since">First version that has it, times ten.</param>
internal sealed record ElementRule(string[] Attributes, string[] Required, string[] Children, int Since = 10)
{
    /// <summary>Elements of metadata by their names; what is not here is kept word for word.</summary>
    private static readonly FrozenDictionary<string, ElementRule> _all = new Dictionary<string, ElementRule>(StringComparer.Ordinal)
    {
        ["VOTABLE"] = Of("ID version", "version", "DESCRIPTION DEFINITIONS COOSYS TIMESYS GROUP PARAM INFO RESOURCE"),
        ["DEFINITIONS"] = Of("", "", "COOSYS TIMESYS PARAM"),
        ["RESOURCE"] = Of("ID name type utype", "", "DESCRIPTION INFO COOSYS TIMESYS GROUP PARAM LINK TABLE RESOURCE"),
        ["TABLE"] = Of("ID name ucd utype ref nrows", "", "DESCRIPTION INFO FIELD PARAM GROUP LINK DATA"),
        ["FIELD"] = Of("ID name datatype arraysize unit ucd utype xtype ref precision width type", "name datatype", "DESCRIPTION VALUES LINK"),
        ["PARAM"] = Of("ID name datatype arraysize unit ucd utype xtype ref precision width type value", "name datatype value", "DESCRIPTION VALUES LINK"),
        ["VALUES"] = Of("ID type null ref", "", "MIN MAX OPTION"),
        ["MIN"] = Of("value inclusive", "value", ""),
        ["MAX"] = Of("value inclusive", "value", ""),
        ["OPTION"] = Of("name value", "value", "OPTION"),
        ["GROUP"] = Of("ID name ref ucd utype", "", "DESCRIPTION FIELDref PARAMref PARAM GROUP"),
        ["FIELDref"] = Of("ref ucd utype", "ref", ""),
        ["PARAMref"] = Of("ref ucd utype", "ref", ""),
        ["INFO"] = Of("ID name value unit ucd utype xtype ref", "name value", "DESCRIPTION VALUES LINK"),
        ["LINK"] = Of("ID content-role content-type title value href gref action", "", ""),
        ["COOSYS"] = Of("ID system equinox epoch refposition", "ID system", ""),
        ["TIMESYS"] = Of("ID timeorigin timescale refposition", "ID timescale refposition", "") with { Since = 14 },
        ["DATA"] = Of("", "", "TABLEDATA BINARY BINARY2 FITS INFO"),
        ["TABLEDATA"] = Of("", "", "TR"),
        ["BINARY"] = Of("", "", "STREAM"),
        ["BINARY2"] = Of("", "", "STREAM") with { Since = 13 },
        ["FITS"] = Of("extnum", "", "STREAM"),
        ["DESCRIPTION"] = Of("", "", ""),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The rule of an element, or <see langword="null"/> for one that is not VOTable's.</summary>
    public static ElementRule? Find(string name) => _all.GetValueOrDefault(name);

    /// <summary>Whether an element that starts is at its place.</summary>
    public bool Takes(string child) => Array.IndexOf(Children, child) >= 0;

    private static ElementRule Of(string attributes, string required, string children) =>
        new(Words(attributes), Words(required), Words(children));

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}

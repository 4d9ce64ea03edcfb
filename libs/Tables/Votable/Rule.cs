namespace Hven.Tables.Votable;

/// <summary>A rule that documents break and live: its stable code, and the section of VOTable 1.5 that it stands in.</summary>
internal sealed record Rule(string Code, string Section)
{
    public static readonly Rule Version = new("VOT-VERSION", "3.3");
    public static readonly Rule Namespace = new("VOT-NAMESPACE", "3.3");
    public static readonly Rule Newer = new("VOT-NEWER", "B");
    public static readonly Rule Place = new("VOT-PLACE", "7.1");
    public static readonly Rule Attribute = new("VOT-ATTRIBUTE", "7.2");
    public static readonly Rule Required = new("VOT-REQUIRED", "7.2");
    public static readonly Rule Token = new("VOT-TOKEN", "7.2");
    public static readonly Rule IdForm = new("VOT-ID", "3.2");
    public static readonly Rule IdTwice = new("VOT-ID-TWICE", "3.2");
    public static readonly Rule Reference = new("VOT-REF", "3.2");
    public static readonly Rule NameTwice = new("VOT-NAME-TWICE", "3.2");
    public static readonly Rule RowCount = new("VOT-NROWS", "3.8");
    public static readonly Rule Datatype = new("VOT-DATATYPE", "2.1");
    public static readonly Rule Value = new("VOT-VALUE", "4.1");
    public static readonly Rule NullValue = new("VOT-NULLVALUE", "4.7");
    public static readonly Rule Length = new("VOT-LENGTH", "2.2");
    public static readonly Rule Empty = new("VOT-EMPTY", "5.5");
    public static readonly Rule Nul = new("VOT-NUL", "6");
    public static readonly Rule IntegerNan = new("VOT-INTNAN", "6");
}

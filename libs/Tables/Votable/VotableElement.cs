namespace Hven.Tables.Votable;

/// <summary>
/// An element of a document's metadata, as it stands in the document: everything but the cells. Elements are immutable; what a document says can be
/// changed with <c>with</c> and written again by <see cref="VotableDocumentWriter"/>.
/// </summary>
public abstract record VotableElement
{
    private protected VotableElement()
    {
    }

    /// <summary>Its ID, unique in the document, by which other elements refer to it (VOTable 1.5, section 3.2), or <see langword="null"/>.</summary>
    public string? Id { get; init; }

    /// <summary>Attributes that the standard does not give the element, by their qualified names, in order; kept and written back as they are.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> OtherAttributes { get; init; } = [];
}

/// <summary>An element that holds others, in the order of the document.</summary>
public abstract record VotableContainer : VotableElement
{
    private protected VotableContainer()
    {
    }

    /// <summary>Its DESCRIPTION, as it stands with its line breaks, or <see langword="null"/>.</summary>
    public string? Description { get; init; }

    /// <summary>The elements in it, in document order.</summary>
    public IReadOnlyList<VotableElement> Members { get; init; } = [];

    /// <summary>The INFO elements right in it; those in its children are the children's.</summary>
    public IEnumerable<VotableInfo> Infos => Members.OfType<VotableInfo>();

    /// <summary>The PARAM elements right in it.</summary>
    public IEnumerable<VotableParam> Params => Members.OfType<VotableParam>();

    /// <summary>The GROUP elements right in it.</summary>
    public IEnumerable<VotableGroup> Groups => Members.OfType<VotableGroup>();

    /// <summary>The LINK elements right in it.</summary>
    public IEnumerable<VotableLink> Links => Members.OfType<VotableLink>();

    /// <summary>This element's members, their members and so on, in document order.</summary>
    public IEnumerable<VotableElement> Descendants() =>
        Members.SelectMany(member => member is VotableContainer container ? container.Descendants().Prepend(member) : [member]);
}

/// <summary>
/// Markup that is none of VOTable's own, word for word: a MIVOT block (MIVOT 1.0, section 2), elements of another namespace, or an element out of its
/// place. Namespace prefixes that it uses but does not declare are declared in <see cref="VotableDocument.Namespaces"/>.
/// </summary>
/// <param name="Xml">The element from its start tag to its end tag.</param>
public sealed record VotableMarkup(string Xml) : VotableElement
{
    /// <summary>The element's name without prefix, for instance <c>VODML</c>.</summary>
    public required string Name { get; init; }
}

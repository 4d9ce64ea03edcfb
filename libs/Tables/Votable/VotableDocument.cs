namespace Hven.Tables.Votable;

/// <summary>
/// What a VOTable document says besides its cells (VOTable 1.5, section 3). Read with <see cref="VotableDocumentReader"/>, which gives what has been
/// met so far: what stands before the rows of a table is known before its first row, what stands after them once its last row was read.
/// </summary>
public sealed record VotableDocument : VotableContainer
{
    /// <summary>The version that the document says it is, for instance <c>1.4</c>, or <see langword="null"/>.</summary>
    public string? Version { get; init; }

    /// <summary>Prefixes of foreign namespaces that the root declares, with their addresses, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Namespaces { get; init; } = [];

    /// <summary>The COOSYS elements of the root, DEFINITIONS (deprecated since 1.1) included.</summary>
    public IEnumerable<VotableCoordinateSystem> CoordinateSystems => Descendants().OfType<VotableCoordinateSystem>();

    /// <summary>The TIMESYS elements, wherever they stand.</summary>
    public IEnumerable<VotableTimeSystem> TimeSystems => Descendants().OfType<VotableTimeSystem>();

    /// <summary>The RESOURCE elements of the root.</summary>
    public IEnumerable<VotableResource> Resources => Members.OfType<VotableResource>();

    /// <summary>All TABLE elements in document order, however deep; their places in this list are what <see cref="VotableOptions.Table"/> counts.</summary>
    public IEnumerable<VotableTable> Tables => Descendants().OfType<VotableTable>();

    /// <summary>The service descriptors (DataLink 1.1, section 4): RESOURCE elements of the type <c>meta</c> and the utype <c>adhoc:service</c>.</summary>
    public IEnumerable<VotableResource> ServiceDescriptors => Descendants().OfType<VotableResource>().Where(resource => resource.IsServiceDescriptor);

    /// <summary>Finds the element with an ID.</summary>
    /// <param name="id">The ID, which has case.</param>
    /// <returns>The first such element, or <see langword="null"/>.</returns>
    public VotableElement? Find(string id) => Descendants().FirstOrDefault(element => element.Id == id);
}

/// <summary>DEFINITIONS, which version 1.0 wanted around COOSYS and PARAM; deprecated since 1.1 (VOTable 1.5, section 3.3).</summary>
public sealed record VotableDefinitions : VotableContainer;

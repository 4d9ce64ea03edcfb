namespace Hven.Sky;

/// <summary>How STC-S makes one region of others.</summary>
public enum StcsOperator
{
    /// <summary>What is in any of two or more.</summary>
    Union,

    /// <summary>What is in all of two or more.</summary>
    Intersection,

    /// <summary>What is not in one.</summary>
    Not,
}

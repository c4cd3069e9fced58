namespace Vectorizer.Client.Collections;

/// <summary>All collections of a server.</summary>
public sealed record CollectionList
{
    /// <summary>One line for each collection.</summary>
    public required IReadOnlyList<CollectionSummary> Collections { get; init; }

    /// <summary>Time in the server, in milliseconds.</summary>
    public double TookMs { get; init; }
}

namespace Vectorizer.Client.Collections;

/// <summary>The answer to the deletion of a collection.</summary>
public sealed record CollectionDeletion
{
    /// <summary>Always true: a collection that does not exist is a <c>collection_not_found</c> problem.</summary>
    public bool Deleted { get; init; }

    /// <summary>Aliases that stood for the collection and are gone with it.</summary>
    public IReadOnlyList<string> DeletedAliases { get; init; } = [];

    /// <summary>Time in the server, in milliseconds.</summary>
    public double TookMs { get; init; }
}

using Vectorizer.Abstractions.Collections;

namespace Vectorizer.Grains.Collections;

/// <summary>How much the catalog takes.</summary>
public sealed class CatalogOptions
{
    /// <summary>Collections that there may be: 1..10,000; those that are there stay. The most that can be unless set.</summary>
    public int MaxCollections { get; set; } = CollectionRules.MaxCollections;
}

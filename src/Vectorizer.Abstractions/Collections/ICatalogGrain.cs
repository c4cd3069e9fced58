using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Vectorizer.Abstractions.Collections;

/// <summary>All collections of the cluster by name. One grain, key 0; not on the path of reads and writes of points.</summary>
[Alias("vectorizer.ICatalogGrain")]
public interface ICatalogGrain : IGrainWithIntegerKey
{
    /// <summary>Creates a collection and opens its segments.</summary>
    /// <exception cref="Errors.VectorizerException"><c>collection_exists</c>, <c>invalid_argument</c>.</exception>
    [Alias("Create")]
    Task<CollectionRecord> Create(CollectionDefinition definition);

    /// <summary>The record of a collection, or null.</summary>
    [AlwaysInterleave, Alias("Find")]
    Task<CollectionRecord?> Find(string name);

    /// <summary>All collections, ordered by name.</summary>
    [AlwaysInterleave, Alias("List")]
    Task<ImmutableArray<CollectionRecord>> List();

    /// <summary>Changes what may change.</summary>
    /// <exception cref="Errors.VectorizerException"><c>collection_not_found</c>, <c>invalid_argument</c>.</exception>
    [Alias("Change")]
    Task<CollectionRecord> Change(string name, CollectionChange change);

    /// <summary>Drops a collection and all of its points.</summary>
    /// <exception cref="Errors.VectorizerException"><c>collection_not_found</c>.</exception>
    [Alias("Drop")]
    Task Drop(string name);
}

using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Vectorizer.Abstractions.Collections;

/// <summary>All collections of the cluster by name. One grain, key 0; not on the path of reads and writes of points.</summary>
[Alias("vectorizer.ICatalogGrain")]
public interface ICatalogGrain : IGrainWithIntegerKey
{
    /// <summary>Records in one answer: with 64 long-named fields each they still fit well into a message.</summary>
    const int MaxListed = 256;

    /// <summary>Creates a collection and opens its segments.</summary>
    /// <exception cref="Errors.VectorizerException"><c>collection_exists</c>, <c>invalid_argument</c>.</exception>
    [Alias("Create")]
    Task<CollectionRecord> Create(CollectionDefinition definition);

    /// <summary>The record of a collection, or null.</summary>
    [AlwaysInterleave, Alias("Find")]
    Task<CollectionRecord?> Find(string name);

    /// <summary>The record of a collection by its internal id, or null.</summary>
    [AlwaysInterleave, Alias("FindById")]
    Task<CollectionRecord?> FindById(long id);

    /// <summary>Collections ordered by the ordinal order of their names.</summary>
    /// <param name="after">The name behind which the list starts, or null.</param>
    /// <param name="limit">Records wanted, 1..<see cref="MaxListed"/>.</param>
    /// <exception cref="Errors.VectorizerException"><c>invalid_argument</c>.</exception>
    [AlwaysInterleave, Alias("List")]
    Task<ImmutableArray<CollectionRecord>> List(string? after, int limit);

    /// <summary>Changes what may change.</summary>
    /// <exception cref="Errors.VectorizerException"><c>collection_not_found</c>, <c>invalid_argument</c>.</exception>
    [Alias("Change")]
    Task<CollectionRecord> Change(string name, CollectionChange change);

    /// <summary>
    /// Gives a collection an index over its payloads. One of the same key and type is left as it is, one of another type is replaced.
    /// The segments build it in the background.
    /// </summary>
    /// <exception cref="Errors.VectorizerException"><c>collection_not_found</c>, <c>invalid_argument</c>.</exception>
    [Alias("PutPayloadIndex")]
    Task<CollectionRecord> PutPayloadIndex(string name, PayloadIndexDefinition index);

    /// <summary>Takes an index over its payloads from a collection.</summary>
    /// <exception cref="Errors.VectorizerException"><c>collection_not_found</c>, <c>payload_index_not_found</c>.</exception>
    [Alias("DropPayloadIndex")]
    Task<CollectionRecord> DropPayloadIndex(string name, string key);

    /// <summary>Drops a collection and all of its points.</summary>
    /// <exception cref="Errors.VectorizerException"><c>collection_not_found</c>.</exception>
    [Alias("Drop")]
    Task Drop(string name);
}

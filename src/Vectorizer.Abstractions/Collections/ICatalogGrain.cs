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
    /// <exception cref="Errors.VectorizerException">
    /// <c>collection_exists</c>, <c>name_is_alias</c>, <c>invalid_argument</c>.
    /// </exception>
    [Alias("Create")]
    Task<CollectionRecord> Create(CollectionDefinition definition);

    /// <summary>The record of a collection, by its own name or by an alias, or null.</summary>
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

    /// <summary>Changes what may change, in the collection of this name or alias.</summary>
    /// <exception cref="Errors.VectorizerException"><c>collection_not_found</c>, <c>invalid_argument</c>.</exception>
    [Alias("Change")]
    Task<CollectionRecord> Change(string name, CollectionChange change);

    /// <summary>Gives a collection another name. Its id, points and aliases stay.</summary>
    /// <param name="name">The collection's own name.</param>
    /// <param name="to">The new name, which neither a collection nor an alias has.</param>
    /// <returns>
    /// The renamed collection; also when it was renamed so before and its old name has not been given away since, so that a
    /// caller who missed the answer can ask again.
    /// </returns>
    /// <exception cref="Errors.VectorizerException">
    /// <c>collection_not_found</c>, <c>collection_exists</c>, <c>name_is_alias</c>, <c>invalid_argument</c>.
    /// </exception>
    [Alias("Rename")]
    Task<CollectionRecord> Rename(string name, string to);

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

    /// <summary>Drops a collection, all of its points and its aliases.</summary>
    /// <param name="name">The collection's own name.</param>
    /// <returns>The aliases that stood for it.</returns>
    /// <exception cref="Errors.VectorizerException">
    /// <c>collection_not_found</c>, <c>name_is_alias</c>, <c>deletion_protected</c>.
    /// </exception>
    [Alias("Drop")]
    Task<ImmutableArray<string>> Drop(string name);

    /// <summary>Takes the steps of a change of aliases in their order, all or none: nobody sees a part of them.</summary>
    /// <exception cref="Errors.VectorizerException">
    /// <c>collection_not_found</c>, <c>collection_exists</c>, <c>alias_not_found</c>, <c>name_is_alias</c>, <c>invalid_argument</c>:
    /// nothing was changed.
    /// </exception>
    [Alias("ChangeAliases")]
    Task ChangeAliases(ImmutableArray<AliasAction> actions);

    /// <summary>Aliases ordered by the ordinal order of their names.</summary>
    /// <param name="after">The alias behind which the list starts, or null.</param>
    /// <param name="limit">Aliases wanted, 1..<see cref="MaxListed"/>.</param>
    /// <exception cref="Errors.VectorizerException"><c>invalid_argument</c>.</exception>
    [AlwaysInterleave, Alias("ListAliases")]
    Task<ImmutableArray<CollectionAlias>> ListAliases(string? after, int limit);

    /// <summary>The aliases of a collection in their ordinal order; none for one that does not exist.</summary>
    /// <param name="id">Internal id of the collection.</param>
    [AlwaysInterleave, Alias("AliasesOf")]
    Task<ImmutableArray<string>> AliasesOf(long id);
}

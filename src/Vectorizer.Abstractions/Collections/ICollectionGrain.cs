using System.Collections.Immutable;
using Orleans.Concurrency;
using Vectorizer.Abstractions.Segments;

namespace Vectorizer.Abstractions.Collections;

/// <summary>One collection, keyed by its internal id: parameters, slots, and what its segments report.</summary>
[Alias("vectorizer.ICollectionGrain")]
public interface ICollectionGrain : IGrainWithIntegerKey
{
    /// <summary>The record, or null when the collection has been dropped.</summary>
    [AlwaysInterleave, Alias("Find")]
    Task<CollectionRecord?> Find();

    /// <summary>What each segment holds and in which state it is, in order of segment number.</summary>
    /// <exception cref="Errors.VectorizerException"><c>collection_not_found</c>.</exception>
    [AlwaysInterleave, Alias("Segments")]
    Task<ImmutableArray<SegmentStatus>> Segments();

    /// <summary>Saves every segment, in order of segment number; see <see cref="ISegmentGrain.Save"/>.</summary>
    [AlwaysInterleave, Alias("Save"), ResponseTimeout(ISegmentGrain.LongestAnswer)]
    Task<ImmutableArray<SnapshotStatus>> Save(ReadOptions options);

    /// <summary>Creates the segments of a new collection. When it has returned, their files are on the disk.</summary>
    [Alias("Create")]
    Task Create(CollectionRecord record);

    /// <summary>Takes a changed record from the catalog and hands it to the segments.</summary>
    [Alias("Accept")]
    Task Accept(CollectionRecord record);

    /// <summary>
    /// Closes the segments for good and frees what they hold. Called by the catalog, again and again until it succeeds.
    /// </summary>
    /// <param name="record">The last record of the collection: this grain may not have seen it.</param>
    [Alias("Drop")]
    Task Drop(CollectionRecord record);
}

using Orleans.Concurrency;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Filters;
using Vectorizer.Abstractions.Listing;
using Vectorizer.Abstractions.Payloads;
using Vectorizer.Abstractions.Points;
using Vectorizer.Abstractions.Search;

namespace Vectorizer.Abstractions.Segments;

/// <summary>The points of some slots of a collection: owns their indexes and orders their writes.</summary>
/// <remarks>
/// Key: <see cref="SegmentKey"/>. Reads and writes interleave: both hand their work to threads of the silo and wait,
/// and a turn that waits must not keep the others out. The order of writes is the order in which their first turn ran.
/// </remarks>
[Alias("vectorizer.ISegmentGrain")]
public interface ISegmentGrain : IGrainWithStringKey
{
    /// <summary>
    /// When Orleans gives up waiting. Longer than any timeout that a caller may name, so that the segment, which
    /// knows whether a write was taken, is the one that answers.
    /// </summary>
    const string LongestAnswer = "00:10:30";

    /// <summary>Inserts points or replaces those with the same id. All of the batch becomes visible at once, or nothing.</summary>
    /// <exception cref="Errors.VectorizerException">
    /// <c>invalid_argument</c>, <c>collection_not_found</c>, <c>stale_record</c>, <c>overloaded</c>, <c>segment_unavailable</c>:
    /// nothing was stored. <c>indeterminate</c>: the time is up, but the write goes on.
    /// </exception>
    [AlwaysInterleave, Alias("Upsert"), ResponseTimeout(LongestAnswer)]
    Task<WriteResult> Upsert(PointBatch points, WriteOptions options);

    /// <summary>Deletes points by id. Ids that do not exist are not an error.</summary>
    /// <exception cref="Errors.VectorizerException">As <see cref="Upsert"/>.</exception>
    [AlwaysInterleave, Alias("Delete"), ResponseTimeout(LongestAnswer)]
    Task<WriteResult> Delete(ByteStrings ids, WriteOptions options);

    /// <summary>
    /// Deletes the points that match a filter, in batches. Each is judged at one moment meanwhile. An error tells how many had been
    /// deleted by then; nothing is undone.
    /// </summary>
    /// <exception cref="Errors.VectorizerException">As <see cref="Upsert"/>, and <c>deadline_exceeded</c>.</exception>
    [AlwaysInterleave, Alias("DeleteMatching"), ResponseTimeout(LongestAnswer)]
    Task<WriteResult> DeleteMatching(Filter filter, WriteOptions options);

    /// <summary>
    /// Gives points other payloads, all at once or none; their vectors stay. Ids that do not exist are not an error, and a point
    /// that has the payload already is not stored again; neither is counted.
    /// </summary>
    /// <exception cref="Errors.VectorizerException">As <see cref="Upsert"/>, and <c>deadline_exceeded</c>: nothing was stored.</exception>
    [AlwaysInterleave, Alias("ChangePayloads"), ResponseTimeout(LongestAnswer)]
    Task<WriteResult> ChangePayloads(ByteStrings ids, PayloadChange change, WriteOptions options);

    /// <summary>Gives the points that match a filter other payloads, in batches as <see cref="DeleteMatching"/>.</summary>
    /// <exception cref="Errors.VectorizerException">As <see cref="DeleteMatching"/>.</exception>
    [AlwaysInterleave, Alias("ChangeMatchingPayloads"), ResponseTimeout(LongestAnswer)]
    Task<WriteResult> ChangeMatchingPayloads(Filter filter, PayloadChange change, WriteOptions options);

    /// <summary>Finds the nearest points.</summary>
    /// <exception cref="Errors.VectorizerException">
    /// <c>invalid_argument</c>, <c>collection_not_found</c>, <c>overloaded</c>, <c>deadline_exceeded</c>.
    /// </exception>
    [AlwaysInterleave, Alias("Search"), ResponseTimeout(LongestAnswer)]
    Task<SearchResponse> Search(SearchRequest request, CancellationToken cancellationToken);

    /// <summary>The points with these ids, in the order of the ids; those that do not exist are left out.</summary>
    /// <exception cref="Errors.VectorizerException">As <see cref="Search"/>.</exception>
    [AlwaysInterleave, Alias("Get"), ResponseTimeout(LongestAnswer)]
    Task<PointSlice> Get(ByteStrings ids, PointParts parts, ReadOptions options, CancellationToken cancellationToken);

    /// <summary>Points in list order behind <paramref name="after"/>; null for the first page.</summary>
    /// <param name="after">The id behind which the page starts; it need not exist any more.</param>
    /// <param name="limit">Points wanted, 1..1,000.</param>
    /// <param name="parts">What the points carry besides their id.</param>
    /// <param name="options">Time allowed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Errors.VectorizerException">As <see cref="Search"/>.</exception>
    [AlwaysInterleave, Alias("List"), ResponseTimeout(LongestAnswer)]
    Task<PointPage> List(
        ByteStrings? after, int limit, PointParts parts, ReadOptions options, CancellationToken cancellationToken);

    /// <summary>A page of points that match a filter, in list order or in that of a value of their payloads.</summary>
    /// <exception cref="Errors.VectorizerException">As <see cref="Search"/>.</exception>
    [AlwaysInterleave, Alias("Scroll"), ResponseTimeout(LongestAnswer)]
    Task<ScrollPage> Scroll(ScrollRequest request, CancellationToken cancellationToken);

    /// <summary>How many points match a filter; null for all.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="exact">Whether every point is to be looked at.</param>
    /// <param name="options">Time allowed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Errors.VectorizerException">As <see cref="Search"/>.</exception>
    [AlwaysInterleave, Alias("Count"), ResponseTimeout(LongestAnswer)]
    Task<PointCount> Count(Filter? filter, bool exact, ReadOptions options, CancellationToken cancellationToken);

    /// <summary>Which values points have at a key, and how many have each.</summary>
    /// <exception cref="Errors.VectorizerException">As <see cref="Search"/>.</exception>
    [AlwaysInterleave, Alias("Facet"), ResponseTimeout(LongestAnswer)]
    Task<FacetCounts> Facet(FacetRequest request, CancellationToken cancellationToken);

    /// <summary>What the segment holds and in which state it is.</summary>
    [AlwaysInterleave, Alias("Status")]
    Task<SegmentStatus> Status();

    /// <summary>Saves what is visible now. The save goes on when the time is up; <see cref="SnapshotStatus.IsSaving"/> then tells so.</summary>
    /// <exception cref="Errors.VectorizerException">
    /// <c>collection_not_found</c>, <c>segment_unavailable</c>, <c>insufficient_storage</c>: what was saved before is as it was.
    /// </exception>
    [AlwaysInterleave, Alias("Save"), ResponseTimeout(LongestAnswer)]
    Task<SnapshotStatus> Save(ReadOptions options);

    /// <summary>Creates the segment of a new collection. When it has returned, its files are on the disk.</summary>
    [Alias("Create")]
    Task Create(CollectionRecord record);

    /// <summary>Takes a changed record of the collection. Called by the collection.</summary>
    [Alias("Accept")]
    Task Accept(CollectionRecord record);

    /// <summary>Closes the segment for good. Called by the collection when it is dropped.</summary>
    [Alias("Drop")]
    Task Drop();
}

using Orleans.Placement;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Filters;
using Vectorizer.Abstractions.Listing;
using Vectorizer.Abstractions.Payloads;
using Vectorizer.Abstractions.Points;
using Vectorizer.Abstractions.Search;
using Vectorizer.Abstractions.Segments;
using Vectorizer.Clustering.Placement;

namespace Vectorizer.Grains.Segments;

/// <summary>The address of a segment in the cluster: finds its record, opens it, and passes on what comes.</summary>
/// <remarks>
/// No work is done in a turn beyond checking arguments. An activation that has a segment is never collected when idle and
/// never moved: the index behind it lives in this silo's memory.
/// </remarks>
[GrainType("vectorizer.segment"), SegmentPlacement, Immovable]
internal sealed class SegmentGrain(SegmentRegistry registry) : Grain, ISegmentGrain
{
    // Null when the collection does not exist, or not any more.
    private CollectionRecord? _record;
    private SegmentHost? _segment;

    private SegmentHost Segment
        => _segment ??= _record is null ? throw SegmentHost.NotFound(Key) : registry.Open(_record, Key.Number);

    private SegmentKey Key => SegmentKey.Parse(this.GetPrimaryKeyString());

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        CollectionRecord? record = await GrainFactory.GetGrain<ICollectionGrain>(Key.CollectionId).Find();
        if (record is not null && Key.Number < record.Definition.Segments)
        {
            Keep(record);
        }
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
        => _segment is null ? Task.CompletedTask : registry.CloseAsync(_segment, dropped: false).WaitAsync(cancellationToken);

    public Task<WriteResult> Upsert(PointBatch points, WriteOptions options) => Segment.UpsertAsync(points, options);

    public Task<WriteResult> Delete(ByteStrings ids, WriteOptions options) => Segment.DeleteAsync(ids, options);

    public Task<WriteResult> DeleteMatching(Filter filter, WriteOptions options) => Segment.DeleteAsync(filter, options);

    public Task<WriteResult> ChangePayloads(ByteStrings ids, PayloadChange change, WriteOptions options)
        => Segment.ChangePayloadsAsync(ids, change, options);

    public Task<WriteResult> ChangeMatchingPayloads(Filter filter, PayloadChange change, WriteOptions options)
        => Segment.ChangePayloadsAsync(filter, change, options);

    public Task<SearchResponse> Search(SearchRequest request, CancellationToken cancellationToken)
        => Segment.SearchAsync(request, cancellationToken);

    public Task<PointSlice> Get(
        ByteStrings ids, PointParts parts, ReadOptions options, CancellationToken cancellationToken)
        => Segment.GetAsync(ids, parts, options, cancellationToken);

    public Task<PointPage> List(
        ByteStrings? after, int limit, PointParts parts, ReadOptions options, CancellationToken cancellationToken)
        => Segment.ListAsync(after, limit, parts, options, cancellationToken);

    public Task<ScrollPage> Scroll(ScrollRequest request, CancellationToken cancellationToken)
        => Segment.ScrollAsync(request, cancellationToken);

    public Task<PointCount> Count(Filter? filter, bool exact, ReadOptions options, CancellationToken cancellationToken)
        => Segment.CountAsync(filter, exact, options, cancellationToken);

    public Task<FacetCounts> Facet(FacetRequest request, CancellationToken cancellationToken)
        => Segment.FacetAsync(request, cancellationToken);

    public Task<SegmentStatus> Status() => Task.FromResult(Segment.Status());

    public Task<SnapshotStatus> Save(ReadOptions options) => Segment.SaveAsync(options);

    public async Task Create(CollectionRecord record)
    {
        // Before the files are there: calls that come in between must not take their absence for damage.
        _record = null;
        _segment = await registry.CreateAsync(record, Key.Number);
        Keep(record);
    }

    public Task Accept(CollectionRecord record)
    {
        Segment.Accept(record);
        return Task.CompletedTask;
    }

    public async Task Drop()
    {
        _record = null;
        if (_segment is { } segment)
        {
            _segment = null;
            await registry.CloseAsync(segment, dropped: true);
        }

        await registry.DeleteFilesAsync(Key);
        DeactivateOnIdle();
    }

    /// <summary>
    /// Keeps the activation for as long as the segment exists. One whose collection does not exist goes when it has been
    /// idle, and not at once: callers that come meanwhile would be turned away without a reason.
    /// </summary>
    private void Keep(CollectionRecord record)
    {
        _record = record;
        DelayDeactivation(TimeSpan.MaxValue);
    }
}

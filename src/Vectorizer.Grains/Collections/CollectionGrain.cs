using System.Collections.Immutable;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Segments;

namespace Vectorizer.Grains.Collections;

/// <summary>Keeps the record of one collection for its segments, and speaks to all of them at once.</summary>
[GrainType("vectorizer.collection")]
internal sealed class CollectionGrain : Grain, ICollectionGrain
{
    // Null when the collection does not exist, or not any more.
    private CollectionRecord? _record;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
        => _record = await GrainFactory.GetGrain<ICatalogGrain>(0).FindById(this.GetPrimaryKeyLong());

    public Task<CollectionRecord?> Find() => Task.FromResult(_record);

    public async Task<ImmutableArray<SegmentStatus>> Segments()
    {
        CollectionRecord record = _record ?? throw new VectorizerException(
            VectorizerError.CollectionNotFound, $"There is no collection with the id {this.GetPrimaryKeyLong()}.");
        return [.. await Task.WhenAll(SegmentsOf(record).Select(segment => segment.Status()))];
    }

    public async Task<ImmutableArray<SnapshotStatus>> Save(ReadOptions options)
    {
        CollectionRecord record = _record ?? throw new VectorizerException(
            VectorizerError.CollectionNotFound, $"There is no collection with the id {this.GetPrimaryKeyLong()}.");
        return [.. await Task.WhenAll(SegmentsOf(record).Select(segment => segment.Save(options)))];
    }

    public async Task Create(CollectionRecord record)
    {
        // Before the segments are told: one that is activated by the call asks this grain for the record.
        _record = record;
        await Task.WhenAll(SegmentsOf(record).Select(segment => segment.Create(record)));
    }

    public async Task Accept(CollectionRecord record)
    {
        // As above.
        if (_record is null || record.Version > _record.Version)
        {
            _record = record;
        }

        await Task.WhenAll(SegmentsOf(record).Select(segment => segment.Accept(record)));
    }

    public async Task Drop(CollectionRecord record)
    {
        _record = null;
        await Task.WhenAll(SegmentsOf(record).Select(segment => segment.Drop()));
        DeactivateOnIdle();
    }

    private IEnumerable<ISegmentGrain> SegmentsOf(CollectionRecord record) => Enumerable
        .Range(0, record.Definition.Segments)
        .Select(number => GrainFactory.GetGrain<ISegmentGrain>(new SegmentKey(record.Id, number).ToString()));
}

using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Segments;
using Vectorizer.Grains.Segments;
using Vectorizer.Grains.Tests.Clusters;

namespace Vectorizer.Grains.Tests.Collections;

/// <summary>A silo of its own, so that the calls that fail are those of one test.</summary>
public sealed class CollectionFaultTests : IAsyncLifetime
{
    private readonly VectorizerCluster _cluster = new(1);
    private CallFaults _faults = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _cluster.InitializeAsync();
        _faults = _cluster.OnEverySilo<CallFaults>().Single();
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task A_collection_whose_segments_cannot_be_created_does_not_exist_and_can_be_created_again()
    {
        _faults.FailNext(nameof(ISegmentGrain), "Create");

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => _cluster.Client.CreateCollectionAsync(Definitions.Plain("a"), Token));

        Assert.Null(await _cluster.Client.FindCollectionAsync("a", Token));
        Assert.Empty(OpenSegments());
        await _cluster.Client.CreateCollectionAsync(Definitions.Plain("a"), Token);
        Assert.Equal(3, (await _cluster.Client.UpsertAsync("a", Points.OnALine(3), null, Token)).ThrowIfFailed().Affected);
    }

    /// <summary>The collection is gone at once; the segment that was missed is closed by a later attempt.</summary>
    [Fact]
    public async Task A_segment_that_misses_a_drop_is_closed_later()
    {
        await _cluster.Client.CreateCollectionAsync(Definitions.Plain("a"), Token);
        _faults.FailNext(nameof(ISegmentGrain), "Drop");

        await _cluster.Client.DropCollectionAsync("a", Token);

        Assert.Null(await _cluster.Client.FindCollectionAsync("a", Token));
        CollectionRecord again = await _cluster.Client.CreateCollectionAsync(Definitions.Plain("a"), Token);
        await Until.TrueAsync(() => OpenSegments().All(segment => segment.Key.CollectionId == again.Id));
        Assert.Equal(3, OpenSegments().Count());
    }

    [Fact]
    public async Task A_change_that_a_segment_missed_is_made_whole_by_repeating_it()
    {
        await _cluster.Client.CreateCollectionAsync(Definitions.Plain("a"), Token);
        _faults.FailNext(nameof(ISegmentGrain), "Accept");

        VectorizerException e = await Assert.ThrowsAsync<VectorizerException>(
            () => _cluster.Client.ChangeCollectionAsync("a", new CollectionChange("", 20), Token));
        Assert.Equal((VectorizerError.SegmentUnavailable, true), (e.Code, e.RetryAfter > TimeSpan.Zero));
        await _cluster.Client.ChangeCollectionAsync("a", new CollectionChange("", 20), Token);

        Assert.All(OpenSegments(), segment => Assert.Equal(20, segment.Record.Definition.Fields[0].Hnsw.EfSearch));
    }

    /// <summary>Collecting idle activations would close every index that was not asked for lately.</summary>
    [Fact]
    public async Task A_segment_stays_open_however_long_nobody_asks()
    {
        await _cluster.Client.CreateCollectionAsync(Definitions.Plain("a"), Token);
        SegmentHost[] before = [.. OpenSegments()];

        await _cluster.Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);

        Assert.Equal(before, OpenSegments());
        Assert.True((await _cluster.Client.UpsertAsync("a", Points.OnALine(3), null, Token)).Succeeded);
    }

    private IEnumerable<SegmentHost> OpenSegments()
        => _cluster.OnEverySilo<SegmentRegistry>().SelectMany(registry => registry.OpenSegments);
}

using System.Collections.Immutable;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Segments;
using Vectorizer.Client.Orleans;
using Vectorizer.Grains.Snapshots;
using Vectorizer.Grains.Storage;
using Vectorizer.Grains.Tests.Clusters;
using Vectorizer.Storage.Snapshots;

namespace Vectorizer.Grains.Tests.Snapshots;

/// <summary>Silos of their own that save nothing by themselves, so that each save is one that a test asked for.</summary>
public sealed class SavingTests : IAsyncLifetime
{
    private readonly VectorizerCluster _cluster = new(3, autoSave: options => options.Enabled = false);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _cluster.InitializeAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Every_segment_is_saved_on_its_own_node_up_to_its_last_write()
    {
        // So many that they are not all on one node.
        CollectionRecord record = await FillAsync("a", 300, segments: 16);

        ImmutableArray<SnapshotStatus> saved = await _cluster.Client.SaveAsync("a", cancellationToken: Token);

        ImmutableArray<SegmentStatus> segments = await _cluster.Client.GetSegmentsAsync("a", Token);
        Assert.True(segments.Select(segment => segment.Node).Distinct().Count() > 1, "The segments are spread.");
        Assert.Equal(segments.Select(segment => segment.Sequence), saved.Select(snapshot => snapshot.Sequence));
        Assert.All(saved, snapshot => Assert.Equal((1, 0, false, null), (snapshot.Kept, snapshot.Damaged, snapshot.IsSaving, snapshot.Failure)));
        foreach (NodeStorage storage in _cluster.OnEverySilo<NodeStorage>())
        {
            string node = storage.Data.Identity.Node;
            Assert.All(segments, segment => Assert.Equal(
                segment.Node == node ? [segment.Sequence] : [],
                new FileSnapshotStore(storage.Data).List(record.Id, segment.Number)));
        }
    }

    [Fact]
    public async Task What_is_saved_already_is_not_saved_again()
    {
        await FillAsync("a", 30);
        ImmutableArray<SnapshotStatus> first = await _cluster.Client.SaveAsync("a", cancellationToken: Token);

        ImmutableArray<SnapshotStatus> second = await _cluster.Client.SaveAsync("a", cancellationToken: Token);

        Assert.Equal(first, second);
    }

    [Fact]
    public async Task An_empty_segment_has_nothing_to_save()
    {
        await _cluster.Client.CreateCollectionAsync(Definitions.Plain("a"), Token);

        Assert.All(
            await _cluster.Client.SaveAsync("a", cancellationToken: Token),
            snapshot => Assert.Equal((0, null, 0, null), (snapshot.Sequence, snapshot.SavedAt, snapshot.Kept, snapshot.Failure)));
    }

    [Fact]
    public async Task Saves_asked_for_together_share_their_work_and_writes_go_on()
    {
        await FillAsync("a", 3_000);
        using CancellationTokenSource enough = new();
        Task writing = Task.Run(
            async () =>
            {
                while (!enough.IsCancellationRequested)
                {
                    (await _cluster.Client.UpsertAsync("a", Points.OnALine(50), null, Token)).ThrowIfFailed();
                }
            },
            Token);

        Task<ImmutableArray<SnapshotStatus>>[] saves =
            [.. Enumerable.Range(0, 20).Select(_ => _cluster.Client.SaveAsync("a", cancellationToken: Token))];
        ImmutableArray<SnapshotStatus>[] statuses = await Task.WhenAll(saves);
        await enough.CancelAsync();
        await writing;

        // One that ran when they came, and one that all of them waited for.
        Assert.All(Enumerable.Range(0, 3), segment => Assert.InRange(
            statuses.Select(status => status[segment].Sequence).Distinct().Count(), 1, 2));
        Assert.All(statuses.SelectMany(status => status), status => Assert.Null(status.Failure));
        Assert.Equal(3_000, (await _cluster.Client.GetSegmentsAsync("a", Token)).Sum(segment => segment.Points));
    }

    [Theory]
    [InlineData("Replace", 1)]
    [InlineData("Replace", 2)]
    public async Task A_save_whose_manifest_is_not_stored_fails_and_the_next_one_succeeds(string method, int failures)
    {
        await _cluster.Client.CreateCollectionAsync(Definitions.Plain("a", segments: 1), Token);
        (await _cluster.Client.UpsertAsync("a", Points.OnALine(10), null, Token)).ThrowIfFailed();
        for (int i = 0; i < failures; i++)
        {
            // Each silo has its own faults, and the manifest is on one of them.
            foreach (CallFaults faults in _cluster.OnEverySilo<CallFaults>())
            {
                faults.FailNext(nameof(ICopyManifestGrain), method);
            }
        }

        for (int i = 0; i < failures; i++)
        {
            VectorizerException e = await Assert.ThrowsAsync<VectorizerException>(
                () => _cluster.Client.SaveAsync("a", cancellationToken: Token));
            Assert.Equal(VectorizerError.SegmentUnavailable, e.Code);
            SnapshotStatus failed = (await _cluster.Client.GetSegmentsAsync("a", Token))[0].Snapshot!;
            Assert.Equal((0, 0), (failed.Sequence, failed.Kept));
            Assert.Contains("because a test says so", failed.Failure, StringComparison.Ordinal);
        }

        (await _cluster.Client.UpsertAsync("a", Points.OnALine(20), null, Token)).ThrowIfFailed();
        SnapshotStatus saved = (await _cluster.Client.SaveAsync("a", cancellationToken: Token))[0];

        Assert.Equal((2, 1, null), (saved.Sequence, saved.Kept, saved.Failure));
    }

    [Fact]
    public async Task A_drop_takes_snapshots_and_manifests_with_it()
    {
        CollectionRecord record = await FillAsync("a", 30);
        await _cluster.Client.SaveAsync("a", cancellationToken: Token);
        string[] nodes = [.. (await _cluster.Client.GetSegmentsAsync("a", Token)).Select(segment => segment.Node)];

        await _cluster.Client.DropCollectionAsync("a", Token);

        for (int segment = 0; segment < nodes.Length; segment++)
        {
            SegmentKey key = new(record.Id, segment);
            NodeStorage storage = _cluster.OnEverySilo<NodeStorage>().Single(storage => storage.Data.Identity.Node == nodes[segment]);
            Assert.Empty(new FileSnapshotStore(storage.Data).List(record.Id, segment));
            CopyManifest left = await _cluster.Grains.GetGrain<ICopyManifestGrain>($"{key}/{nodes[segment]}").Read();
            Assert.Equal(0, left.Version);
        }
    }

    [Fact]
    public async Task Keys_and_conditions_still_hold_while_and_after_a_segment_is_saved()
    {
        await _cluster.Client.CreateCollectionAsync(Definitions.Plain("a", segments: 1), Token);
        WriteOptions once = new(TimeSpan.FromSeconds(30), IdempotencyKey: "once");
        SegmentOutcome first = (await _cluster.Client.UpsertAsync("a", Points.OnALine(1), once, Token)).ThrowIfFailed().Segments[0];

        await _cluster.Client.SaveAsync("a", cancellationToken: Token);

        SegmentOutcome again = (await _cluster.Client.UpsertAsync("a", Points.OnALine(1), once, Token)).ThrowIfFailed().Segments[0];
        Assert.Equal((first.Sequence, 1L), (again.Sequence, (await _cluster.Client.GetSegmentsAsync("a", Token))[0].Sequence));
    }

    private async Task<CollectionRecord> FillAsync(string name, int points, int segments = 3)
    {
        CollectionRecord record = await _cluster.Client.CreateCollectionAsync(Definitions.Plain(name, segments: segments), Token);
        (await _cluster.Client.UpsertAsync(name, Points.OnALine(points), null, Token)).ThrowIfFailed();
        return record;
    }
}

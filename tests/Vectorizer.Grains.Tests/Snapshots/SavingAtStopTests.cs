using Microsoft.Extensions.Logging.Abstractions;
using Vectorizer.Grains.Segments;
using Vectorizer.Grains.Snapshots;
using Vectorizer.Grains.Storage;
using Vectorizer.Grains.Tests.Clusters;

namespace Vectorizer.Grains.Tests.Snapshots;

/// <summary>A silo whose threads that save can be held up.</summary>
public sealed class SavingAtStopTests : IAsyncLifetime
{
    // At least as many as there are threads that save.
    private const int Holds = 64;

    private readonly VectorizerCluster _cluster = new(1, autoSave: options => options.Enabled = false);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _cluster.InitializeAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    /// <summary>A save that outlives the stop would find no grain that takes its manifest, and tell of a failure.</summary>
    [Fact]
    public async Task A_silo_that_stops_lets_a_save_under_way_come_to_its_end()
    {
        await _cluster.Client.CreateCollectionAsync(Definitions.Plain("a", segments: 1), Token);
        (await _cluster.Client.UpsertAsync("a", Points.OnALine(30), null, Token)).ThrowIfFailed();
        SegmentRegistry registry = _cluster.OnEverySilo<SegmentRegistry>().Single();
        SegmentSaver saver = Assert.Single(registry.OpenSegments).Saver!;
        StopOnly lifecycle = new();
        new SegmentUpkeep(registry, TimeProvider.System, NullLogger<SegmentUpkeep>.Instance).Participate(lifecycle);
        using ManualResetEventSlim gate = new();
        DiskThreads threads = _cluster.OnEverySilo<NodeStorage>().Single().Saves;
        Task[] holds = [.. Enumerable.Range(0, Holds).Select(_ => threads.RunAsync(gate.Wait))];
        Task<SavedSnapshot?> save = saver.SaveAsync();

        Task stop = lifecycle.StopAsync();
        Assert.False(stop.IsCompleted, "The save is held up, and the stop did not wait for it.");
        gate.Set();
        await stop;

        Assert.True(save.IsCompletedSuccessfully);
        Assert.Equal((30L, false, null), ((await save)!.Points, saver.Status.IsSaving, saver.Status.Failure));
        await Task.WhenAll(holds);
    }

    /// <summary>A life that only ends.</summary>
    private sealed class StopOnly : ISiloLifecycle
    {
        private ILifecycleObserver? _observer;

        public int HighestCompletedStage => ServiceLifecycleStage.Active;

        public int LowestStoppedStage => int.MaxValue;

        public Task StopAsync() => _observer!.OnStop(Token);

        public IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer)
        {
            _observer = observer;
            return new NoSubscription();
        }

        private sealed class NoSubscription : IDisposable
        {
            public void Dispose()
            {
            }
        }
    }
}

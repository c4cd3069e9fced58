using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Points;
using Vectorizer.Abstractions.Segments;
using Vectorizer.Client.Orleans;
using Vectorizer.Grains.Search;
using Vectorizer.Grains.Segments;
using Vectorizer.Grains.Tests.Clusters;

namespace Vectorizer.Grains.Tests.Client;

/// <summary>One silo whose threads are held at a gate: what then comes waits, is refused, expires or is cancelled.</summary>
public sealed class LoadTests : IAsyncLifetime
{
    private const int SearchThreads = 2;
    private const int QueueCapacity = 6;
    private const int MaxPendingPoints = 100;

    private readonly VectorizerCluster _cluster = new(
        1,
        search =>
        {
            search.MaxThreads = SearchThreads;
            search.QueueCapacity = QueueCapacity;
        },
        index =>
        {
            index.MaxThreads = 1;
            index.MaxPendingPoints = MaxPendingPoints;
        });

    private readonly ManualResetEventSlim _gate = new();
    private SearchExecutor _searches = null!;
    private IndexExecutor _indexes = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _cluster.InitializeAsync();
        _searches = _cluster.OnEverySilo<SearchExecutor>().Single();
        _indexes = _cluster.OnEverySilo<IndexExecutor>().Single();
        await _cluster.Client.CreateCollectionAsync(Definitions.Plain("three"), Token);
        await _cluster.Client.CreateCollectionAsync(Definitions.Plain("one", segments: 1), Token);
        await _cluster.Client.UpsertAsync("three", Points.OnALine(60), null, Token);
        await _cluster.Client.UpsertAsync("one", Points.OnALine(60), null, Token);
    }

    public async ValueTask DisposeAsync()
    {
        _gate.Set();
        await _cluster.DisposeAsync();
        _gate.Dispose();
    }

    [Fact]
    public async Task A_search_gives_work_to_as_many_threads_as_it_has_segments()
    {
        await HoldSearchesAsync();

        Task<SearchResult> search = _cluster.Client.SearchAsync("three", Query(), Token);

        await Until.TrueAsync(() => _searches.Statistics.Queued == 3);
        _gate.Set();
        Assert.Equal(10, (await search).Hits[0].Count);
    }

    [Fact]
    public async Task A_batch_over_one_segment_is_divided_over_the_threads()
    {
        await HoldSearchesAsync();

        Task<SearchResult> search = _cluster.Client.SearchAsync(
            "one", new SearchQuery { Vectors = new VectorBlock(new float[4 * 9]) }, Token);

        await Until.TrueAsync(() => _searches.Statistics.Queued == SearchThreads);
        _gate.Set();
        Assert.All((await search).Hits, hits => Assert.Equal("p0", Points.IdsOf(hits.Points)[0]));
    }

    [Fact]
    public async Task A_full_queue_refuses_searches_and_never_grows()
    {
        await HoldSearchesAsync();
        Task<SearchResult>[] waiting = [.. Enumerable.Range(0, QueueCapacity).Select(
            _ => _cluster.Client.SearchAsync("one", Query(), Token))];
        await Until.TrueAsync(() => _searches.Statistics.Queued == QueueCapacity);

        for (int i = 0; i < 50; i++)
        {
            VectorizerException e = await Assert.ThrowsAsync<VectorizerException>(
                () => _cluster.Client.SearchAsync("three", Query(), Token));
            Assert.Equal(VectorizerError.Overloaded, e.Code);
            Assert.True(e.RetryAfter > TimeSpan.Zero);
        }

        Assert.Equal(QueueCapacity, _searches.Statistics.Queued);
        _gate.Set();
        Assert.All(await Task.WhenAll(waiting), result => Assert.Equal(10, result.Hits[0].Count));
        Assert.Equal(10, (await _cluster.Client.SearchAsync("three", Query(), Token)).Hits[0].Count);
    }

    [Fact]
    public async Task Cancelling_a_search_takes_it_off_the_queue_of_the_silo()
    {
        await HoldSearchesAsync();
        using CancellationTokenSource cancellation = new();
        Task<SearchResult> search = _cluster.Client.SearchAsync("three", Query(), cancellation.Token);
        await Until.TrueAsync(() => _searches.Statistics.Queued == 3);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => search);
        await Until.TrueAsync(() => _searches.Statistics.Queued == 0);
    }

    [Fact]
    public async Task A_search_that_was_queued_when_its_collection_was_dropped_says_so()
    {
        await HoldSearchesAsync();
        Task<SearchResult> search = _cluster.Client.SearchAsync("three", Query(), Token);
        await Until.TrueAsync(() => _searches.Statistics.Queued == 3);

        await _cluster.Client.DropCollectionAsync("three", Token);
        _gate.Set();

        VectorizerException e = await Assert.ThrowsAsync<VectorizerException>(() => search);
        Assert.Equal(VectorizerError.CollectionNotFound, e.Code);
    }

    [Fact]
    public async Task A_full_segment_refuses_writes_and_takes_them_again_later()
    {
        await HoldIndexingAsync();
        Task<CollectionWriteResult> taken = _cluster.Client.UpsertAsync("one", Points.OnALine(MaxPendingPoints), null, Token);
        await Until.TrueAsync(() => Segment("one").PendingPoints == MaxPendingPoints);

        for (int i = 0; i < 50; i++)
        {
            CollectionWriteResult refused = await _cluster.Client.UpsertAsync("one", Points.OnALine(1), null, Token);
            SegmentOutcome outcome = Assert.Single(refused.Segments);
            Assert.Equal((VectorizerError.Overloaded, 0, 0L), (outcome.Error?.Code, outcome.Acknowledged, outcome.Sequence));
            Assert.True(outcome.Error?.RetryAfter > TimeSpan.Zero);
            Assert.Throws<VectorizerException>(refused.ThrowIfFailed);
        }

        Assert.Equal(MaxPendingPoints, Segment("one").PendingPoints);
        _gate.Set();
        Assert.True((await taken).Succeeded);
        Assert.True((await _cluster.Client.UpsertAsync("one", Points.OnALine(1), null, Token)).Succeeded);
    }

    /// <summary>Segments answer for themselves: one is full, the others store their part.</summary>
    [Fact]
    public async Task The_outcome_of_each_segment_is_told()
    {
        await HoldIndexingAsync();
        PointBatch all = Points.OnALine(MaxPendingPoints);
        Task<CollectionWriteResult> first = _cluster.Client.UpsertAsync("three", all, null, Token);
        Task<CollectionWriteResult>[] more = [.. Enumerable.Range(0, 3).Select(
            _ => _cluster.Client.UpsertAsync("three", all, null, Token))];

        // Each segment has about a third of 100 points, so the third write of each fills it.
        await Until.TrueAsync(() => _cluster.Calls("ISegmentGrain", "Upsert") >= 3 + 1 + (4 * 3));
        _gate.Set();

        SegmentOutcome[] outcomes = [.. (await Task.WhenAll([first, .. more])).SelectMany(result => result.Segments)];
        Assert.Contains(outcomes, outcome => outcome.Error?.Code == VectorizerError.Overloaded);
        Assert.Contains(outcomes, outcome => outcome.Error is null);
        Assert.All(outcomes, outcome => Assert.Equal(outcome.Error is null ? outcome.Sent : 0, outcome.Acknowledged));
    }

    [Fact]
    public async Task A_write_whose_time_is_up_is_indeterminate_and_may_still_be_stored()
    {
        await HoldIndexingAsync();

        CollectionWriteResult result = await _cluster.Client.UpsertAsync(
            "one", new PointBatchBuilder().Add("late", [1, 2, 3, 4]).Build(), new WriteOptions(TimeSpan.FromMilliseconds(20)), Token);

        Assert.Equal(VectorizerError.Indeterminate, Assert.Single(result.Segments).Error?.Code);
        _gate.Set();
        await Until.TrueAsync(() => Segment("one").PendingPoints == 0);
        Assert.Equal(1, (await _cluster.Client.GetAsync("one", Points.Ids("late"), PointParts.None, null, Token)).Count);
    }

    [Fact]
    public async Task Cancelling_a_write_gives_up_waiting_for_it()
    {
        await HoldIndexingAsync();
        using CancellationTokenSource cancellation = new();
        Task<CollectionWriteResult> write = _cluster.Client.UpsertAsync("one", Points.OnALine(1), null, cancellation.Token);
        await Until.TrueAsync(() => Segment("one").PendingPoints == 1);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => write);
    }

    [Fact]
    public async Task A_drop_refuses_new_writes_and_waits_for_those_that_were_taken()
    {
        await HoldIndexingAsync();
        Task<CollectionWriteResult> taken = _cluster.Client.UpsertAsync("one", Points.OnALine(2), null, Token);
        await Until.TrueAsync(() => Segment("one").PendingPoints == 2);

        Task drop = _cluster.Client.DropCollectionAsync("one", Token);

        await Until.TrueAsync(() => !OpenSegments("one").Any());
        VectorizerException e = await Assert.ThrowsAsync<VectorizerException>(
            () => _cluster.Client.UpsertAsync("one", Points.OnALine(1), null, Token));
        Assert.Equal(VectorizerError.CollectionNotFound, e.Code);
        Assert.False(drop.IsCompleted, "A write is on its way.");
        _gate.Set();
        await drop;
        Assert.True((await taken).Succeeded);
    }

    [Fact]
    public async Task A_silo_stops_while_searches_run_and_wait()
    {
        await HoldSearchesAsync();
        Task<SearchResult>[] waiting = [.. Enumerable.Range(0, QueueCapacity).Select(
            _ => _cluster.Client.SearchAsync("one", Query() with { Timeout = TimeSpan.FromMilliseconds(100) }, Token))];
        await Until.TrueAsync(() => _searches.Statistics.Queued == QueueCapacity);

        Task stop = _cluster.Cluster.StopAllSilosAsync();
        _gate.Set();

        await stop;
        Assert.Equal(QueueCapacity, waiting.Length);
        await Task.WhenAll(waiting).ContinueWith(_ => { }, TaskScheduler.Default);
        Assert.All(waiting, search => Assert.True(search.IsCompleted));
    }

    private static SearchQuery Query() => new() { Vectors = new VectorBlock([1, 1, 1, 1]) };

    private SegmentHost Segment(string collection) => OpenSegments(collection).Single();

    private IEnumerable<SegmentHost> OpenSegments(string collection) => _cluster.OnEverySilo<SegmentRegistry>()
        .SelectMany(registry => registry.OpenSegments).Where(segment => segment.Record.Definition.Name == collection);

    /// <summary>Keeps every search thread at the gate.</summary>
    private async Task HoldSearchesAsync()
    {
        for (int i = 0; i < SearchThreads; i++)
        {
            _ = _searches.RunAsync(
                _ => _gate.Wait(Timeout.Infinite, CancellationToken.None), TimeSpan.FromMinutes(5), CancellationToken.None);
        }

        await Until.TrueAsync(() => _searches.Statistics is { Running: SearchThreads, Queued: 0 });
    }

    /// <summary>Keeps the only index thread at the gate.</summary>
    private async Task HoldIndexingAsync()
    {
        TaskCompletionSource held = new();
        _ = _indexes.RunAsync(() =>
        {
            held.SetResult();
            _gate.Wait(CancellationToken.None);
        });
        await held.Task;
    }
}

using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Client.Orleans.Routing;

namespace Vectorizer.Client.Orleans.Tests.Routing;

public sealed class CollectionRecordCacheTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly VectorizerClientOptions _options = new() { RecordLifetime = TimeSpan.FromSeconds(5), MaxCachedRecords = 3 };
    private readonly Dictionary<string, CollectionRecord> _catalog = [];
    private readonly CollectionRecordCache _cache;

    // What the next question to the catalog waits for, or fails with.
    private Task _gate = Task.CompletedTask;
    private int _asked;

    public CollectionRecordCacheTests() => _cache = new CollectionRecordCache(
        async name =>
        {
            _asked++;
            await _gate;
            return _catalog.GetValueOrDefault(name);
        },
        _options,
        NullLogger.Instance,
        _time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_record_is_asked_for_once_within_its_lifetime()
    {
        Set("a", version: 1);

        Assert.False((await _cache.GetAsync("a", Token)).Cached);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.True((await _cache.GetAsync("a", Token)).Cached);

        Assert.Equal(1, _asked);
    }

    [Fact]
    public async Task An_old_record_is_handed_out_while_it_is_fetched_anew()
    {
        Set("a", version: 1);
        await _cache.GetAsync("a", Token);
        Set("a", version: 2);
        TaskCompletionSource gate = new();
        _gate = gate.Task;
        _time.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(1, await VersionAsync("a"));
        Assert.Equal(1, await VersionAsync("a"));
        Assert.Equal(2, _asked);
        gate.SetResult();

        Assert.Equal(2, await VersionAsync("a"));
    }

    [Fact]
    public async Task A_record_that_cannot_be_refreshed_stays_in_use_and_is_tried_again()
    {
        Set("a", version: 1);
        await _cache.GetAsync("a", Token);
        Set("a", version: 2);
        _gate = Task.FromException(new TimeoutException("The catalog's silo is away."));
        _time.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(1, await VersionAsync("a"));
        Assert.Equal(1, await VersionAsync("a"));
        _gate = Task.CompletedTask;
        Assert.Equal(2, await VersionAsync("a") + await VersionAsync("a") - 1);
    }

    [Fact]
    public async Task A_collection_that_a_refresh_does_not_find_is_forgotten()
    {
        Set("a", version: 1);
        await _cache.GetAsync("a", Token);
        _catalog.Clear();
        _time.Advance(TimeSpan.FromSeconds(6));
        await _cache.GetAsync("a", Token);

        VectorizerException e = await Assert.ThrowsAsync<VectorizerException>(() => _cache.GetAsync("a", Token).AsTask());

        Assert.Equal(VectorizerError.CollectionNotFound, e.Code);
    }

    [Fact]
    public async Task A_collection_that_does_not_exist_is_asked_for_again()
    {
        await Assert.ThrowsAsync<VectorizerException>(() => _cache.GetAsync("a", Token).AsTask());
        Set("a", version: 1);

        Assert.Equal(1, await VersionAsync("a"));
    }

    [Fact]
    public async Task A_failure_to_fetch_a_first_record_reaches_the_caller()
    {
        _gate = Task.FromException(new TimeoutException("away"));

        VectorizerException e = await Assert.ThrowsAsync<VectorizerException>(() => _cache.GetAsync("a", Token).AsTask());

        Assert.Equal(VectorizerError.DeadlineExceeded, e.Code);
    }

    [Fact]
    public async Task No_more_records_are_kept_than_allowed()
    {
        for (int i = 0; i < 10; i++)
        {
            Set($"c{i}", version: 1);
            await _cache.GetAsync($"c{i}", Token);
            Assert.InRange(_cache.Count, 1, 3);
        }

        // The one asked for last is among them.
        Assert.True((await _cache.GetAsync("c9", Token)).Cached);
    }

    [Fact]
    public async Task Only_the_record_meant_is_removed()
    {
        Set("a", version: 1);
        CollectionRecord old = (await _cache.GetAsync("a", Token)).Record;
        CollectionRecord changed = old with { Version = 2 };
        _cache.Put(changed);

        _cache.Remove(old);

        Assert.Same(changed, (await _cache.GetAsync("a", Token)).Record);
        _cache.Remove(changed);
        Assert.Equal(0, _cache.Count);
    }

    private async Task<long> VersionAsync(string name) => (await _cache.GetAsync(name, Token)).Record.Version;

    private void Set(string name, long version) => _catalog[name] = new CollectionRecord(
        1,
        new CollectionDefinition(name, [new VectorField("", 2, DistanceMetric.Dot, new HnswConfig())], 1),
        SlotMap.Even(1),
        version,
        DateTimeOffset.UnixEpoch);
}

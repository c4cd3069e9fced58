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
    private Func<string, Task<CollectionRecord?>>? _answer;
    private int _asked;

    public CollectionRecordCacheTests() => _cache = new CollectionRecordCache(
        async name =>
        {
            _asked++;
            if (_answer is { } answer)
            {
                return await answer(name);
            }

            await _gate;
            return _catalog.GetValueOrDefault(name);
        },
        _options,
        NullLogger.Instance,
        _time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_record_is_asked_for_once_within_half_of_its_lifetime()
    {
        Set("a", version: 1);

        Assert.False((await _cache.GetAsync("a", Token)).Cached);
        _time.Advance(TimeSpan.FromSeconds(2.5));
        Assert.True((await _cache.GetAsync("a", Token)).Cached);

        Assert.Equal(1, _asked);
    }

    [Fact]
    public async Task A_record_in_the_second_half_of_its_lifetime_is_handed_out_while_it_is_fetched_anew_once()
    {
        Set("a", version: 1);
        await _cache.GetAsync("a", Token);
        Set("a", version: 2);
        TaskCompletionSource gate = new();
        _gate = gate.Task;
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(1, await VersionAsync("a"));
        Assert.Equal(1, await VersionAsync("a"));
        Assert.Equal(2, _asked);
        gate.SetResult();

        Assert.Equal(2, await VersionAsync("a"));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("alias")]
    public async Task A_record_beyond_its_lifetime_is_not_handed_out_while_the_catalog_answers(string name)
    {
        Set("a", version: 1);
        SetAlias("alias", "a");
        await _cache.GetAsync(name, Token);
        Set("b", version: 7);
        SetAlias(name, "b");
        TaskCompletionSource gate = new();
        _gate = gate.Task;
        _time.Advance(TimeSpan.FromSeconds(6));

        Task<long> version = VersionAsync(name);
        Assert.False(version.IsCompleted);
        gate.SetResult();

        Assert.Equal(7, await version);
    }

    [Fact]
    public async Task A_collection_goes_on_under_its_own_name_while_the_catalog_is_away_and_is_tried_again()
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
    public async Task A_catalog_that_does_not_answer_is_waited_for_half_a_second_once()
    {
        Set("a", version: 1);
        await _cache.GetAsync("a", Token);
        _gate = new TaskCompletionSource().Task;
        _time.Advance(TimeSpan.FromSeconds(6));

        Task<long> first = VersionAsync("a");
        Assert.False(first.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.5));

        Assert.Equal(1, await first);
        Assert.Equal(1, await VersionAsync("a"));
        Assert.Equal(2, _asked);
    }

    [Fact]
    public async Task An_alias_beyond_its_lifetime_is_not_used_while_the_catalog_is_away()
    {
        Set("a", version: 1);
        SetAlias("alias", "a");
        await _cache.GetAsync("alias", Token);
        _gate = Task.FromException(new TimeoutException("The catalog's silo is away."));
        _time.Advance(TimeSpan.FromSeconds(6));

        for (int i = 0; i < 2; i++)
        {
            VectorizerException e = await Assert.ThrowsAsync<VectorizerException>(() => _cache.GetAsync("alias", Token).AsTask());
            Assert.Equal(VectorizerError.DeadlineExceeded, e.Code);
        }

        _gate = Task.CompletedTask;
        Assert.Equal(1, await VersionAsync("alias"));
    }

    [Fact]
    public async Task What_was_asked_before_names_changed_is_not_kept()
    {
        Set("a", version: 1);
        SetAlias("alias", "a");
        TaskCompletionSource gate = new();
        _gate = gate.Task;
        Task<long> early = VersionAsync("alias");
        _gate = Task.CompletedTask;
        Set("b", version: 7);
        SetAlias("alias", "b");
        _cache.Forget(["alias"]);
        gate.SetResult();

        await early;

        Assert.Equal(7, await VersionAsync("alias"));
    }

    [Fact]
    public async Task An_answer_that_was_asked_for_earlier_does_not_replace_a_later_one()
    {
        Set("a", version: 1);
        TaskCompletionSource gate = new();
        _answer = async name =>
        {
            CollectionRecord? found = _catalog.GetValueOrDefault(name);
            await gate.Task;
            return found;
        };
        Task<long> early = VersionAsync("a");
        _answer = null;
        _time.Advance(TimeSpan.FromSeconds(1));
        Set("a", version: 2);
        Assert.Equal(2, await VersionAsync("a"));
        gate.SetResult();

        Assert.Equal(1, await early);
        Assert.Equal(2, await VersionAsync("a"));
    }

    [Fact]
    public async Task A_collection_is_forgotten_under_all_of_its_names()
    {
        Set("a", version: 1);
        SetAlias("alias", "a");
        Set("b", version: 1, id: 2);
        foreach (string name in (string[])["a", "alias", "b"])
        {
            await _cache.GetAsync(name, Token);
        }

        _cache.Forget(1);

        Assert.Equal(1, _cache.Count);
        Assert.True((await _cache.GetAsync("b", Token)).Cached);
    }

    [Fact]
    public async Task A_collection_that_a_refresh_does_not_find_is_forgotten()
    {
        Set("a", version: 1);
        await _cache.GetAsync("a", Token);
        _catalog.Clear();
        _time.Advance(TimeSpan.FromSeconds(3));
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

        _cache.Remove("a", old);

        Assert.Same(changed, (await _cache.GetAsync("a", Token)).Record);
        _cache.Remove("a", changed);
        Assert.Equal(0, _cache.Count);
    }

    private async Task<long> VersionAsync(string name) => (await _cache.GetAsync(name, Token)).Record.Version;

    private void SetAlias(string alias, string collection) => _catalog[alias] = _catalog[collection];

    private void Set(string name, long version, long id = 1) => _catalog[name] = new CollectionRecord(
        id,
        new CollectionDefinition(name, [new VectorField("", 2, DistanceMetric.Dot, new HnswConfig())], 1),
        SlotMap.Even(1),
        version,
        DateTimeOffset.UnixEpoch);
}

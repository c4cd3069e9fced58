using System.Text;
using System.Text.Json.Nodes;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Filters;
using Vectorizer.Abstractions.Listing;
using Vectorizer.Abstractions.Payloads;
using Vectorizer.Abstractions.Points;
using Vectorizer.Abstractions.Segments;
using Vectorizer.Client.Orleans;
using Vectorizer.Grains.Tests.Clusters;

namespace Vectorizer.Grains.Tests.Client;

[Collection<ThreeSilosCollection>]
public sealed class PayloadTests(ThreeSilos cluster, ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(60);

    private readonly string _name = Definitions.NewName();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await cluster.Client.CreateCollectionAsync(Definitions.Plain(_name), Token);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Each_operation_changes_payloads_and_leaves_vectors()
    {
        await UpsertAsync(Points.OnALine(20, payload: """{"a":1,"b":{"c":2}}"""));
        ByteStrings ids = Points.Ids("p3", "p4", "nobody");

        Assert.Equal(2, await ChangeAsync(ids, new SetPayload(Json("""{"d":3}"""))));
        Assert.Equal("""{"a":1,"b":{"c":2},"d":3}""", await PayloadOfAsync("p3"));
        Assert.Equal(0, await ChangeAsync(ids, new SetPayload(Json("""{"d":3}"""))));
        Assert.Equal(2, await ChangeAsync(ids, new SetPayload(Json("""{"e":4}"""), "b")));
        Assert.Equal("""{"a":1,"b":{"c":2,"e":4},"d":3}""", await PayloadOfAsync("p4"));
        Assert.Equal(2, await ChangeAsync(ids, new DeletePayloadKeys(["b.c", "d", "x"])));
        Assert.Equal("""{"a":1,"b":{"e":4}}""", await PayloadOfAsync("p3"));
        Assert.Equal(1, await ChangeAsync(Points.Ids("p3"), new OverwritePayload(Json("""{"z":0}"""))));
        Assert.Equal("""{"z":0}""", await PayloadOfAsync("p3"));
        Assert.Equal(2, await ChangeAsync(ids, new ClearPayload()));
        Assert.Equal("", await PayloadOfAsync("p4"));

        SearchResult near = await cluster.Client.SearchAsync(
            _name, new SearchQuery { Vectors = new VectorBlock([3, 3, 3, 3]), Limit = 1 }, Token);
        Assert.Equal(["p3"], Points.IdsOf(near.Hits[0].Points));
        Assert.Equal("""{"a":1,"b":{"c":2}}""", await PayloadOfAsync("p5"));
    }

    [Fact]
    public async Task A_payload_that_would_outgrow_its_limit_is_named_and_its_segment_changes_nothing()
    {
        PointBatchBuilder points = new();
        for (int i = 0; i < 30; i++)
        {
            points.Add($"p{i}", [1, 2, 3, 4], i == 17 ? """{"a":"long long long"}""" : """{"a":1}""");
        }

        await UpsertAsync(points.Build());
        CollectionWriteResult result = await cluster.Client.ChangePayloadsAsync(
            _name, Points.Ids(Enumerable.Range(0, 30).Select(i => $"p{i}")), new SetPayload(Json("""{"b":2}"""), MaxBytes: 20), null, Token);

        SegmentOutcome failed = Assert.Single(result.Segments, segment => segment.Error is not null);
        Assert.Equal((VectorizerError.InvalidArgument, "payload"), (failed.Error!.Code, failed.Error.Argument));
        Assert.Contains("'p17'", failed.Error.Message, StringComparison.Ordinal);
        long changed = (await cluster.Client.CountAsync(_name, Equal("b", 2), cancellationToken: Token)).Count;
        Assert.Equal((result.Affected, 30 - failed.Sent), (changed, result.Affected));
    }

    [Theory]
    [InlineData("""{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{}}}}}}}}}}}""", 11)]
    public async Task A_payload_that_would_become_too_deep_is_refused(string patch, int depth)
    {
        await UpsertAsync(Points.OnALine(1));
        string key = string.Join('.', Enumerable.Repeat("k", PayloadRules.MaxDepth - depth));
        Assert.Equal(1, await ChangeAsync(Points.Ids("p0"), new SetPayload(Json(patch), key)));

        CollectionWriteResult result = await cluster.Client.ChangePayloadsAsync(
            _name, Points.Ids("p0"), new SetPayload(Json(patch), $"{key}.k"), null, Token);

        Assert.Contains($"{PayloadRules.MaxDepth + 1} levels", result.Segments[0].Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_a_change_is_refused_before_anything_is_sent()
    {
        await UpsertAsync(Points.OnALine(1));
        await RefusedAsync("payload", new OverwritePayload(default));
        await RefusedAsync("key", new SetPayload(Json("{}"), "a..b"));
        await RefusedAsync("keys", new DeletePayloadKeys([]));
        await RefusedAsync("keys[1]", new DeletePayloadKeys(["a", "a["]));

        CollectionWriteResult noObject = await cluster.Client.ChangePayloadsAsync(
            _name, Points.Ids("p0"), new OverwritePayload(Json("[1]")), null, Token);
        Assert.Equal("payload", noObject.Segments[0].Error!.Argument);
        VectorizerException e = await Assert.ThrowsAsync<VectorizerException>(() => cluster.Client.ChangePayloadsAsync(
            _name, Equal("a", 1), new ClearPayload(), new WriteOptions(s_timeout, IdempotencyKey: "k"), Token));
        Assert.Equal((VectorizerError.InvalidArgument, "idempotency_key"), (e.Code, e.Argument));

        async Task RefusedAsync(string argument, PayloadChange change)
        {
            VectorizerException e = await Assert.ThrowsAsync<VectorizerException>(
                () => cluster.Client.ChangePayloadsAsync(_name, Points.Ids("p0"), change, null, Token));
            Assert.Equal((VectorizerError.InvalidArgument, argument), (e.Code, e.Argument));
        }
    }

    [Fact]
    public async Task A_key_makes_a_repetition_harmless_also_when_the_point_has_changed_since()
    {
        await UpsertAsync(Points.OnALine(1, payload: "{}"));
        WriteOptions options = new(s_timeout, IdempotencyKey: "key");
        CollectionWriteResult first = await cluster.Client.ChangePayloadsAsync(
            _name, Points.Ids("p0"), new SetPayload(Json("""{"a":1}""")), options, Token);
        await ChangeAsync(Points.Ids("p0"), new SetPayload(Json("""{"a":2}""")));

        CollectionWriteResult again = await cluster.Client.ChangePayloadsAsync(
            _name, Points.Ids("p0"), new SetPayload(Json("""{"a":1}""")), options, Token);
        CollectionWriteResult other = await cluster.Client.ChangePayloadsAsync(
            _name, Points.Ids("p0"), new SetPayload(Json("""{"a":3}""")), options, Token);

        Assert.Equal((first.Segments[0].Sequence, 1), (again.Segments[0].Sequence, again.Affected));
        Assert.Equal(VectorizerError.IdempotencyKeyReused, other.Segments[0].Error!.Code);
        Assert.Equal("""{"a":2}""", await PayloadOfAsync("p0"));
    }

    // Each puts another member into the same payloads: none may be lost to a payload that was read before it.
    [Fact]
    public async Task Changes_of_the_same_points_at_once_all_come_about()
    {
        const int Writers = 8;
        const int Rounds = 10;
        await UpsertAsync(Points.OnALine(40, payload: "{}"));
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            for (int round = 0; round < Rounds; round++)
            {
                SetPayload change = new(Json($$"""{"w{{writer}}-{{round}}":true}"""));
                CollectionWriteResult result = writer % 2 == 0
                    ? await cluster.Client.ChangePayloadsAsync(_name, Points.Ids(Enumerable.Range(0, 40).Select(i => $"p{i}")), change, null, Token)
                    : await cluster.Client.ChangePayloadsAsync(_name, new Filter(), change, null, Token);
                Assert.Equal(40, result.ThrowIfFailed().Affected);
            }
        }, Token)));

        for (int i = 0; i < 40; i++)
        {
            Assert.Equal(Writers * Rounds, JsonNode.Parse(await PayloadOfAsync($"p{i}"))!.AsObject().Count);
        }
    }

    // The filter matches what a batch has changed already as little as what others take out of it meanwhile.
    [Fact]
    public async Task A_change_by_filter_meets_all_that_match_and_leaves_what_stops_matching()
    {
        const int Count = 5_000;
        PointBatchBuilder points = new();
        for (int i = 0; i < Count; i++)
        {
            points.Add($"p{i}", [i, 0, 0, 0], $$"""{"n":{{i}},"state":"new"}""");
        }

        await UpsertAsync(points.Build());
        Task<CollectionWriteResult> change = cluster.Client.ChangePayloadsAsync(
            _name, Equal("state", "new"), new SetPayload(Json("""{"state":"done"}""")), null, Token);
        CollectionWriteResult taken = await cluster.Client.ChangePayloadsAsync(
            _name, Points.Ids(Enumerable.Range(0, 1_000).Select(i => $"p{i}")), new SetPayload(Json("""{"state":"kept"}""")), null, Token);
        CollectionWriteResult done = await change;

        output.WriteLine($"{done.Affected} changed by filter");
        Assert.Equal(1_000, taken.ThrowIfFailed().Affected);
        Assert.InRange(done.ThrowIfFailed().Affected, Count - 1_000, Count);
        Assert.Equal(0, (await cluster.Client.CountAsync(_name, Equal("state", "new"), cancellationToken: Token)).Count);
        Assert.Equal(1_000, (await cluster.Client.CountAsync(_name, Equal("state", "kept"), cancellationToken: Token)).Count);
        Assert.Equal(Count - 1_000, (await cluster.Client.DeleteAsync(_name, Equal("state", "done"), null, Token)).ThrowIfFailed().Affected);
        Assert.Equal(1_000, (await cluster.Client.CountAsync(_name, cancellationToken: Token)).Count);
    }

    // What is not written to is listed once, whatever happens around it: in the list's own order and in that of a value.
    [Theory]
    [InlineData(null)]
    [InlineData("n")]
    public async Task A_scroll_while_points_are_written_misses_and_repeats_none_that_is_not(string? orderKey)
    {
        const int Stay = 1_500;
        PointBatchBuilder stay = new();
        for (int i = 0; i < Stay; i++)
        {
            stay.Add($"stay{i}", [i, 0, 0, 0], $$"""{"n":{{i % 100}},"kind":"stay"}""");
        }

        await UpsertAsync(stay.Build());
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task writing = Task.Run(async () =>
        {
            Random random = new(1);
            while (!stop.IsCancellationRequested)
            {
                PointBatchBuilder others = new();
                for (int i = 0; i < 200; i++)
                {
                    others.Add($"other{random.Next(1_000)}", [i, 0, 0, 0], $$"""{"n":{{random.Next(100)}},"kind":"stay"}""");
                }

                await UpsertAsync(others.Build());
                await cluster.Client.DeleteAsync(_name, Points.Ids(Enumerable.Range(0, 50).Select(_ => $"other{random.Next(1_000)}")), null, Token);
            }
        }, Token);

        for (int round = 0; round < 3; round++)
        {
            ScrollQuery query = new()
            {
                Filter = Equal("kind", "stay"),
                OrderBy = orderKey is null ? null : new OrderBy(orderKey, round == 1),
                Limit = 37 + round,
            };
            List<string> listed = [];
            do
            {
                PointListPage page = await cluster.Client.ScrollAsync(_name, query, Token);
                listed.AddRange(Points.IdsOf(page.Points));
                query = query with { Cursor = page.NextCursor };
            }
            while (query.Cursor is not null);

            string[] stayed = [.. listed.Where(id => id.StartsWith("stay", StringComparison.Ordinal))];
            Assert.Equal(Stay, stayed.Length);
            Assert.Equal(Stay, stayed.Distinct().Count());
        }

        await stop.CancelAsync();
        await writing;
    }

    [Fact]
    public async Task A_count_may_be_estimated_from_a_sample()
    {
        const int Count = 36_000;
        string collection = Definitions.NewName();
        await cluster.Client.CreateCollectionAsync(Definitions.Plain(collection, dimension: 1, segments: 1), Token);
        PointBatchBuilder points = new();
        for (int i = 0; i < Count; i++)
        {
            points.Add($"p{i}", [i % 50], i % 3 == 0 ? """{"n":1}""" : null);
        }

        (await cluster.Client.UpsertAsync(collection, points.Build(), null, Token)).ThrowIfFailed();

        PointCount estimated = await cluster.Client.CountAsync(collection, Equal("n", 1), exact: false, cancellationToken: Token);
        Assert.False(estimated.IsExact);

        // Five times the standard deviation of a share of a third of 10,000.
        Assert.InRange(estimated.Count, (Count / 3) - (Count * 0.024), (Count / 3) + (Count * 0.024));
        Assert.Equal(new PointCount(Count / 3, IsExact: true), await cluster.Client.CountAsync(collection, Equal("n", 1), cancellationToken: Token));
    }

    private static Filter Equal(string key, FilterValue value) => new(Must: [new MatchAnyCondition(key, [value])]);

    private static byte[] Json(string text) => Encoding.UTF8.GetBytes(text);

    private async Task UpsertAsync(PointBatch points) => (await cluster.Client.UpsertAsync(_name, points, null, Token)).ThrowIfFailed();

    private async Task<int> ChangeAsync(ByteStrings ids, PayloadChange change)
        => (await cluster.Client.ChangePayloadsAsync(_name, ids, change, null, Token)).ThrowIfFailed().Affected;

    private async Task<string> PayloadOfAsync(string id)
        => Encoding.UTF8.GetString((await cluster.Client.GetAsync(_name, Points.Ids(id), PointParts.Payload, null, Token)).PayloadOf(0).Span);
}

using System.Text;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Points;
using Vectorizer.Abstractions.Search;
using Vectorizer.Abstractions.Segments;
using Vectorizer.Client.Orleans;
using Vectorizer.Grains.Tests.Clusters;

namespace Vectorizer.Grains.Tests.Client;

[Collection<ThreeSilosCollection>]
public sealed class ClientTests(ThreeSilos cluster)
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(30);

    private readonly string _name = Definitions.NewName();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Points_come_back_nearest_first_from_all_segments()
    {
        await CreateAsync(Definitions.Plain(_name));
        CollectionWriteResult written = await cluster.Client.UpsertAsync(_name, Points.OnALine(100), null, Token);

        SearchResult result = await cluster.Client.SearchAsync(_name, Near(40, 4) with { Limit = 3 }, Token);

        Assert.Equal([0, 1, 2], written.Segments.Select(segment => segment.Segment));
        Assert.Equal("p40", Points.IdsOf(result.Hits[0].Points)[0]);
        Assert.Equal([0, 4, 4], result.Hits[0].Distances.Values.ToArray());
    }

    /// <summary>Equal distances are ordered by the bytes of the ids, whichever segments they come from.</summary>
    [Fact]
    public async Task Pages_by_offset_neither_repeat_nor_lose_hits_of_equal_distance()
    {
        await CreateAsync(Definitions.Plain(_name));
        PointBatchBuilder same = new();
        for (int i = 0; i < 60; i++)
        {
            same.Add($"p{i:D2}", [1, 1, 1, 1]);
        }

        await cluster.Client.UpsertAsync(_name, same.Build(), null, Token);
        List<string> ids = [];
        for (int offset = 0; offset < 60; offset += 7)
        {
            SearchQuery page = Near(0, 4) with { Offset = offset, Limit = 7 };
            ids.AddRange(Points.IdsOf((await cluster.Client.SearchAsync(_name, page, Token)).Hits[0].Points));
        }

        Assert.Equal(Enumerable.Range(0, 60).Select(i => $"p{i:D2}"), ids);
    }

    [Fact]
    public async Task Each_vector_field_is_searched_by_its_own_metric()
    {
        await CreateAsync(new CollectionDefinition(
            _name,
            [
                new VectorField("place", 2, DistanceMetric.Euclidean, new HnswConfig()),
                new VectorField("taste", 3, DistanceMetric.Dot, new HnswConfig()),
            ],
            3));
        PointBatchBuilder batch = new();
        batch.Add("both"u8, 3, [0, 0, 1, 1, 1], default);
        batch.Add("place"u8, 1, [5, 5], default);
        batch.Add("taste"u8, 2, [9, 9, 9], default);
        await cluster.Client.UpsertAsync(_name, batch.Build(), null, Token);

        SearchResult place = await cluster.Client.SearchAsync(_name, Near(4, 2) with { Using = "place" }, Token);
        SearchResult taste = await cluster.Client.SearchAsync(_name, Near(1, 3) with { Using = "taste" }, Token);

        Assert.Equal(["place", "both"], Points.IdsOf(place.Hits[0].Points));
        Assert.Equal(["taste", "both"], Points.IdsOf(taste.Hits[0].Points));
        Assert.Equal([-27f, -3f], taste.Hits[0].Distances.Values.ToArray());
        VectorizerException e = await Assert.ThrowsAsync<VectorizerException>(
            () => cluster.Client.SearchAsync(_name, Near(1, 2), Token));
        Assert.Equal((VectorizerError.InvalidArgument, "using"), (e.Code, e.Argument));
    }

    [Fact]
    public async Task A_zero_vector_ranks_last_under_cosine()
    {
        await CreateAsync(Definitions.Plain(_name, dimension: 2, metric: DistanceMetric.Cosine));
        PointBatch points = new PointBatchBuilder().Add("zero", [0, 0]).Add("far", [-1, 0]).Add("near", [1, 0]).Build();
        await cluster.Client.UpsertAsync(_name, points, null, Token);

        SearchResult result = await cluster.Client.SearchAsync(
            _name, new SearchQuery { Vectors = new VectorBlock([1, 0]) }, Token);

        Assert.Equal(["near", "far", "zero"], Points.IdsOf(result.Hits[0].Points));
        Assert.Equal([1, -1, 0], result.Hits[0].Distances.Values.ToArray().Select(distance => result.Field.Metric.ToScore(distance)));
    }

    [Fact]
    public async Task Reads_and_writes_do_not_ask_the_catalog()
    {
        await CreateAsync(Definitions.Plain(_name));
        await cluster.Client.UpsertAsync(_name, Points.OnALine(10), null, Token);
        (int Catalog, int Collection) before = Asked();

        for (int i = 0; i < 20; i++)
        {
            await cluster.Client.UpsertAsync(_name, Points.OnALine(10), null, Token);
            await cluster.Client.SearchAsync(_name, Near(1, 4), Token);
            await cluster.Client.GetAsync(_name, Points.Ids("p1"), PointParts.None, null, Token);
            await cluster.Client.ListAsync(_name, null, 10, PointParts.None, null, Token);
        }

        Assert.Equal(before, Asked());

        (int Catalog, int Collection) Asked()
            => (cluster.Calls(nameof(ICatalogGrain), "Find"), cluster.Calls(nameof(ICollectionGrain), "Find"));
    }

    [Fact]
    public async Task A_large_write_is_sent_in_parts_of_a_mebibyte()
    {
        const int Count = 1_500;
        await CreateAsync(Definitions.Plain(_name, dimension: 2, segments: 1));
        int before = cluster.Calls(nameof(ISegmentGrain), "Upsert");
        PointBatch points = Points.OnALine(Count, 2, Payload(2_000));

        CollectionWriteResult result = await cluster.Client.UpsertAsync(_name, points, null, Token);

        SegmentOutcome outcome = Assert.Single(result.ThrowIfFailed().Segments);
        Assert.Equal(3, cluster.Calls(nameof(ISegmentGrain), "Upsert") - before);
        Assert.Equal((3L, Durability.Fsync, Count, Count, Count), (
            outcome.Sequence, outcome.Durability, outcome.Affected, outcome.Acknowledged, outcome.Sent));
    }

    [Fact]
    public async Task A_point_larger_than_a_part_is_sent_alone()
    {
        await CreateAsync(Definitions.Plain(_name, dimension: 65_536, segments: 1));
        string payload = Payload(PointRules.MaxPayloadBytes);
        PointBatch points = new PointBatchBuilder()
            .Add("a", new float[65_536], payload).Add("b", new float[65_536], payload).Build();

        await cluster.Client.UpsertAsync(_name, points, null, Token);

        PointBatch found = await cluster.Client.GetAsync(_name, Points.Ids("a", "b"), cancellationToken: Token);
        Assert.Equal((2, 131_072, 2 * PointRules.MaxPayloadBytes), (found.Count, found.Values.Length, found.Payloads.TotalBytes));
    }

    /// <summary>No segment's answer may hold all of this, so lists, gets and searches come in parts.</summary>
    [Fact]
    public async Task Large_points_come_back_whole_by_every_way()
    {
        const int Count = 40;
        string payload = Payload(200_000);
        await CreateAsync(Definitions.Plain(_name));
        await cluster.Client.UpsertAsync(_name, Points.OnALine(Count, 4, payload), null, Token);
        string[] all = [.. Enumerable.Range(0, Count).Select(i => $"p{i}")];

        PointBatch got = await cluster.Client.GetAsync(_name, Points.Ids(all), PointParts.Payload, null, Token);
        PointListPage listed = await cluster.Client.ListAsync(_name, null, 1_000, PointParts.Payload, null, Token);
        SearchResult found = await cluster.Client.SearchAsync(
            _name, Near(0, 4) with { Limit = Count, Parts = PointParts.Payload | PointParts.Vectors }, Token);

        Assert.Equal(all, Points.IdsOf(got));
        Assert.Equal(all.Order(), Points.IdsOf(listed.Points).Order());
        Assert.Null(listed.NextCursor);
        Assert.Equal(all, Points.IdsOf(found.Hits[0].Points));
        Assert.Equal(
            Enumerable.Range(0, Count).SelectMany(i => Enumerable.Repeat((float)i, 4)),
            found.Hits[0].Points.Values.Values.ToArray());
        foreach (PointBatch points in (PointBatch[])[got, listed.Points, found.Hits[0].Points])
        {
            Assert.All(Enumerable.Range(0, Count), i => Assert.Equal(payload.Length, points.PayloadOf(i).Length));
        }
    }

    [Fact]
    public async Task An_answer_beyond_the_limit_is_refused_and_a_page_ends_early()
    {
        VectorizerClient small = new(cluster.Grains, new VectorizerClientOptions { MaxAnswerBytes = 1024 * 1024 });
        await CreateAsync(Definitions.Plain(_name));
        await small.UpsertAsync(_name, Points.OnALine(20, 4, Payload(200_000)), null, Token);

        VectorizerException e = await Assert.ThrowsAsync<VectorizerException>(
            () => small.SearchAsync(_name, Near(0, 4) with { Limit = 20, Parts = PointParts.Payload }, Token));
        Assert.Equal((VectorizerError.InvalidArgument, "limit"), (e.Code, e.Argument));
        e = await Assert.ThrowsAsync<VectorizerException>(() => small.GetAsync(
            _name, Points.Ids(Enumerable.Range(0, 20).Select(i => $"p{i}")), PointParts.Payload, null, Token));
        Assert.Equal((VectorizerError.InvalidArgument, "ids"), (e.Code, e.Argument));

        PointListPage page = await small.ListAsync(_name, null, 20, PointParts.Payload, null, Token);
        Assert.InRange(page.Points.Count, 1, 19);
        Assert.NotNull(page.NextCursor);
    }

    [Fact]
    public async Task A_batch_of_queries_larger_than_a_message_is_answered_in_order()
    {
        const int Queries = 3_000;
        await CreateAsync(Definitions.Plain(_name, dimension: 128));
        await cluster.Client.UpsertAsync(_name, Points.OnALine(50, 128), null, Token);
        float[] queries = [.. Enumerable.Range(0, Queries).SelectMany(i => Enumerable.Repeat((float)(i % 50), 128))];

        SearchResult result = await cluster.Client.SearchAsync(
            _name, new SearchQuery { Vectors = new VectorBlock(queries), Limit = 1 }, Token);

        Assert.Equal(
            Enumerable.Range(0, Queries).Select(i => $"p{i % 50}"), result.Hits.Select(hits => Points.IdsOf(hits.Points)[0]));
    }

    [Fact]
    public async Task An_invalid_point_stores_nothing_of_its_batch()
    {
        await CreateAsync(Definitions.Plain(_name));
        PointBatch points = new PointBatchBuilder().Add("good", [1, 2, 3, 4]).Add("bad", [1, 2, 3, float.NaN]).Build();

        VectorizerException e = await Assert.ThrowsAsync<VectorizerException>(
            () => cluster.Client.UpsertAsync(_name, points, null, Token));

        Assert.Equal((VectorizerError.InvalidArgument, "points[1].vector"), (e.Code, e.Argument));
        Assert.Equal(0, (await cluster.Client.ListAsync(_name, null, 10, PointParts.None, null, Token)).Points.Count);
    }

    [Fact]
    public async Task A_segment_checks_for_itself_what_it_is_sent()
    {
        CollectionRecord record = await CreateAsync(Definitions.Plain(_name));
        byte[] id = "a"u8.ToArray();
        int own = record.Slots.SegmentOf(id);
        ISegmentGrain segment = cluster.Grains.GetGrain<ISegmentGrain>(new SegmentKey(record.Id, own).ToString());
        PointBatch nan = new PointBatchBuilder().Add(id, 1, [1, 2, 3, float.NaN], default).Build();
        SearchRequest search = new(
            0, new VectorBlock([1, 2, 3]), 10, null, false, PointParts.None, s_timeout);

        Assert.Equal("points[0].vector", await ArgumentAsync(() => segment.Upsert(nan, new WriteOptions(s_timeout))));
        Assert.Equal("ids[0]", await ArgumentAsync(() => segment.Delete(Points.Ids(""), new WriteOptions(s_timeout))));
        Assert.Equal("queries", await ArgumentAsync(() => segment.Search(search, Token)));
        Assert.Equal("ids", await ArgumentAsync(() => segment.Get(ByteStrings.Empty, PointParts.None, new ReadOptions(s_timeout), Token)));
        Assert.Equal("timeout", await ArgumentAsync(() => segment.Delete(Points.Ids("a"), new WriteOptions(TimeSpan.Zero))));
        Assert.Equal("limit", await ArgumentAsync(() => segment.List(null, 1_001, PointParts.None, new ReadOptions(s_timeout), Token)));
        Assert.Equal("after", await ArgumentAsync(() => segment.List(ByteStrings.Empty, 1, PointParts.None, new ReadOptions(s_timeout), Token)));
    }

    [Fact]
    public async Task A_segment_takes_no_point_of_another_ones_slots()
    {
        CollectionRecord record = await CreateAsync(Definitions.Plain(_name));
        int wrong = (record.Slots.SegmentOf("p0"u8) + 1) % 3;
        ISegmentGrain segment = cluster.Grains.GetGrain<ISegmentGrain>(new SegmentKey(record.Id, wrong).ToString());

        VectorizerException e = await Assert.ThrowsAsync<VectorizerException>(
            () => segment.Upsert(Points.OnALine(1), new WriteOptions(s_timeout)));

        Assert.Equal(VectorizerError.StaleRecord, e.Code);
        Assert.Equal(0, (await cluster.Client.GetSegmentsAsync(_name, Token)).Sum(status => status.Points));
    }

    [Theory]
    [InlineData("")]
    [InlineData("!")]
    [InlineData("a")]
    public async Task A_cursor_that_is_none_is_refused(string cursor)
    {
        await CreateAsync(Definitions.Plain(_name));

        Assert.Equal("cursor", await ArgumentAsync(
            () => cluster.Client.ListAsync(_name, cursor, 10, PointParts.None, null, Token)));
    }

    [Fact]
    public async Task A_list_goes_on_behind_a_point_that_was_deleted_since()
    {
        await CreateAsync(Definitions.Plain(_name));
        await cluster.Client.UpsertAsync(_name, Points.OnALine(30), null, Token);
        PointListPage first = await cluster.Client.ListAsync(_name, null, 10, PointParts.None, null, Token);
        await cluster.Client.DeleteAsync(_name, Points.Ids(Points.IdsOf(first.Points)), null, Token);

        PointListPage rest = await cluster.Client.ListAsync(_name, first.NextCursor, 1_000, PointParts.None, null, Token);

        Assert.Equal(20, rest.Points.Count);
        Assert.Empty(Points.IdsOf(rest.Points).Intersect(Points.IdsOf(first.Points)));
    }

    [Fact]
    public async Task Limits_of_searches_and_lists_are_named()
    {
        await CreateAsync(Definitions.Plain(_name));
        SearchQuery query = Near(0, 4);

        Assert.Equal("limit", await SearchArgumentAsync(query with { Limit = 0 }));
        Assert.Equal("limit", await SearchArgumentAsync(query with { Limit = 1_000_000_000 }));
        Assert.Equal("limit", await SearchArgumentAsync(query with { Limit = 6_000, Offset = 6_000 }));
        Assert.Equal("offset", await SearchArgumentAsync(query with { Offset = -1 }));
        Assert.Equal("ef", await SearchArgumentAsync(query with { Ef = 0 }));
        Assert.Equal("timeout", await SearchArgumentAsync(query with { Timeout = TimeSpan.FromHours(1) }));
        Assert.Equal("limit", await ArgumentAsync(
            () => cluster.Client.ListAsync(_name, null, 1_001, PointParts.None, null, Token)));
        Assert.Equal("timeout", await ArgumentAsync(
            () => cluster.Client.UpsertAsync(_name, Points.OnALine(1), new WriteOptions(TimeSpan.Zero), Token)));

        Task<string?> SearchArgumentAsync(SearchQuery faulty)
            => ArgumentAsync(() => cluster.Client.SearchAsync(_name, faulty, Token));
    }

    [Fact]
    public async Task Segment_statuses_count_what_is_there()
    {
        await CreateAsync(Definitions.Plain(_name));
        await cluster.Client.UpsertAsync(_name, Points.OnALine(100), null, Token);
        await cluster.Client.DeleteAsync(_name, Points.Ids("p1", "p2"), null, Token);

        IReadOnlyList<SegmentStatus> segments = await cluster.Client.GetSegmentsAsync(_name, Token);

        Assert.Equal((98, 2), (segments.Sum(segment => segment.Points), segments.Sum(segment => segment.DeletedPoints)));
        Assert.All(segments, segment => Assert.Equal(SegmentState.Ready, segment.State));
        Assert.All(segments, segment => Assert.True(segment.Memory.Vectors > 0 && segment.Memory.Points > 0));
        Assert.Subset(
            cluster.Cluster.Silos.Select(silo => silo.Name).ToHashSet(), segments.Select(segment => segment.Node).ToHashSet());
    }

    private Task<CollectionRecord> CreateAsync(CollectionDefinition definition)
        => cluster.Client.CreateCollectionAsync(definition, Token);

    private static async Task<string?> ArgumentAsync(Func<Task> operation)
    {
        VectorizerException e = await Assert.ThrowsAsync<VectorizerException>(operation);
        Assert.Equal(VectorizerError.InvalidArgument, e.Code);
        return e.Argument;
    }

    private static SearchQuery Near(float place, int dimension)
        => new() { Vectors = new VectorBlock([.. Enumerable.Repeat(place, dimension)]) };

    /// <summary>A JSON object of so many bytes.</summary>
    private static string Payload(int bytes)
        => new StringBuilder("""{"text":""").Append('"').Append('x', bytes - 11).Append('"').Append('}').ToString();
}

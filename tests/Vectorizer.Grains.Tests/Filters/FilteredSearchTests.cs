using System.Text;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Filters;
using Vectorizer.Abstractions.Points;
using Vectorizer.Client.Orleans;
using Vectorizer.Grains.Tests.Clusters;

namespace Vectorizer.Grains.Tests.Filters;

/// <summary>Filters of messages, from a client through all segments of a collection.</summary>
[Collection<ThreeSilosCollection>]
public sealed class FilteredSearchTests(ThreeSilos cluster)
{
    private readonly string _name = Definitions.NewName();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, Filter, int[]> Meanings => new()
    {
        { "nothing", new Filter(), [0, 1, 2, 3, 4, 5] },
        { "must", new Filter([Any("tag", "even"), Range("n", gte: 2)]), [2, 4] },
        { "should", new Filter(Should: [Any("n", 1), Any("n", 4), Any("n", 99)]), [1, 4] },
        { "must and should", new Filter([Any("tag", "even")], [Any("n", 1), Any("n", 4)]), [4] },
        { "must not", new Filter(MustNot: [Any("tag", "even"), Any("n", 1)]), [3, 5] },
        { "min should", new Filter(MinShould: new MinShould([Any("tag", "odd"), Range("n", gte: 3), Any("n", 1)], 2)), [1, 3, 5] },
        { "group", new Filter(MustNot: [new GroupCondition(new Filter([Any("tag", "even"), Any("n", 2)]))]), [0, 1, 3, 4, 5] },
        { "nested", new Filter([new NestedCondition("list", new Filter([Any("x", 3), Any("y", 4)]))]), [3] },
        { "except", new Filter([new MatchExceptCondition("n", [0, 1, 2, 3])]), [4, 5] },
        { "mixed values", new Filter([new MatchAnyCondition("big", ["none", true])]), [4, 5] },
        { "false", new Filter([new MatchAnyCondition("big", [false])]), [0, 1, 2, 3] },
        { "text", new Filter([new MatchTextCondition("title", "POINT 3")]), [3] },
        { "floats", new Filter([new NumberRangeCondition("n", Gt: 1.5, Lt: 3.5)]), [2, 3] },
        {
            "datetime",
            new Filter([new DatetimeRangeCondition("at", Gte: new DateTimeOffset(2026, 1, 3, 1, 0, 0, TimeSpan.FromHours(1)), Lt: new DateTimeOffset(2026, 1, 5, 0, 0, 0, default))]),
            [3, 4]
        },
        { "box", new Filter([new GeoBoxCondition("place", new(1, 10), new(2, -10))]), [1, 2] },
        { "radius", new Filter([new GeoRadiusCondition("place", new(3, 0), 112_000)]), [2, 3, 4] },
        { "polygon", new Filter([new GeoPolygonCondition("place", new([new(0, -1), new(5, -1), new(5, 1), new(0, 1)]), [new([new(0.5, -0.5), new(3.5, -0.5), new(3.5, 0.5), new(0.5, 0.5)])])]), [0, 4, 5] },
        { "count", new Filter([new ValuesCountCondition("many", Gte: 4)]), [4, 5] },
        { "empty", new Filter([new IsEmptyCondition("many")]), [0] },
        { "null", new Filter([new IsNullCondition("nothing")]), [0, 1, 2, 3, 4, 5] },
        { "id", new Filter([new HasIdCondition(["p1", "p5", "p9"])]), [1, 5] },
        { "vector", new Filter([new HasVectorCondition("")]), [0, 1, 2, 3, 4, 5] },
    };

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Meanings))]
    public async Task A_search_finds_exactly_the_points_that_a_filter_means(string what, Filter filter, int[] expected)
    {
        await CreateAsync();
        Assert.NotEmpty(what);

        SearchResult result = await cluster.Client.SearchAsync(_name, Query(filter), Token);

        Assert.Equal(expected.Select(i => $"p{i}"), Points.IdsOf(result.Hits[0].Points));
    }

    [Fact]
    public async Task A_filter_that_cannot_be_is_refused_by_client_and_segment_alike()
    {
        await CreateAsync();
        VectorizerException e = await Assert.ThrowsAsync<VectorizerException>(
            () => cluster.Client.SearchAsync(_name, Query(new Filter([Any("a..b", 1)])), Token));
        Assert.Equal((VectorizerError.InvalidArgument, "filter.must[0].key"), (e.Code, e.Argument));
    }

    private static MatchAnyCondition Any(string key, FilterValue value) => new(key, [value]);

    private static NumberRangeCondition Range(string key, long gte) => new(key, Gte: gte);

    private static SearchQuery Query(Filter filter) => new()
    {
        Vectors = new VectorBlock([0, 0, 0, 0]),
        Limit = 10,
        Filter = filter,
    };

    private async Task CreateAsync()
    {
        await cluster.Client.CreateCollectionAsync(Definitions.Plain(_name), Token);
        PointBatchBuilder points = new();
        for (int i = 0; i < 6; i++)
        {
            string payload = $$"""
                {"n":{{i}},"tag":"{{(i % 2 == 0 ? "even" : "odd")}}","title":"The point-{{i}}","big":{{(i > 3 ? "true" : "false")}},
                 "at":"2026-01-0{{i}}T00:00:00Z","place":{"lon":{{i}},"lat":0},"nothing":null,
                 "many":[{{string.Join(',', Enumerable.Range(0, i))}}],"list":[{"x":{{i}},"y":{{i + 1}}},{"x":9,"y":4}]}
                """;
            points.Add(Encoding.UTF8.GetBytes($"p{i}"), 1, [i, 0, 0, 0], Encoding.UTF8.GetBytes(payload));
        }

        await cluster.Client.UpsertAsync(_name, points.Build(), null, Token);
    }
}

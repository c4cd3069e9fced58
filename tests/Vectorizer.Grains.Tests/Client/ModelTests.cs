using System.Collections.Immutable;
using System.Text;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Filters;
using Vectorizer.Abstractions.Listing;
using Vectorizer.Abstractions.Payloads;
using Vectorizer.Abstractions.Points;
using Vectorizer.Abstractions.Search;
using Vectorizer.Client.Orleans;
using Vectorizer.Grains.Tests.Clusters;

namespace Vectorizer.Grains.Tests.Client;

/// <summary>
/// Random operations on a collection of three segments and on a dictionary give the same answers. The ids are few, so that
/// most writes replace or delete a point.
/// </summary>
public abstract class ModelTests(VectorizerCluster cluster, ITestOutputHelper output)
{
    private const int Operations = 150;
    private const int IdCount = 120;

    // Distances are computed in float on one side and in double on the other.
    private const double RelativeError = 1e-4;

    private static readonly CancellationToken s_none = CancellationToken.None;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 4).Select(_ => Random.Shared.Next())];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task A_collection_agrees_with_a_dictionary(int seed)
    {
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        CollectionDefinition definition = new(
            Definitions.NewName(),
            [
                new VectorField("", random.Next(1, 20), (DistanceMetric)random.Next(4), new HnswConfig()),
                new VectorField("second", random.Next(1, 20), (DistanceMetric)random.Next(4), new HnswConfig()),
                new VectorField("third", random.Next(1, 20), DistanceMetric.Cosine, new HnswConfig(M: 4)),
            ],
            3);
        await cluster.Client.CreateCollectionAsync(definition, s_none);
        CollectionModel model = new(definition);
        for (int i = 0; i < Operations; i++)
        {
            switch (random.Next(10))
            {
                case 0:
                case 1:
                    await UpsertAsync(definition, model, random);
                    break;
                case 2:
                    await DeleteAsync(definition, model, random);
                    break;
                case 3:
                    await SearchAsync(definition, model, random);
                    break;
                case 4:
                    await GetAsync(definition, model, random);
                    break;
                case 5:
                    await SetPayloadAsync(definition, model, random);
                    break;
                case 6:
                    await SetPayloadWhereAsync(definition, model, random);
                    break;
                case 7:
                    await DeleteWhereAsync(definition, model, random);
                    break;
                case 8:
                    await ScrollAsync(definition, model, random);
                    break;
                default:
                    await ListAsync(definition, model, random);
                    break;
            }
        }

        ImmutableArray<Vectorizer.Abstractions.Segments.SegmentStatus> segments =
            await cluster.Client.GetSegmentsAsync(definition.Name, s_none);
        Assert.Equal(model.Count, segments.Sum(segment => segment.Points));
    }

    private async Task UpsertAsync(CollectionDefinition definition, CollectionModel model, Random random)
    {
        PointBatchBuilder batch = new();
        for (int count = random.Next(1, 30); count > 0; count--)
        {
            // Within a batch too, the later of two points with one id wins.
            ModelPoint point = RandomPoint(definition, random);
            point.AddTo(batch);
            model.Upsert(point);
        }

        CollectionWriteResult result = await cluster.Client.UpsertAsync(definition.Name, batch.Build(), null, s_none);

        Assert.Equal(batch.Count, result.ThrowIfFailed().Affected);
    }

    private async Task DeleteAsync(CollectionDefinition definition, CollectionModel model, Random random)
    {
        string[] ids = [.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => RandomId(random))];

        CollectionWriteResult result = await cluster.Client.DeleteAsync(definition.Name, ToIds(ids), null, s_none);

        Assert.Equal(ids.Count(model.Delete), result.ThrowIfFailed().Affected);
    }

    private async Task SetPayloadAsync(CollectionDefinition definition, CollectionModel model, Random random)
    {
        string[] ids = [.. Enumerable.Range(0, random.Next(1, 30)).Select(_ => RandomId(random))];
        int number = random.Next(3);

        CollectionWriteResult result = await cluster.Client.ChangePayloadsAsync(definition.Name, ToIds(ids), Set(number), null, s_none);

        Assert.Equal(ids.Count(id => model.SetPayload(id, "m", number)), result.ThrowIfFailed().Affected);
    }

    private async Task SetPayloadWhereAsync(CollectionDefinition definition, CollectionModel model, Random random)
    {
        int bound = random.Next(1000);
        int number = random.Next(3);

        CollectionWriteResult result = await cluster.Client.ChangePayloadsAsync(
            definition.Name, AtLeast(bound), Set(number), null, s_none);

        string[] matching = [.. model.Ids.Where(id => model.NumberOf(id) >= bound)];
        Assert.Equal(matching.Count(id => model.SetPayload(id, "m", number)), result.ThrowIfFailed().Affected);
    }

    private async Task DeleteWhereAsync(CollectionDefinition definition, CollectionModel model, Random random)
    {
        int bound = random.Next(800, 1000);

        CollectionWriteResult result = await cluster.Client.DeleteAsync(definition.Name, AtLeast(bound), null, s_none);

        string[] matching = [.. model.Ids.Where(id => model.NumberOf(id) >= bound)];
        Assert.Equal(matching.Count(model.Delete), result.ThrowIfFailed().Affected);
    }

    /// <summary>The points that match, in list order and in that of their numbers, and how many they are.</summary>
    private async Task ScrollAsync(CollectionDefinition definition, CollectionModel model, Random random)
    {
        int bound = random.Next(1000);
        OrderBy? order = random.Next(2) == 0 ? null : new OrderBy("n", random.Next(2) == 0);
        ModelPoint[] expected = [.. model.List().Where(point => model.NumberOf(point.Id) >= bound)];
        if (order is not null)
        {
            expected =
            [
                .. expected
                    .OrderBy(point => order.IsDescending ? -model.NumberOf(point.Id) : model.NumberOf(point.Id))
                    .ThenBy(point => point.Id, StringComparer.Ordinal),
            ];
        }

        ScrollQuery query = new() { Filter = AtLeast(bound), OrderBy = order, Limit = random.Next(1, 30) };
        int listed = 0;
        do
        {
            PointListPage page = await cluster.Client.ScrollAsync(definition.Name, query, s_none);
            ComparePoints(definition, expected.Skip(listed).Take(query.Limit), page.Points, query.Parts);
            listed += page.Points.Count;
            query = query with { Cursor = page.NextCursor };
        }
        while (query.Cursor is not null);

        Assert.Equal(expected.Length, listed);
        Assert.Equal(
            new PointCount(expected.Length, IsExact: true), await cluster.Client.CountAsync(definition.Name, AtLeast(bound), cancellationToken: s_none));
        FacetCounts facets = await cluster.Client.FacetAsync(
            definition.Name, new FacetQuery("m") { Filter = AtLeast(bound), Exact = true }, s_none);
        Assert.Equal(
            expected.Select(point => model.NumberOf(point.Id, "m")).OfType<int>().GroupBy(number => number)
                .OrderByDescending(numbers => numbers.Count()).ThenBy(numbers => numbers.Key)
                .Select(numbers => new FacetCount(numbers.Key, numbers.Count())),
            facets.Values);
    }

    private static Filter AtLeast(int number) => new(Must: [new NumberRangeCondition("n", Gte: number)]);

    private static SetPayload Set(int number) => new(Encoding.UTF8.GetBytes($$"""{"m":{{number}}}"""));

    private async Task SearchAsync(CollectionDefinition definition, CollectionModel model, Random random)
    {
        int field = random.Next(definition.Fields.Length);
        float[][] queries = [.. Enumerable.Range(0, random.Next(1, 5)).Select(
            _ => RandomVector(random, definition.Fields[field].Dimension))];
        SearchQuery query = new()
        {
            Using = definition.Fields[field].Name,
            Vectors = new VectorBlock([.. queries.SelectMany(vector => vector)]),
            Limit = random.Next(1, 15),
            Offset = random.Next(3) == 0 ? random.Next(10) : 0,
            Exact = random.Next(2) == 0,
            Parts = (PointParts)random.Next(4),
        };

        SearchResult result = await cluster.Client.SearchAsync(definition.Name, query, s_none);

        Assert.Equal(queries.Length, result.Hits.Length);
        for (int i = 0; i < queries.Length; i++)
        {
            List<(double Distance, ModelPoint Point)> all = model.Nearest(field, queries[i]);
            CompareHits(definition, query, result.Hits[i], all);
        }
    }

    private static void CompareHits(
        CollectionDefinition definition, SearchQuery query, SearchHits hits, List<(double Distance, ModelPoint Point)> all)
    {
        double[] expected = [.. all.Skip(query.Offset).Take(query.Limit).Select(hit => hit.Distance)];
        Assert.Equal(expected.Length, hits.Count);
        Assert.Equal(hits.Count, Enumerable.Range(0, hits.Count).Select(i => Text(hits.Points.Ids[i])).Distinct().Count());
        Dictionary<string, (double Distance, ModelPoint Point)> byId = all.ToDictionary(hit => hit.Point.Id);
        int start = 0;
        for (int i = 0; i < hits.Count; i++)
        {
            // By rank the distance must be right; by id it must belong to that point.
            float distance = hits.Distances.Values.Span[i];
            (double own, ModelPoint point) = byId[Text(hits.Points.Ids[i])];
            Assert.Equal(expected[i], distance, Tolerance(expected[i]));
            Assert.Equal(own, distance, Tolerance(own));
            start += ComparePoint(definition, point, hits.Points, i, start, query.Parts);
        }
    }

    private async Task GetAsync(CollectionDefinition definition, CollectionModel model, Random random)
    {
        string[] ids = [.. Enumerable.Range(0, random.Next(1, 40)).Select(_ => RandomId(random))];
        PointParts parts = (PointParts)random.Next(4);

        PointBatch points = await cluster.Client.GetAsync(definition.Name, ToIds(ids), parts, null, s_none);

        ComparePoints(definition, ids.Select(model.Find).OfType<ModelPoint>(), points, parts);
    }

    private async Task ListAsync(CollectionDefinition definition, CollectionModel model, Random random)
    {
        PointParts parts = (PointParts)random.Next(4);
        int limit = random.Next(1, 60);
        int listed = 0;
        string? cursor = null;
        do
        {
            PointListPage page = await cluster.Client.ListAsync(definition.Name, cursor, limit, parts, null, s_none);
            ComparePoints(definition, model.List().Skip(listed).Take(limit), page.Points, parts);
            listed += page.Points.Count;
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        Assert.Equal(model.Count, listed);
    }

    private static void ComparePoints(
        CollectionDefinition definition, IEnumerable<ModelPoint> expected, PointBatch points, PointParts parts)
    {
        Assert.Equal(expected.Select(point => point.Id), Enumerable.Range(0, points.Count).Select(i => Text(points.Ids[i])));
        int start = 0;
        foreach ((int i, ModelPoint point) in expected.Index())
        {
            start += ComparePoint(definition, point, points, i, start, parts);
        }
    }

    /// <returns>The floats of the point in the batch.</returns>
    private static int ComparePoint(
        CollectionDefinition definition, ModelPoint expected, PointBatch points, int index, int start, PointParts parts)
    {
        Assert.Equal(expected.Fields, points.FieldsOf(index));
        Assert.Equal((parts & PointParts.Payload) != 0 ? expected.Payload : "", Text(points.PayloadOf(index)));
        if ((parts & PointParts.Vectors) == 0)
        {
            Assert.Equal(0, points.Values.Length);
            return 0;
        }

        int floats = PointRules.FloatsOf(expected.Fields, definition.Fields);
        foreach ((float wanted, float found) in expected.Values.Zip(points.Values.Values.Slice(start, floats).ToArray()))
        {
            Assert.Equal(wanted, found, Tolerance(wanted));
        }

        return floats;
    }

    private static double Tolerance(double value) => RelativeError * Math.Max(1, Math.Abs(value));

    private static ModelPoint RandomPoint(CollectionDefinition definition, Random random)
    {
        float[]?[] vectors = [.. definition.Fields.Select(
            field => random.Next(3) > 0 ? RandomVector(random, field.Dimension) : null)];
        int always = random.Next(vectors.Length);
        vectors[always] ??= RandomVector(random, definition.Fields[always].Dimension);
        return new ModelPoint(RandomId(random), vectors, random.Next(2) == 0 ? "" : $$"""{"n":{{random.Next(1000)}}}""");
    }

    private static float[] RandomVector(Random random, int dimension)
        => [.. Enumerable.Range(0, dimension).Select(_ => (random.NextSingle() * 4) - 2)];

    private static string RandomId(Random random) => $"pöint-{random.Next(IdCount)}";

    private static ByteStrings ToIds(IEnumerable<string> ids)
    {
        ByteStringsBuilder builder = new();
        foreach (string id in ids)
        {
            builder.Add(Encoding.UTF8.GetBytes(id));
        }

        return builder.Build();
    }

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}

/// <inheritdoc/>
[Collection<ThreeSilosCollection>]
public sealed class ThreeSiloModelTests(ThreeSilos cluster, ITestOutputHelper output) : ModelTests(cluster, output);

/// <inheritdoc/>
[Collection<OneSiloCollection>]
public sealed class OneSiloModelTests(OneSilo cluster, ITestOutputHelper output) : ModelTests(cluster, output);

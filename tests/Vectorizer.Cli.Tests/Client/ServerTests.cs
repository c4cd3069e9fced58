using System.Net;
using System.Text.Json;
using Vectorizer.Cli.Tests.Fixtures;
using Vectorizer.Client;
using Vectorizer.Client.Aliases;
using Vectorizer.Client.Collections;
using Vectorizer.Client.Indexes;
using Vectorizer.Client.Points;
using Vectorizer.Client.Search;
using Vectorizer.Client.Segments;
using Vectorizer.Client.Status;

namespace Vectorizer.Cli.Tests.Client;

/// <summary>Every call of the client against the server itself.</summary>
public sealed class ServerTests(RealServer server)
{
    private const int Segments = 3;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_collection_is_created_described_changed_and_deleted()
    {
        const string Name = "client-life";
        CollectionDescription created = await server.Client.CreateCollectionAsync(
            Name,
            new CollectionDefinition
            {
                Dimension = 4,
                Metric = Metric.Euclidean,
                HnswConfig = new HnswConfig { M = 8, EfConstruction = 50, EfSearch = 60 },
                Segments = Segments,
                Compression = new CompressionConfig { Enabled = false, ThresholdBytes = 99 },
            },
            Token);
        CollectionDescription changed = await server.Client.UpdateCollectionAsync(
            Name, new CollectionChange { HnswConfig = new HnswConfig { EfSearch = 70 } }, Token);
        CollectionDescription found = await server.Client.GetCollectionAsync(Name, Token);
        SegmentList segments = await server.Client.ListSegmentsAsync(Name, Token);
        CollectionList all = await server.Client.ListCollectionsAsync(Token);

        Assert.Equal((Name, 4, Metric.Euclidean, Segments), (created.Name, created.Dimension, created.Metric, created.Segments));
        Assert.Equal((created.Id, 0, 70), (changed.Id, changed.Points, changed.HnswConfig?.EfSearch));
        Assert.Equal((created.Id, 70), (found.Id, found.HnswConfig?.EfSearch));
        Assert.Equal(new CompressionConfig { Enabled = false, ThresholdBytes = 99 }, found.Compression);
        Assert.Equal((0, 0), (found.Memory?.PayloadsBytes, found.Memory?.PayloadsUncompressedBytes));
        Assert.Equal(8, found.Field(null)?.HnswConfig?.M);
        Assert.Equal([0, 1, 2], segments.Segments.Select(segment => segment.Segment));
        Assert.Contains(all.Collections, line => line.Name == Name && line.Segments == Segments);

        Assert.True((await server.Client.DeleteCollectionAsync(Name, Token)).Deleted);
        await RefusedAsync(
            HttpStatusCode.NotFound, "collection_not_found", () => server.Client.GetCollectionAsync(Name, Token));
    }

    [Fact]
    public async Task Payloads_are_changed_and_points_counted_listed_explained_and_deleted_by_what_they_say()
    {
        const string Name = "client-payloads";
        JsonElement old = JsonElement.Parse("""{"must":[{"key":"year","range":{"lt":1980}}]}""");
        JsonElement scifi = JsonElement.Parse("""{"must":[{"key":"genre","match":{"value":"scifi"}}]}""");
        await server.Client.CreateCollectionAsync(Name, new CollectionDefinition { Dimension = 1, Metric = Metric.Dot }, Token);
        await server.Client.UpsertAsync(
            Name,
            [.. new[] { ("alien", 1979), ("solaris", 1972), ("paterson", 2016) }.Select(film => new Point
            {
                Id = film.Item1,
                Vector = new float[] { film.Item2 },
                Payload = JsonSerializer.SerializeToElement(new { year = film.Item2, seen = false }),
            })],
            Token);

        Assert.Equal(2, (await server.Client.SetPayloadAsync(
            Name, PointSelection.Matching(old), JsonElement.Parse("""{"genre":"scifi","price":{"eur":3,"usd":4}}"""), cancellationToken: Token)).Changed);
        Assert.Equal(1, (await server.Client.SetPayloadAsync(
            Name, PointSelection.Of("alien"), JsonElement.Parse("""{"eur":5}"""), "price", Token)).Changed);
        Assert.Equal(1, (await server.Client.DeletePayloadKeysAsync(Name, PointSelection.Of("alien"), ["seen", "price.usd"], Token)).Changed);
        Assert.Equal(1, (await server.Client.OverwritePayloadAsync(
            Name, PointSelection.Of("solaris", "nobody"), JsonElement.Parse("""{"year":1972,"genre":"scifi"}"""), Token)).Changed);
        Assert.Equal(1, (await server.Client.ClearPayloadAsync(Name, PointSelection.Of("paterson"), Token)).Changed);

        PointPage page = await server.Client.ScrollPointsAsync(
            Name, new ScrollRequest { Filter = scifi, Limit = 1, OrderBy = new OrderBy("year", "desc"), WithVector = true }, Token);
        PointPage next = await server.Client.ScrollPointsAsync(
            Name, new ScrollRequest { Filter = scifi, Limit = 1, OrderBy = new OrderBy("year", "desc"), Cursor = page.NextCursor }, Token);
        Point alien = Assert.Single(page.Points);
        Assert.Equal("""{"year":1979,"genre":"scifi","price":{"eur":5}}""", alien.Payload?.GetRawText());
        Assert.Equal([1979f], alien.Vector?.ToArray() ?? []);
        Assert.Equal("""{"year":1972,"genre":"scifi"}""", Assert.Single(next.Points).Payload?.GetRawText());

        CountResult count = await server.Client.CountPointsAsync(Name, scifi, cancellationToken: Token);
        Assert.Equal((2, true), (count.Count, count.Exact));
        FacetResult facets = await server.Client.FacetAsync(Name, new FacetRequest("genre") { Exact = true }, Token);
        FacetValue facet = Assert.Single(facets.Values);
        Assert.Equal(("scifi", 2, true), (facet.Value.GetString(), facet.Count, facets.Exact));
        QueryResult explained = await server.Client.QueryAsync(
            Name, new Query { Vector = new float[] { 1 }, Filter = scifi, Explain = true }, Token);
        SearchExplanation explanation = Assert.Single(explained.Explanation!);
        Assert.Equal(["alien", "solaris"], explained.Points.Select(point => point.Id));
        Assert.Equal(("match_scan", 2, 2), (explanation.Strategy, explanation.Matches, explanation.Scored));
        Assert.Equal(["genre"], explanation.Unindexed);

        Assert.Equal(2, (await server.Client.DeletePointsAsync(Name, scifi, Token)).Deleted);
        Assert.Equal(1, (await server.Client.CountPointsAsync(Name, cancellationToken: Token)).Count);
    }

    [Fact]
    public async Task An_index_over_payloads_is_created_described_listed_and_deleted()
    {
        const string Name = "client-indexes";
        await server.Client.CreateCollectionAsync(Name, new CollectionDefinition { Dimension = 1 }, Token);
        await server.Client.UpsertAsync(
            Name, [new Point { Id = "a", Vector = new float[] { 1 }, Payload = JsonSerializer.SerializeToElement(new { price = 2.5 }) }], Token);
        PayloadIndex index = await server.Client.PutPayloadIndexAsync(Name, "price", PayloadIndexType.Float, Token);
        while (index.State != PayloadIndexState.Ready)
        {
            index = await server.Client.GetPayloadIndexAsync(Name, "price", Token);
        }

        Assert.Equal(("price", PayloadIndexType.Float, 1.0, null), (index.Key, index.Type, index.Progress, index.Failure));
        Assert.Equal((1, 1), (index.Points, index.Values));
        Assert.Equal(index, Assert.Single((await server.Client.ListPayloadIndexesAsync(Name, Token)).Indexes));
        Assert.Equal(index.MemoryBytes, (await server.Client.GetCollectionAsync(Name, Token)).Memory?.PayloadIndexesBytes);
        Assert.True((await server.Client.DeletePayloadIndexAsync(Name, "price", Token)).Deleted);
        await RefusedAsync(
            HttpStatusCode.NotFound, "payload_index_not_found", () => server.Client.GetPayloadIndexAsync(Name, "price", Token));
    }

    [Fact]
    public async Task Aliases_are_set_changed_together_listed_and_deleted()
    {
        await CreateAsync("client-old", dimension: 1, Metric.Dot);
        await CreateAsync("client-new", dimension: 1, Metric.Dot);
        await server.Client.SetAliasAsync("client-live", "client-old", Token);
        await server.Client.ChangeAliasesAsync(
            [
                AliasAction.Set("client-next", "client-new"),
                AliasAction.Remove("client-live"),
                AliasAction.Move("client-next", "client-live"),
            ],
            Token);

        AliasList list = await server.Client.ListAliasesAsync(Token);
        Assert.Equal([new Alias("client-live", "client-new")], list.Aliases.Where(alias => alias.Name.StartsWith("client-", StringComparison.Ordinal)));
        Assert.Equal("client-new", (await server.Client.GetCollectionAsync("client-live", Token)).Name);
        CollectionDescription renamed = await server.Client.RenameCollectionAsync("client-new", "client-newer", Token);
        Assert.Equal(("client-newer", "client-live"), (renamed.Name, Assert.Single(renamed.Aliases)));
        await RefusedAsync(HttpStatusCode.Conflict, "name_is_alias", () => server.Client.DeleteCollectionAsync("client-live", Token));
        Assert.Equal(["client-live"], (await server.Client.DeleteCollectionAsync("client-newer", Token)).DeletedAliases);
        await RefusedAsync(HttpStatusCode.NotFound, "alias_not_found", () => server.Client.DeleteAliasAsync("client-live", Token));
    }

    [Fact]
    public async Task A_protected_collection_is_deleted_when_the_protection_is_lifted()
    {
        await server.Client.CreateCollectionAsync(
            "client-guarded", new CollectionDefinition { Dimension = 1, DeletionProtection = true }, Token);
        await RefusedAsync(HttpStatusCode.Conflict, "deletion_protected", () => server.Client.DeleteCollectionAsync("client-guarded", Token));

        CollectionDescription lifted = await server.Client.UpdateCollectionAsync(
            "client-guarded", new CollectionChange { DeletionProtection = false }, Token);

        Assert.False(lifted.DeletionProtection);
        Assert.Empty((await server.Client.DeleteCollectionAsync("client-guarded", Token)).DeletedAliases);
    }

    [Fact]
    public async Task A_name_that_is_taken_is_a_problem()
    {
        CollectionDefinition definition = new() { Dimension = 1 };
        await server.Client.CreateCollectionAsync("client-taken", definition, Token);

        await RefusedAsync(
            HttpStatusCode.Conflict,
            "collection_exists",
            () => server.Client.CreateCollectionAsync("client-taken", definition, Token));
    }

    [Fact]
    public async Task Points_of_both_bodies_are_stored_found_listed_and_deleted()
    {
        const string Name = "client-points";
        await CreateAsync(Name, dimension: 2, Metric.Euclidean);
        PointBatch batch = new(2);
        for (int i = 0; i < 20; i++)
        {
            batch.Add($"p{i}", [i, 0], i % 2 == 0 ? "{\"even\":true}"u8 : default);
        }

        UpsertResult binary = await server.Client.UpsertAsync(Name, batch, Token);
        UpsertResult json = await server.Client.UpsertAsync(
            Name,
            [new Point { Id = "far", Vector = new float[] { 100, 0 }, Payload = JsonElement.Parse("""{"far":1}""") }],
            Token);
        Assert.Equal((20, 1), (binary.Upserted, json.Upserted));
        Assert.Equal(Segments, binary.Segments.Count);

        Point point = await server.Client.GetPointAsync(Name, "p4", Token);
        Assert.Equal([4, 0], point.Vector!.Value.ToArray());
        Assert.Equal("""{"even":true}""", point.Payload!.Value.GetRawText());

        Assert.Equal(
            Enumerable.Range(0, 20).Select(i => $"p{i}").Append("far").Order(), (await ListAllAsync(Name)).Order());

        DeleteResult deleted = await server.Client.DeletePointsAsync(Name, ["p4", "never"], Token);
        Assert.Equal(1, deleted.Deleted);
        await RefusedAsync(
            HttpStatusCode.NotFound, "point_not_found", () => server.Client.GetPointAsync(Name, "p4", Token));
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a b?c#d&e=f")]
    [InlineData("%2F")]
    [InlineData("100%")]
    [InlineData("a\\b")]
    [InlineData("ä数\U0001F600")]
    [InlineData("\"quoted\"\n\t")]
    [InlineData("...")]
    [InlineData(" ")]
    public async Task A_point_is_found_by_any_id(string id)
    {
        string name = "client-ids-" + Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(id));
        await CreateAsync(name, dimension: 1, Metric.Dot);
        PointBatch batch = new(1);
        batch.Add(id, [7]);
        await server.Client.UpsertAsync(name, batch, Token);

        Point point = await server.Client.GetPointAsync(name, id, Token);

        Assert.Equal((id, 7f), (point.Id, point.Vector!.Value.Span[0]));
    }

    [Fact]
    public async Task Queries_by_vector_by_id_in_batches_and_in_binary_agree()
    {
        const string Name = "client-queries";
        await CreateAsync(Name, dimension: 1, Metric.Euclidean);
        PointBatch batch = new(1);
        for (int i = 0; i < 50; i++)
        {
            batch.Add($"p{i}", [i], "{\"k\":1}"u8);
        }

        await server.Client.UpsertAsync(Name, batch, Token);
        Query byVector = new() { Vector = new float[] { 20.2f }, Limit = 3, Exact = true };
        VectorQueryBatch vectors = new(1) { Limit = 3, Exact = true, WithVector = true };
        vectors.Add([20.2f]);

        QueryResult one = await server.Client.QueryAsync(Name, byVector, Token);
        QueryBatchResult two = await server.Client.QueryBatchAsync(
            Name, [byVector, new Query { Id = "p20", Limit = 2, WithPayload = false }], Token);
        QueryBatchResult binary = await server.Client.QueryBatchAsync(Name, vectors, Token);

        string[] expected = ["p20", "p21", "p19"];
        Assert.Equal(expected, one.Points.Select(point => point.Id));
        Assert.Equal(0.2f, one.Points[0].Score, 1e-4f);
        Assert.Equal("""{"k":1}""", one.Points[0].Payload!.Value.GetRawText());
        Assert.Null(one.Points[0].Vector);
        Assert.Equal(expected, two.Results[0].Points.Select(point => point.Id));
        Assert.Equal(["p19", "p21"], two.Results[1].Points.Select(point => point.Id).Order());
        Assert.Null(two.Results[1].Points[0].Payload);
        Assert.Equal(expected, binary.Results[0].Points.Select(point => point.Id));
        Assert.Equal(20, binary.Results[0].Points[0].Vector!.Value.Span[0]);
    }

    [Fact]
    public async Task Points_with_named_vectors_are_stored_and_searched_by_field()
    {
        const string Name = "client-named";
        await server.Client.CreateCollectionAsync(
            Name,
            new CollectionDefinition
            {
                Vectors = new Dictionary<string, VectorField>
                {
                    ["title"] = new() { Dimension = 1, Metric = Metric.Euclidean },
                    ["body"] = new() { Dimension = 2, Metric = Metric.Manhattan },
                },
                Segments = Segments,
            },
            Token);
        await server.Client.UpsertAsync(Name, [Named("a", 1, 9), Named("b", 9, 1)], Token);

        QueryResult byTitle = await server.Client.QueryAsync(
            Name, new Query { Using = "title", Vector = new float[] { 1 }, Limit = 1 }, Token);
        QueryResult byBody = await server.Client.QueryAsync(
            Name, new Query { Using = "body", Vector = new float[] { 1, 0 }, Limit = 1 }, Token);

        Assert.Equal(("a", "b"), (byTitle.Points[0].Id, byBody.Points[0].Id));
        Point point = await server.Client.GetPointAsync(Name, "a", Token);
        Assert.Equal([9, 0], point.Vectors!["body"].ToArray());
    }

    [Fact]
    public async Task A_problem_points_at_what_is_wrong()
    {
        await CreateAsync("client-problems", dimension: 2, Metric.Cosine);
        Point good = new() { Id = "a", Vector = new float[] { 1, 2 } };
        Point bad = new() { Id = "b", Vector = new float[] { 1, 2, 3 } };

        ProblemException problem = await RefusedAsync(
            HttpStatusCode.UnprocessableEntity,
            "validation_failed",
            () => server.Client.UpsertAsync("client-problems", [good, bad], Token));

        Assert.Contains("/points/1/vector", problem.Errors.Keys);
        Assert.False(problem.Retryable);
        Assert.NotNull(problem.TraceId);
    }

    [Fact]
    public async Task The_status_tells_version_and_load()
    {
        ServerStatus status = await server.Client.GetStatusAsync(Token);

        Assert.Equal("ready", status.Status);
        Assert.NotEmpty(status.Version!);
        Assert.NotEmpty(status.Node!);
        Assert.NotEmpty(status.DataDir!);
        Assert.True(status.Search!.Threads > 0);
        Assert.True(status.Search.QueueLimit > 0);
    }

    private static Point Named(string id, float title, float body) => new()
    {
        Id = id,
        Vectors = new Dictionary<string, ReadOnlyMemory<float>>
        {
            ["title"] = new float[] { title },
            ["body"] = new float[] { body, 0 },
        },
    };

    private static async Task<ProblemException> RefusedAsync(HttpStatusCode status, string code, Func<Task> call)
    {
        ProblemException problem = await Assert.ThrowsAsync<ProblemException>(call);
        Assert.Equal((status, code), (problem.Status, problem.Code));
        return problem;
    }

    private Task<CollectionDescription> CreateAsync(string name, int dimension, Metric metric) =>
        server.Client.CreateCollectionAsync(
            name, new CollectionDefinition { Dimension = dimension, Metric = metric, Segments = Segments }, Token);

    private async Task<List<string>> ListAllAsync(string name)
    {
        List<string> ids = [];
        string? cursor = null;
        do
        {
            PointPage page = await server.Client.ListPointsAsync(name, limit: 6, cursor, cancellationToken: Token);
            ids.AddRange(page.Points.Select(point => point.Id));
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return ids;
    }
}

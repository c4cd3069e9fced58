using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Vectorizer.Cli.Tests.Fixtures;
using Vectorizer.Client;
using Vectorizer.Client.Collections;
using Vectorizer.Client.Points;
using Vectorizer.Client.Search;
using Vectorizer.Client.Status;

namespace Vectorizer.Cli.Tests.Client;

/// <summary>What goes over the wire, against the documented shapes; the server's own behaviour is tested with the server.</summary>
public sealed class VectorizerHttpClientTests
{
    [Fact]
    public async Task A_definition_says_only_what_was_set()
    {
        StubServer server = StubServer.Answering("""{"name":"words","id":1,"points":0,"segments":3}""");
        CollectionDefinition definition = new()
        {
            Dimension = 100,
            Metric = Metric.Cosine,
            HnswConfig = new HnswConfig { M = 16 },
        };

        await server.Client().CreateCollectionAsync("words", definition, Token);

        Assert.Equal((HttpMethod.Put, "/api/v1/collections/words"), (server.Method, server.Target));
        Assert.Equal("""{"dimension":100,"metric":"cosine","hnsw_config":{"m":16}}""", server.BodyText);
    }

    [Fact]
    public async Task Named_vector_fields_are_defined_and_described()
    {
        StubServer server = StubServer.Answering(
            """
            {"name":"n","id":7,"state":"ready","points":5,"deleted_points":1,"segments":2,
             "created_at":"2026-01-02T03:04:05Z",
             "memory":{"vectors_bytes":1,"links_bytes":2,"points_bytes":3,"total_bytes":6},
             "vectors":{"title":{"dimension":3,"metric":"dot","hnsw_config":{"m":8,"ef_construction":9,"ef_search":10}}},
             "took_ms":0.5,"a_member_to_come":true}
            """);

        CollectionDescription found = await server.Client().CreateCollectionAsync(
            "n",
            new CollectionDefinition
            {
                Vectors = new Dictionary<string, VectorField> { ["title"] = new() { Dimension = 3, Metric = Metric.Dot } },
            },
            Token);

        Assert.Equal("""{"vectors":{"title":{"dimension":3,"metric":"dot"}}}""", server.BodyText);
        Assert.Equal(("n", 7, 5, 1, 2), (found.Name, found.Id, found.Points, found.DeletedPoints, found.Segments));
        Assert.Equal(6, found.Memory!.TotalBytes);
        Assert.Equal(
            new VectorField
            {
                Dimension = 3,
                Metric = Metric.Dot,
                HnswConfig = new HnswConfig { M = 8, EfConstruction = 9, EfSearch = 10 },
            },
            found.Field("title"));
        Assert.Null(found.Field(null));
        Assert.Null(found.Field("other"));
    }

    [Fact]
    public async Task A_change_names_what_changes()
    {
        StubServer server = StubServer.Answering("""{"name":"n","id":7}""");

        await server.Client().UpdateCollectionAsync(
            "n", new CollectionChange { HnswConfig = new HnswConfig { EfSearch = 200 } }, Token);

        Assert.Equal(HttpMethod.Patch, server.Method);
        Assert.Equal("""{"hnsw_config":{"ef_search":200}}""", server.BodyText);
    }

    [Fact]
    public async Task A_batch_goes_out_in_the_binary_body()
    {
        StubServer server = StubServer.Answering(
            """{"upserted":1,"segments":[{"segment":2,"sequence":12,"durability":"memory"}],"took_ms":1.2}""");
        PointBatch batch = new(1);
        batch.Add("a", [1f]);

        UpsertResult result = await server.Client().UpsertAsync("words", batch, Token);

        Assert.Equal((HttpMethod.Put, "/api/v1/collections/words/points"), (server.Method, server.Target));
        Assert.Equal("application/vnd.vectorizer.points", server.MediaType);
        Assert.Equal(batch.ByteLength, server.Body.Length);
        Assert.Equal(new SegmentWrite { Segment = 2, Sequence = 12, Durability = "memory" }, Assert.Single(result.Segments));
    }

    [Fact]
    public async Task Points_with_several_vectors_go_out_as_json_with_vectors_in_base64()
    {
        StubServer server = StubServer.Answering("""{"upserted":1,"segments":[],"took_ms":1}""");
        Point point = new()
        {
            Id = "a",
            Vectors = new Dictionary<string, ReadOnlyMemory<float>> { ["t"] = new float[] { 1, -2 } },
            Payload = JsonElement.Parse("""{"k":"v"}"""),
        };

        await server.Client().UpsertAsync("words", [point], Token);

        Assert.Equal(
            """{"points":[{"id":"a","vectors":{"t":"AACAPwAAAMA="},"payload":{"k":"v"}}]}""", server.BodyText);
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a/b c", "a%2Fb%20c")]
    [InlineData("ä", "%C3%A4")]
    [InlineData("%2F", "%252F")]
    [InlineData(".", "%2E")]
    [InlineData("..", "%2E%2E")]
    [InlineData("?#", "%3F%23")]
    public async Task Any_id_is_one_segment_of_the_path(string id, string segment)
    {
        StubServer server = StubServer.Answering("""{"id":"x","vector":[1,2.5],"payload":{"k":1}}""");

        Point point = await server.Client().GetPointAsync("c", id, Token);

        Assert.Equal($"/api/v1/collections/c/points/{segment}?with_vector=base64", server.Target);
        Assert.Equal([1, 2.5f], point.Vector!.Value.ToArray());
        Assert.Equal("""{"k":1}""", point.Payload!.Value.GetRawText());
    }

    [Fact]
    public async Task A_base_address_may_have_a_path_of_its_own()
    {
        StubServer server = StubServer.Answering("""{"status":"ready"}""");

        await server.Client("https://proxy.test/vectors/").GetStatusAsync(Token);

        Assert.Equal("/vectors/api/status", server.Target);
    }

    [Fact]
    public async Task Pages_follow_each_other_by_cursor()
    {
        StubServer server = StubServer.Answering("""{"points":[{"id":"a"}],"next_cursor":"b/1","took_ms":1}""");

        PointPage page = await server.Client().ListPointsAsync("c", 5, "a+&", withPayload: false, cancellationToken: Token);

        Assert.Equal(
            "/api/v1/collections/c/points?limit=5&with_payload=false&with_vector=false&cursor=a%2B%26", server.Target);
        Assert.Equal("b/1", page.NextCursor);
    }

    [Fact]
    public async Task A_query_says_only_what_was_set()
    {
        StubServer server = StubServer.Answering(
            """{"points":[{"id":"a","score":0.5,"payload":{"k":1}}],"took_ms":1.5}""");

        QueryResult result = await server.Client().QueryAsync(
            "c", new Query { Vector = new float[] { 1 }, Limit = 3, Exact = true }, Token);

        Assert.Equal("/api/v1/collections/c/query", server.Target);
        Assert.Equal("""{"vector":"AACAPw==","limit":3,"exact":true}""", server.BodyText);
        Assert.Equal(("a", 0.5f), (result.Points[0].Id, result.Points[0].Score));
        Assert.Equal(1.5, result.TookMs);
    }

    [Fact]
    public async Task Examples_go_out_as_ids_and_vectors_in_base64()
    {
        StubServer server = StubServer.Answering("""{"points":[],"took_ms":1}""");
        Recommendation recommendation = new()
        {
            Positive = ["a", new float[] { 1 }],
            Negative = ["b"],
            Strategy = RecommendStrategy.BestScore,
        };

        await server.Client().QueryAsync("c", new Query { Recommend = recommendation }, Token);

        Assert.Equal(
            """{"recommend":{"positive":["a",{"vector":"AACAPw=="}],"negative":["b"],"strategy":"best_score"}}""", server.BodyText);
    }

    [Fact]
    public async Task Batches_of_queries_go_out_as_json_or_binary()
    {
        StubServer server = StubServer.Answering("""{"results":[{"points":[]},{"points":[]}],"took_ms":1}""");
        VectorQueryBatch vectors = new(1);
        vectors.Add([1f]);

        QueryBatchResult result = await server.Client().QueryBatchAsync(
            "c", [new Query { Id = "a" }, new Query { Id = "b" }], Token);
        string json = server.BodyText;
        await server.Client().QueryBatchAsync("c", vectors, Token);

        Assert.Equal(2, result.Results.Count);
        Assert.Equal("""{"queries":[{"id":"a"},{"id":"b"}]}""", json);
        Assert.Equal("application/vnd.vectorizer.query", server.MediaType);
        Assert.Equal(vectors.ToBody(), server.Body);
    }

    [Fact]
    public async Task Points_are_deleted_by_id()
    {
        StubServer server = StubServer.Answering("""{"deleted":1,"segments":[],"took_ms":1}""");

        DeleteResult result = await server.Client().DeletePointsAsync("c", ["a", "b"], Token);

        Assert.Equal((HttpMethod.Post, "/api/v1/collections/c/points/delete"), (server.Method, server.Target));
        Assert.Equal("""{"ids":["a","b"]}""", server.BodyText);
        Assert.Equal(1, result.Deleted);
    }

    [Fact]
    public async Task Status_is_read_whole()
    {
        StubServer server = StubServer.Answering(
            """
            {"status":"ready","node":"n1","version":"1.2","uptime_seconds":3.5,"data_dir":"/d","collections":2,"points":9,
             "segments":{"ready":3,"recovering":1,"sealed":0,"quarantined":2},
             "search":{"queued":4,"running":5,"threads":6,"queue_limit":7}}
            """);

        ServerStatus status = await server.Client().GetStatusAsync(Token);

        Assert.Equal(new SegmentCounts { Ready = 3, Recovering = 1, Quarantined = 2 }, status.Segments);
        Assert.Equal(new SearchLoad { Queued = 4, Running = 5, Threads = 6, QueueLimit = 7 }, status.Search);
        Assert.Equal(("n1", 9), (status.Node, status.Points));
    }

    [Fact]
    public async Task A_problem_becomes_an_exception_with_all_its_members()
    {
        StubServer server = new(() =>
        {
            HttpResponseMessage response = new(HttpStatusCode.ServiceUnavailable)
            {
                Content = new StringContent(
                    """
                    {"type":"/docs/problems#unavailable","title":"Unavailable","status":503,"code":"unavailable",
                     "detail":"Segment 1 recovers.","retryable":true,"trace_id":"t1",
                     "errors":{"/points/3/vector":["too short"]},
                     "segments":[{"segment":0,"sequence":5,"durability":"memory"},
                                 {"segment":1,"code":"unavailable","detail":"recovers"}]}
                    """,
                    new MediaTypeHeaderValue("application/problem+json")),
            };
            response.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(7));
            return response;
        });

        ProblemException problem = await Assert.ThrowsAsync<ProblemException>(
            () => server.Client().GetCollectionAsync("c", Token));

        Assert.Equal("Segment 1 recovers.", problem.Message);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "unavailable", true, "t1"), Facts(problem));
        Assert.Equal(TimeSpan.FromSeconds(7), problem.RetryAfter);
        Assert.Equal("too short", problem.Errors["/points/3/vector"].Single());
        Assert.Equal([null, "unavailable"], problem.Segments.Select(segment => segment.Code));
    }

    [Theory]
    [InlineData(HttpStatusCode.BadGateway, true)]
    [InlineData(HttpStatusCode.GatewayTimeout, true)]
    [InlineData(HttpStatusCode.NotFound, false)]
    [InlineData(HttpStatusCode.InternalServerError, false)]
    public async Task An_error_page_of_something_else_is_an_unexpected_answer(HttpStatusCode status, bool retryable)
    {
        StubServer server = StubServer.Answering("<html>oops</html>", status, "text/html");

        ProblemException problem = await Assert.ThrowsAsync<ProblemException>(
            () => server.Client().GetStatusAsync(Token));

        Assert.Equal((status, ProblemException.UnexpectedAnswer, retryable, null), Facts(problem));
        Assert.Contains("http://server.test:15002/api/status", problem.Message);
    }

    [Fact]
    public async Task A_damaged_problem_still_tells_its_status()
    {
        StubServer server = StubServer.Answering("{\"code\":", HttpStatusCode.Conflict, "application/problem+json");

        ProblemException problem = await Assert.ThrowsAsync<ProblemException>(
            () => server.Client().GetStatusAsync(Token));

        Assert.Equal((HttpStatusCode.Conflict, ProblemException.UnexpectedAnswer, false, null), Facts(problem));
    }

    [Theory]
    [InlineData("<html>welcome</html>")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"status":"ready","points":"many"}""")]
    public async Task A_success_that_is_no_answer_of_a_server_is_an_unexpected_answer(string body)
    {
        StubServer server = StubServer.Answering(body);

        ProblemException problem = await Assert.ThrowsAsync<ProblemException>(
            () => server.Client().GetStatusAsync(Token));

        Assert.Equal(ProblemException.UnexpectedAnswer, problem.Code);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_in_time_is_a_timeout_and_no_cancellation()
    {
        using TcpSilence silence = new();
        using HttpClient http = new() { BaseAddress = silence.Url, Timeout = TimeSpan.FromMilliseconds(100) };
        VectorizerHttpClient client = new(http);
        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();

        await Assert.ThrowsAsync<TimeoutException>(() => client.GetStatusAsync(Token));
        await Assert.ThrowsAsync<TaskCanceledException>(() => client.GetStatusAsync(cancelled.Token));
    }

    [Fact]
    public void A_client_needs_to_know_its_server()
    {
        using HttpClient http = new();

        Assert.Throws<ArgumentException>(() => new VectorizerHttpClient(http));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static (HttpStatusCode Status, string Code, bool Retryable, string? TraceId) Facts(ProblemException problem) =>
        (problem.Status, problem.Code, problem.Retryable, problem.TraceId);
}

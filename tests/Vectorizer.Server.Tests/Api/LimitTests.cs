using System.Net;
using System.Net.Sockets;
using System.Text;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Filters;
using Vectorizer.Abstractions.Points;
using Vectorizer.Abstractions.Search;
using Vectorizer.Configuration.Declarations;
using Vectorizer.Server.Tests.Hosting;

namespace Vectorizer.Server.Tests.Api;

/// <summary>Each limit of the settings, with two values.</summary>
public sealed class LimitTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task A_collection_has_at_most_as_many_dimensions_as_set(int max)
    {
        await using TestServer server = await TestServer.StartAsync(null, $"--limits:max_dimension={max}");
        Collection collection = new(server.Http, "c");
        (await collection.SendAsync(HttpMethod.Put, "", $$"""{"dimension":{{max + 1}} }"""))
            .ShouldBeProblem(422, "validation_failed", "/dimension", $"at most {max}", "limits.max_dimension");
        (await collection.SendAsync(HttpMethod.Put, "", $$"""{"vectors":{"a":{"dimension":1},"b":{"dimension":{{max + 1}} } } }"""))
            .ShouldBeProblem(422, "validation_failed", "/vectors/b/dimension", $"at most {max}");
        (await collection.SendAsync(HttpMethod.Put, "", $$"""{"dimension":{{max}} }""")).ShouldBe(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task There_are_at_most_as_many_collections_as_set(int max)
    {
        await using TestServer server = await TestServer.StartAsync(null, $"--limits:max_collections={max}");
        for (int i = 0; i < max; i++)
        {
            (await new Collection(server.Http, $"c{i}").SendAsync(HttpMethod.Put, "", """{"dimension":3}""")).ShouldBe(HttpStatusCode.Created);
        }

        Collection more = new(server.Http, "more");
        (await more.SendAsync(HttpMethod.Put, "", """{"dimension":3}""")).ShouldBeProblem(422, "validation_failed", "/name", $"There are {max} collections");
        (await new Collection(server.Http, "c0").SendAsync(HttpMethod.Delete, "")).ShouldBe(HttpStatusCode.OK);
        (await more.SendAsync(HttpMethod.Put, "", """{"dimension":3}""")).ShouldBe(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(30)]
    public async Task A_payload_has_at_most_as_many_bytes_as_set(int max)
    {
        await using TestServer server = await TestServer.StartAsync(null, $"--limits:max_payload_bytes={max}");
        Collection collection = await CreateAsync(server);
        string fits = $$"""{"x":"{{new string('x', max - 8)}}"}""";
        string exceeds = $$"""{"x":"{{new string('x', max - 7)}}"}""";
        Assert.Equal(max, fits.Length);
        Answer refused = await collection.SendAsync(HttpMethod.Put, "/points",
            $$"""{"points":[{"id":"a","vector":[1,2,3],"payload":{{fits}} },{"id":"b","vector":[1,2,3],"payload":{{exceeds}} }]}""");
        refused.ShouldBeProblem(422, "validation_failed", "/points/1/payload", $"at most {max} bytes", "limits.max_payload_bytes", $"has {max + 1}");
        Assert.Null(refused.Json["errors"]!["/points/0/payload"]);
        Assert.Equal(0, await collection.CountAsync());
        await collection.UpsertAsync($$"""[{"id":"a","vector":[1,2,3],"payload":{{fits}} },{"id":"b","vector":[1,2,3],"payload":{{fits}} }]""");
    }

    [Theory]
    [InlineData(100)]
    [InlineData(200)]
    public async Task A_query_asks_for_at_most_as_many_hits_as_set(int max)
    {
        await using TestServer server = await TestServer.StartAsync(null, $"--limits:max_query_limit={max}");
        Collection collection = await CreateAsync(server);
        (await collection.SendAsync(HttpMethod.Post, "/query", $$"""{"vector":[1,2,3],"limit":{{max}} }""")).ShouldBe(HttpStatusCode.OK);
        (await collection.SendAsync(HttpMethod.Post, "/query", $$"""{"vector":[1,2,3],"limit":{{max}},"offset":1}"""))
            .ShouldBeProblem(422, "validation_failed", "/limit", $"at most {max}", "limits.max_query_limit", $"was {max + 1}");
        (await collection.SendAsync(HttpMethod.Post, "/query/batch", $$"""{"queries":[{"vector":[1,2,3]},{"vector":[1,2,3],"limit":{{max + 1}} }]}"""))
            .ShouldBeProblem(422, "validation_failed", "/queries/1/limit", $"at most {max}");
        (await collection.SendAsync(HttpMethod.Get, $"/points?limit={max}")).ShouldBe(HttpStatusCode.OK);
        (await collection.SendAsync(HttpMethod.Get, $"/points?limit={max + 1}")).ShouldBeProblem(422, "validation_failed", "/limit", $"1..{max}");
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_recommendation_has_at_most_as_many_examples_as_set(int max)
    {
        await using TestServer server = await TestServer.StartAsync(null, $"--limits:max_examples={max}");
        Collection collection = await CreateAsync(server);
        (await collection.SendAsync(HttpMethod.Post, "/query", With(max))).ShouldBe(HttpStatusCode.OK);
        (await collection.SendAsync(HttpMethod.Post, "/query", With(max + 1)))
            .ShouldBeProblem(422, "validation_failed", "/recommend", $"at most {max} examples", "limits.max_examples", $"has {max + 1}");
        (await collection.SendAsync(HttpMethod.Post, "/query/batch", $$"""{"queries":[{"vector":[1,2,3]},{{With(max + 1)}}]}"""))
            .ShouldBeProblem(422, "validation_failed", "/queries/1/recommend", $"at most {max} examples");

        static string With(int examples)
            => $$"""{"recommend":{"positive":[[1,2,3]],"negative":[{{string.Join(',', Enumerable.Repeat("[3,2,1]", examples - 1))}}]} }""";
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_filter_lies_at_most_as_deep_as_set(int max)
    {
        await using TestServer server = await TestServer.StartAsync(null, $"--limits:max_filter_depth={max}");
        Collection collection = await CreateAsync(server);
        (await collection.SendAsync(HttpMethod.Post, "/query", Deep(max))).ShouldBe(HttpStatusCode.OK);
        string pointer = "/filter" + string.Concat(Enumerable.Repeat("/must/0", max)) + "/must";
        (await collection.SendAsync(HttpMethod.Post, "/query", Deep(max + 1)))
            .ShouldBeProblem(422, "validation_failed", pointer, $"deeper than {max} filters", "limits.max_filter_depth");

        static string Deep(int depth)
        {
            string begins = string.Concat(Enumerable.Repeat("""{"must":[""", depth));
            string ends = string.Concat(Enumerable.Repeat("]}", depth));
            return $$"""{"vector":[1,2,3],"filter":{{begins}}{{ends}} }""";
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(1_200)]
    public async Task A_filter_has_at_most_as_many_conditions_as_set(int max)
    {
        await using TestServer server = await TestServer.StartAsync(null, $"--limits:max_filter_conditions={max}");
        Collection collection = await CreateAsync(server);
        (await collection.SendAsync(HttpMethod.Post, "/query", Wide(max))).ShouldBe(HttpStatusCode.OK);
        (await collection.SendAsync(HttpMethod.Post, "/query", Wide(max + 1)))
            .ShouldBeProblem(422, "validation_failed", $"/filter/must/{max}", $"more than {max} conditions", "limits.max_filter_conditions");

        static string Wide(int count)
        {
            string conditions = string.Join(',', Enumerable.Repeat("""{"is_null":{"key":"a"}}""", count));
            return $$$"""{"vector":[1,2,3],"filter":{"must":[{{{conditions}}}]}}""";
        }
    }

    [Theory]
    [InlineData(1024)]
    [InlineData(2048)]
    public async Task A_body_has_at_most_as_many_bytes_as_set(int max)
    {
        await using TestServer server = await TestServer.StartAsync(null, $"--limits:max_body_bytes={max}");
        Collection collection = await CreateAsync(server);
        string points = """{"points":[{"id":"a","vector":[1,2,3]}]}""";
        (await collection.SendAsync(HttpMethod.Put, "/points", points.PadRight(max))).ShouldBe(HttpStatusCode.OK);
        (await collection.SendAsync(HttpMethod.Put, "/points", points.PadRight(max + 1))).ShouldBeProblem(413, "body_too_large", null, $"{max} bytes");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_request_ends_after_the_time_that_is_set(int seconds)
    {
        await using TestServer server = await TestServer.StartAsync(null, $"--limits:request_timeout_seconds={seconds}");
        Collection collection = await CreateAsync(server);

        // Its body never ends; what the server waits for is told by the answer.
        using TcpClient connection = new();
        await connection.ConnectAsync(server.Url.Host, server.Url.Port, Token);
        await using NetworkStream stream = connection.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"PUT {collection.Path}/points HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{{"), Token);
        using StreamReader reader = new(stream);
        string answer = await reader.ReadToEndAsync(Token);
        Assert.StartsWith("HTTP/1.1 504", answer, StringComparison.Ordinal);
        Assert.Contains($"took longer than {seconds} s", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task There_are_at_most_as_many_connections_as_set(int max)
    {
        await using TestServer server = await TestServer.StartAsync(null, $"--limits:max_connections={max}");
        List<TcpClient> open = [];
        try
        {
            for (int i = 0; i < max; i++)
            {
                TcpClient connection = new();
                open.Add(connection);
                Assert.True(await IsAnsweredAsync(connection, server.Url));
            }

            using TcpClient more = new();
            Assert.False(await IsAnsweredAsync(more, server.Url));
        }
        finally
        {
            open.ForEach(connection => connection.Dispose());
        }

        await Wait.UntilAsync(async () =>
        {
            using TcpClient again = new();
            return await IsAnsweredAsync(again, server.Url);
        });
    }

    [Fact]
    public void No_limit_can_be_set_beyond_what_points_collections_and_queries_may_be()
    {
        Assert.Equal(CollectionRules.MaxDimension, MaxOf("limits.max_dimension"));
        Assert.Equal(CollectionRules.MaxCollections, MaxOf("limits.max_collections"));
        Assert.Equal(PointRules.MaxPayloadBytes, MaxOf("limits.max_payload_bytes"));
        Assert.Equal(SearchRules.MaxLimit, MaxOf("limits.max_query_limit"));
        Assert.Equal(FilterRules.MaxDepth, MaxOf("limits.max_filter_depth"));
        Assert.Equal(FilterRules.MaxConditions, MaxOf("limits.max_filter_conditions"));
        Assert.Equal(SearchRules.MaxTimeout.TotalSeconds, MaxOf("limits.request_timeout_seconds"));
    }

    private static long MaxOf(string key) => Assert.IsType<NumberSettingAttribute>(SettingCatalog.Node.Find(key)!.Rule).Max;

    private static async Task<Collection> CreateAsync(TestServer server)
    {
        Collection collection = new(server.Http, "c");
        (await collection.SendAsync(HttpMethod.Put, "", """{"dimension":3}""")).ShouldBe(HttpStatusCode.Created);
        return collection;
    }

    private static async Task<bool> IsAnsweredAsync(TcpClient connection, Uri server)
    {
        try
        {
            await connection.ConnectAsync(server.Host, server.Port, Token);
            NetworkStream stream = connection.GetStream();
            await stream.WriteAsync("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray(), Token);
            return await stream.ReadAsync(new byte[1], Token) == 1;
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            return false;
        }
    }
}

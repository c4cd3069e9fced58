using System.Net;
using System.Net.Sockets;
using System.Text;
using Vectorizer.Server.Tests.Hosting;

namespace Vectorizer.Server.Tests.Api.Filters;

/// <summary>Filters in queries: what goes with them, and what they cost at most.</summary>
public sealed class FilterTests(SharedServer server)
{
    [Theory]
    [InlineData("{}", "a b c d")]
    [InlineData("null", "a b c d")]
    [InlineData("""{"must":[],"should":null}""", "a b c d")]
    [InlineData("""{"must":{"key":"n","match":{"value":1}}}""", "a")]
    [InlineData("""{"should":[{"key":"n","match":{"value":1}},{"key":"n","match":{"value":3}}]}""", "a c")]
    [InlineData("""{"must":[{"should":[{"key":"n","match":{"value":1}},{"key":"n","match":{"value":3}}]}],"must_not":[{"has_id":["a"]}]}""", "c")]
    [InlineData("""{"must":[{"match":{"any":[2,4]},"key":"n"}]}""", "b d")]
    [InlineData("""{"must":[{"\u006bey":"\u006e","range":{"gt":1,"lt":3.5}}]}""", "b c")]
    [InlineData("""{"must":[{"has_vector":""}]}""", "a b c d")]
    public async Task A_query_returns_only_points_that_match_nearest_first(string filter, string expected)
    {
        Collection collection = await CreateAsync();
        (await QueryAsync(collection, filter)).ShouldHaveIds(expected);
    }

    [Fact]
    public async Task Limit_and_offset_count_the_points_that_match()
    {
        Collection collection = await CreateAsync();
        Answer answer = await collection.SendAsync(
            HttpMethod.Post, "/query", """{"vector":[0,0,0],"limit":2,"offset":1,"filter":{"must_not":[{"has_id":["b"]}]}}""");
        answer.ShouldHaveIds("c d");
    }

    [Fact]
    public async Task A_query_by_id_leaves_its_point_out_whether_it_matches_or_not()
    {
        Collection collection = await CreateAsync();
        foreach ((string filter, string expected) in new[] { ("{}", "b c d"), ("""{"must_not":[{"has_id":["a"]}]}""", "b c d"), ("""{"must":[{"has_id":["a","d"]}]}""", "d") })
        {
            (await collection.SendAsync(HttpMethod.Post, "/query", $$"""{"id":"a","limit":3,"filter":{{filter}} }""")).ShouldHaveIds(expected);
        }
    }

    [Fact]
    public async Task Queries_of_a_batch_have_filters_of_their_own()
    {
        Collection collection = await CreateAsync();
        Answer answer = await collection.SendAsync(
            HttpMethod.Post,
            "/query/batch",
            """
            {"queries":[
              {"vector":[0,0,0],"filter":{"must":[{"has_id":["d","b"]}]}},
              {"vector":[9,9,9]},
              {"vector":[9,9,9],"filter":{"must":[{"has_id":["d","b"]}]}},
              {"vector":[0,0,0],"filter":{"must":[{"has_id":["c"]}]}}]}
            """);
        answer.ShouldBe(HttpStatusCode.OK);
        Assert.Equal(
            ["b d", "d c b a", "d b", "c"],
            answer.Json["results"]!.AsArray().Select(result => string.Join(' ', result!["points"]!.AsArray().Select(hit => (string)hit!["id"]!))));
    }

    [Fact]
    public async Task An_answer_that_is_kept_is_given_only_to_the_same_filter()
    {
        Collection collection = await CreateAsync();
        for (int i = 0; i < 4; i++)
        {
            (await QueryAsync(collection, """{"must":[{"has_id":["a"]}]}""")).ShouldHaveIds("a");
            (await QueryAsync(collection, """{"must":[{"has_id":["b"]}]}""")).ShouldHaveIds("b");
            (await QueryAsync(collection, """{"must_not":[{"has_id":["b"]}]}""")).ShouldHaveIds("a c d");
            (await QueryAsync(collection, "{}")).ShouldHaveIds("a b c d");
        }

        await collection.UpsertAsync("""[{"id":"a","vector":[9,9,9]}]""");
        (await QueryAsync(collection, """{"must_not":[{"has_id":["b"]}]}""")).ShouldHaveIds("c d a");
    }

    // Nine conditions of 10,000 corners over three points of 40,000 places: 10.8 thousand million sides, half a minute and more. It ends with
    // the time of the request, and its thread is free again.
    [Fact]
    public async Task A_filter_that_takes_too_long_ends_with_the_time_of_its_request()
    {
        await using TestServer slow = await TestServer.StartAsync(null, "--limits:request_timeout_seconds=1");
        Collection collection = await CreateHostileAsync(slow);

        (await collection.SendAsync(HttpMethod.Post, "/query", HostileQuery())).ShouldBeProblem(504, "deadline_exceeded");
        (await collection.SendAsync(HttpMethod.Post, "/query", """{"vector":[0]}""")).ShouldHaveIds("a b c");
    }

    // If the search went on, the stop of the server would wait for it.
    [Fact]
    public async Task A_filter_that_takes_too_long_ends_when_its_caller_hangs_up()
    {
        await using TestServer slow = await TestServer.StartAsync();
        Collection collection = await CreateHostileAsync(slow);
        string query = HostileQuery();
        using TcpClient connection = new();
        await connection.ConnectAsync(slow.Url.Host, slow.Url.Port, TestContext.Current.CancellationToken);
        await connection.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes(
                $"POST {collection.Path}/query HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + $"Content-Length: {query.Length}\r\n\r\n{query}"),
            TestContext.Current.CancellationToken);
        await Wait.UntilAsync(async () => (int)(await StatusAsync(slow))["search"]!["running"]! > 0);
        connection.Close();
        await Wait.UntilAsync(async () => (int)(await StatusAsync(slow))["search"]!["running"]! == 0);
    }

    private static async Task<System.Text.Json.Nodes.JsonNode> StatusAsync(TestServer server)
        => System.Text.Json.Nodes.JsonNode.Parse(await server.Http.GetStringAsync("/api/status", TestContext.Current.CancellationToken))!;

    private static async Task<Collection> CreateHostileAsync(TestServer server)
    {
        Collection collection = new(server.Http, "c");
        (await collection.SendAsync(HttpMethod.Put, "", """{"dimension":1,"metric":"euclidean"}""")).ShouldBe(HttpStatusCode.Created);
        string places = string.Join(',', Enumerable.Repeat("""{"lon":1.9,"lat":1.5}""", 40_000));
        foreach (string id in new[] { "a", "b", "c" })
        {
            await collection.UpsertAsync($$"""[{"id":"{{id}}","vector":[1],"payload":{"g":[{{places}}]} }]""");
        }

        return collection;
    }

    private static string HostileQuery()
    {
        // The places lie within the box around it and outside of it, so that each side has to be looked at, and each place.
        string corners = string.Join(',', Enumerable.Range(0, 9_998).Select(i => $$"""{"lon":{{i % 2 * 2}},"lat":{{i / 9_998.0}} }"""));
        string polygon = """{"key":"g","geo_polygon":{"exterior":{"points":[""" + corners + """,{"lon":0,"lat":2},{"lon":0.5,"lat":2}]}}}""";
        return """{"vector":[0],"filter":{"must_not":[""" + string.Join(',', Enumerable.Repeat(polygon, 9)) + "]}}";
    }

    private async Task<Collection> CreateAsync()
    {
        Collection collection = await Collection.CreateAsync(server);
        await collection.UpsertAsync(
            """
            [{"id":"a","vector":[1,1,1],"payload":{"n":1}},{"id":"b","vector":[2,2,2],"payload":{"n":2}},
             {"id":"c","vector":[3,3,3],"payload":{"n":3}},{"id":"d","vector":[4,4,4],"payload":{"n":4}}]
            """);
        return collection;
    }

    private static Task<Answer> QueryAsync(Collection collection, string filter)
        => collection.SendAsync(HttpMethod.Post, "/query", $$"""{"vector":[0,0,0],"filter":{{filter}} }""");
}

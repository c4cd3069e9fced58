using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Vectorizer.Server.Tests.Hosting;

namespace Vectorizer.Server.Tests.Api;

/// <summary>Recommendations by examples on a line, where each answer can be told by hand.</summary>
public sealed class RecommendTests(SharedServer server)
{
    private const string Line = """
        [
          {"id":"p0","vector":[0,0,0],"payload":{"i":0}},
          {"id":"p1","vector":[1,0,0],"payload":{"i":1}},
          {"id":"p2","vector":[2,0,0],"payload":{"i":2}},
          {"id":"p3","vector":[3,0,0],"payload":{"i":3}},
          {"id":"p4","vector":[4,0,0]}
        ]
        """;

    // [1,0,0] in base64.
    private const string One = "AACAPwAAAAAAAAAA";

    [Theory]
    [InlineData("""{"recommend":{"positive":["p1"]}}""", "p0:1 p2:1 p3:2 p4:3")]
    [InlineData("""{"recommend":{"positive":["p1","p3"]},"limit":2}""", "p2:0 p0:2")]
    [InlineData("""{"recommend":{"positive":["p1"],"negative":["p0"],"strategy":"average_vector"}}""", "p2:0 p3:1 p4:2")]
    [InlineData("""{"recommend":{"positive":["p1"],"negative":["p0"]},"score_threshold":1.5}""", "p2:0 p3:1")]
    [InlineData("""{"recommend":{"positive":[[1,0,0]]},"limit":2}""", "p1:0 p0:1")]
    [InlineData($$"""{"recommend":{"positive":[{"vector":"{{One}}"}]},"limit":2}""", "p1:0 p0:1")]
    [InlineData("""{"recommend":{"positive":[{"vector":[1,0,0]},{"id":"p3"}]},"limit":2}""", "p2:0 p1:1")]
    [InlineData("""{"recommend":{"positive":["p1"],"negative":["p4"],"strategy":"best_score"}}""", "p0:0.25 p2:0.25 p3:-0.25")]
    [InlineData("""{"recommend":{"positive":["p1","p4"],"strategy":"best_score"}}""", "p0:0.25 p2:0.25 p3:0.25")]
    [InlineData("""{"recommend":{"positive":["p1"],"negative":["p4"],"strategy":"best_score"},"score_threshold":0}""", "p0:0.25 p2:0.25")]
    [InlineData("""{"recommend":{"negative":["p4"],"strategy":"best_score"}}""", "p0:-0.029411765 p1:-0.05 p2:-0.1 p3:-0.25")]
    [InlineData("""{"recommend":{"positive":null,"negative":["p4"],"strategy":"best_score"},"offset":1,"limit":2}""", "p1:-0.05 p2:-0.1")]
    [InlineData("""{"recommend":{"positive":["p1"],"negative":["p4"],"strategy":"best_score"},"offset":1,"limit":1,"with_vector":true}""", "p2:0.25")]
    [InlineData("""{"recommend":{"positive":["p1"],"strategy":"best_score"},"filter":{"must":[{"key":"i","range":{"gte":1}}]},"exact":true}""", "p2:0.25 p3:0.1")]
    [InlineData("""{"recommend":{"positive":["p1"]},"filter":{"must":[{"key":"i","range":{"gte":3}}]}}""", "p3:2")]
    public async Task A_recommendation_is_answered_as_asked_alone_in_a_batch_and_in_binary(string query, string expected)
    {
        Collection collection = await Collection.CreateAsync(server);
        await collection.UpsertAsync(Line);

        Answer answer = await collection.SendAsync(HttpMethod.Post, "/query", query);
        Answer batch = await collection.SendAsync(
            HttpMethod.Post, "/query/batch", $$"""{"queries":[{"vector":[0,0,0]},{{query}},{"id":"p1"},{{query}}]}""");
        (_, byte[] binary) = await BinaryHits.SendAsync(
            server.Http, $"{collection.Path}/query", Encoding.UTF8.GetBytes(query), "application/json");

        Assert.Equal(expected, string.Join(' ', answer.ShouldBe(HttpStatusCode.OK).Hits.Select(hit => $"{hit.Id}:{hit.Score}")));
        JsonArray results = batch.ShouldBe(HttpStatusCode.OK).Json["results"]!.AsArray();
        Assert.Equal(answer.Json["points"]!.ToJsonString(), results[1]!["points"]!.ToJsonString());
        Assert.Equal(answer.Json["points"]!.ToJsonString(), results[3]!["points"]!.ToJsonString());
        Assert.Equal(answer.Hits, BinaryHits.Read(binary).Single().Select(hit => (hit.Id, hit.Score)));
        foreach (JsonNode? hit in answer.Json["points"]!.AsArray())
        {
            string id = (string)hit!["id"]!;
            Assert.Equal(id == "p4" ? null : $$"""{"i":{{id[1]}}}""", hit["payload"]?.ToJsonString());
        }
    }

    [Fact]
    public async Task An_example_that_is_no_point_is_named()
    {
        Collection collection = await Collection.CreateAsync(server);
        await collection.UpsertAsync(Line);

        (await collection.SendAsync(HttpMethod.Post, "/query", """{"recommend":{"positive":["p1"],"negative":["p2","nobody"]}}"""))
            .ShouldBeProblem(404, "point_not_found", "/recommend/negative/1");
        (await collection.SendAsync(
            HttpMethod.Post, "/query/batch", """{"queries":[{"id":"p1"},{"recommend":{"positive":[{"id":"nobody"}],"strategy":"best_score"}}]}"""))
            .ShouldBeProblem(404, "point_not_found", "/queries/1/recommend/positive/0");
    }

    [Fact]
    public async Task Examples_under_cosine_have_a_direction_and_so_has_their_average()
    {
        Collection collection = await Collection.CreateAsync(server, """{"dimension":2,"metric":"cosine"}""");
        await collection.UpsertAsync("""
            [{"id":"zero","vector":[0,0]},{"id":"east","vector":[9,0]},{"id":"north","vector":[0,0.1]},{"id":"west","vector":[-1,0]},{"id":"middle","vector":[1,1]}]
            """);

        // However long its examples, the average of two directions is the one between.
        Answer between = await collection.SendAsync(HttpMethod.Post, "/query", """{"recommend":{"positive":["east","north"]}}""");
        Answer best = await collection.SendAsync(
            HttpMethod.Post, "/query", """{"recommend":{"positive":["east"],"negative":["west"],"strategy":"best_score"}}""");

        Assert.Equal(["middle", "west", "zero"], between.ShouldBe(HttpStatusCode.OK).Ids);
        Assert.Equal(1, between.Hits[0].Score, 1e-6);
        Assert.Equal(["middle", "north", "zero"], best.ShouldBe(HttpStatusCode.OK).Ids);
        Assert.Equal(-1, best.Hits[2].Score);
        (await collection.SendAsync(HttpMethod.Post, "/query", """{"recommend":{"positive":["east","west"]}}"""))
            .ShouldBeProblem(422, "validation_failed", "/recommend", "cancel each other out");
        (await collection.SendAsync(HttpMethod.Post, "/query", """{"recommend":{"positive":["east","zero"]}}"""))
            .ShouldBeProblem(422, "validation_failed", "/recommend/positive/1", "must not be zero");
        (await collection.SendAsync(HttpMethod.Post, "/query", """{"recommend":{"positive":["east",[0,0]],"strategy":"best_score"}}"""))
            .ShouldBeProblem(422, "validation_failed", "/recommend/positive/1", "must not be zero");
    }

    [Fact]
    public async Task Examples_are_those_of_the_vector_field_that_is_searched()
    {
        Collection collection = await Collection.CreateAsync(
            server,
            """{"vectors":{"title":{"dimension":3,"metric":"euclidean"},"image":{"dimension":2,"metric":"euclidean"}},"segments":3}""");
        await collection.UpsertAsync("""
            [
              {"id":"a","vectors":{"title":[0,0,0],"image":[1,1]}},
              {"id":"b","vectors":{"title":[5,0,0],"image":[2,2]}},
              {"id":"c","vectors":{"title":[9,0,0]}}
            ]
            """);

        Answer byImage = await collection.SendAsync(HttpMethod.Post, "/query", """{"recommend":{"positive":["a",[3,3]]},"using":"image"}""");

        Assert.Equal([("b", 0f)], byImage.ShouldBe(HttpStatusCode.OK).Hits);
        (await collection.SendAsync(HttpMethod.Post, "/query", """{"recommend":{"positive":["a","c"]},"using":"image"}"""))
            .ShouldBeProblem(422, "validation_failed", "/recommend/positive/1", "no vector 'image'");
        (await collection.SendAsync(HttpMethod.Post, "/query", """{"recommend":{"positive":[[1,2]]},"using":"title"}"""))
            .ShouldBeProblem(422, "validation_failed", "/recommend/positive/0", "3 floats, the dimension of the vector field, has 2");
    }

    [Fact]
    public async Task A_recommendation_explains_itself()
    {
        Collection collection = await Collection.CreateAsync(server);
        await collection.UpsertAsync(Line);

        Answer answer = await collection.SendAsync(
            HttpMethod.Post, "/query", """{"recommend":{"positive":["p1"],"negative":["p2"],"strategy":"best_score"},"explain":true}""");

        JsonArray segments = answer.ShouldBe(HttpStatusCode.OK).Json["explanation"]!.AsArray();
        Assert.Equal([0, 1, 2], segments.Select(segment => (int)segment!["segment"]!));
        Assert.All(segments, segment => Assert.Equal("scan", (string?)segment!["strategy"]));
        Assert.Equal(5, segments.Sum(segment => (int)segment!["scored"]!));
    }
}

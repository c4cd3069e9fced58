using System.Net;
using System.Text.Json.Nodes;
using Vectorizer.Server.Tests.Hosting;

namespace Vectorizer.Server.Tests.Api;

public sealed class QueryTests(SharedServer server)
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

    [Theory]
    [InlineData("cosine", "[3,4,0]", "a:1,b:0.6,c:-1,z:0")]
    [InlineData("dot", "[3,4,0]", "a:50,b:3,z:0,c:-25")]
    [InlineData("euclidean", "[6,8,0]", "a:0,b:9.433981,z:10,c:15")]
    [InlineData("manhattan", "[6,8,0]", "a:0,b:13,z:14,c:21")]
    public async Task Scores_are_what_the_metric_says_and_the_best_comes_first(string metric, string query, string expected)
    {
        Collection collection = await Collection.CreateAsync(server, $$"""{"dimension":3,"metric":"{{metric}}","segments":3}""");
        await collection.UpsertAsync(
            """[{"id":"a","vector":[6,8,0]},{"id":"b","vector":[1,0,0]},{"id":"c","vector":[-3,-4,0]},{"id":"z","vector":[0,0,0]}]""");

        Answer answer = await collection.SendAsync(HttpMethod.Post, "/query", $$"""{"vector":{{query}}}""");

        (string Id, float Score)[] hits = answer.ShouldBe(HttpStatusCode.OK).Hits;
        (string Id, float Score)[] wanted = [.. expected.Split(',').Select(hit => hit.Split(':')).Select(hit => (hit[0], float.Parse(hit[1])))];
        Assert.Equal(wanted.Select(hit => hit.Id), hits.Select(hit => hit.Id));
        Assert.All(wanted.Zip(hits), pair => Assert.Equal(pair.First.Score, pair.Second.Score, 1e-5f));
        Assert.DoesNotContain("-0,", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("-0}", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"vector":[0,0,0]}""", "p0,p1,p2,p3,p4")]
    [InlineData("""{"vector":[0,0,0],"limit":2}""", "p0,p1")]
    [InlineData("""{"vector":[0,0,0],"limit":2,"offset":2}""", "p2,p3")]
    [InlineData("""{"vector":[0,0,0],"offset":5}""", "")]
    [InlineData("""{"vector":[0,0,0],"score_threshold":2}""", "p0,p1,p2")]
    [InlineData("""{"vector":[0,0,0],"score_threshold":2,"offset":1,"limit":1}""", "p1")]
    [InlineData("""{"vector":[0,0,0],"exact":true,"ef":1}""", "p0,p1,p2,p3,p4")]
    [InlineData("""{"vector":[0,0,0],"ef":10000,"limit":10000}""", "p0,p1,p2,p3,p4")]
    [InlineData("""{"vector":"AAAAAAAAAAAAAAAA","limit":1}""", "p0")]
    [InlineData("""{"vector":[0,0,0],"limit":null,"offset":null,"ef":null,"exact":null,"score_threshold":null,"using":null}""", "p0,p1,p2,p3,p4")]
    [InlineData("""{"id":"p1","limit":1}""", "p0")]
    [InlineData("""{"id":"p4"}""", "p3,p2,p1,p0")]
    [InlineData("""{"id":"p4","offset":1,"limit":2}""", "p2,p1")]
    [InlineData("""{"id":"p4","score_threshold":2}""", "p3,p2")]
    [InlineData("""{"id":"p4","offset":1,"limit":2,"with_vector":true}""", "p2,p1")]
    public async Task A_query_is_answered_as_asked(string query, string expected)
    {
        Collection collection = await Collection.CreateAsync(server);
        await collection.UpsertAsync(Line);
        Answer answer = await collection.SendAsync(HttpMethod.Post, "/query", query);
        Assert.Equal(expected, string.Join(',', answer.ShouldBe(HttpStatusCode.OK).Ids));
        foreach (JsonNode? hit in answer.Json["points"]!.AsArray())
        {
            // The parts must be those of the hit, and not of one that was passed over.
            string id = (string)hit!["id"]!;
            Assert.Equal(id == "p4" ? null : $$"""{"i":{{id[1]}}}""", hit["payload"]?.ToJsonString());
            if (query.Contains("with_vector", StringComparison.Ordinal))
            {
                Assert.Equal($"[{id[1]},0,0]", hit["vector"]!.ToJsonString());
            }
        }
    }

    [Theory]
    [InlineData("", true, false)]
    [InlineData(""","with_payload":false""", false, false)]
    [InlineData(""","with_payload":false,"with_vector":true""", false, true)]
    [InlineData(""","with_payload":true,"with_vector":true""", true, true)]
    public async Task Hits_carry_what_is_asked_for(string options, bool payload, bool vector)
    {
        Collection collection = await Collection.CreateAsync(server);
        await collection.UpsertAsync(Line);
        Answer answer = await collection.SendAsync(HttpMethod.Post, "/query", $$"""{"vector":[1,0,0],"limit":1{{options}}}""");
        JsonObject hit = answer.Json["points"]![0]!.AsObject();
        Assert.Equal(payload, hit.ContainsKey("payload"));
        Assert.Equal(vector, hit.ContainsKey("vector"));
    }

    [Fact]
    public async Task One_of_several_vector_fields_is_searched()
    {
        Collection collection = await Collection.CreateAsync(
            server,
            """{"vectors":{"title":{"dimension":3,"metric":"euclidean"},"image":{"dimension":2,"metric":"dot"}},"segments":3}""");
        await collection.UpsertAsync("""
            [
              {"id":"a","vectors":{"title":[0,0,0],"image":[1,1]}},
              {"id":"b","vectors":{"title":[5,0,0],"image":[2,2]}},
              {"id":"c","vectors":{"title":[9,0,0]}}
            ]
            """);

        Answer byTitle = await collection.SendAsync(HttpMethod.Post, "/query", """{"vector":[8,0,0],"using":"title","with_vector":true}""");
        Answer byImage = await collection.SendAsync(HttpMethod.Post, "/query", """{"using":"image","vector":[1,1]}""");
        Answer byId = await collection.SendAsync(HttpMethod.Post, "/query", """{"id":"a","using":"image"}""");

        Assert.Equal(["c", "b", "a"], byTitle.ShouldBe(HttpStatusCode.OK).Ids);
        Assert.Equal("""{"title":[5,0,0],"image":[2,2]}""", byTitle.Json["points"]![1]!["vectors"]!.ToJsonString());
        Assert.Equal(["b", "a"], byImage.ShouldBe(HttpStatusCode.OK).Ids);
        Assert.Equal(["b"], byId.ShouldBe(HttpStatusCode.OK).Ids);
        (await collection.SendAsync(HttpMethod.Post, "/query", """{"vector":[1,1]}"""))
            .ShouldBeProblem(422, "validation_failed", "/using", "title, image");
        (await collection.SendAsync(HttpMethod.Post, "/query", """{"vector":[1,1],"using":"imagee"}"""))
            .ShouldBeProblem(422, "validation_failed", "/using", "did you mean 'image'");
        (await collection.SendAsync(HttpMethod.Post, "/query", """{"id":"c","using":"image"}"""))
            .ShouldBeProblem(422, "validation_failed", "/id", "no vector 'image'");
    }

    [Fact]
    public async Task An_explanation_tells_how_each_segment_was_searched_and_only_where_it_was_asked_for()
    {
        Collection collection = await Collection.CreateAsync(server, """{"dimension":3,"metric":"euclidean","segments":3}""");
        await collection.UpsertAsync(Line);

        Answer plain = await collection.SendAsync(HttpMethod.Post, "/query", """{"vector":[0,0,0]}""");
        Answer explained = await collection.SendAsync(HttpMethod.Post, "/query", """{"vector":[0,0,0],"explain":true}""");
        Answer batch = await collection.SendAsync(
            HttpMethod.Post, "/query/batch", """{"queries":[{"id":"p1","explain":true},{"vector":[0,0,0]}]}""");

        Assert.Null(plain.ShouldBe(HttpStatusCode.OK).Json["explanation"]);
        Assert.Equal(plain.Ids, explained.ShouldBe(HttpStatusCode.OK).Ids);
        JsonArray segments = explained.Json["explanation"]!.AsArray();
        Assert.Equal([0, 1, 2], segments.Select(segment => (int)segment!["segment"]!));
        Assert.All(segments, segment => Assert.Equal("scan", (string?)segment!["strategy"]));
        Assert.Equal(5, segments.Sum(segment => (int)segment!["scored"]!));
        Assert.Equal(3, batch.ShouldBe(HttpStatusCode.OK).Json["results"]![0]!["explanation"]!.AsArray().Count);
        Assert.Null(batch.Json["results"]![1]!["explanation"]);
    }

    [Fact]
    public async Task A_batch_answers_each_query_like_that_query_alone()
    {
        Collection collection = await Collection.CreateAsync(server);
        await collection.UpsertAsync(Line);
        string[] queries =
        [
            """{"vector":[0,0,0],"limit":2}""",
            """{"id":"p4","limit":3}""",
            """{"vector":[3,0,0],"limit":2}""",
            """{"vector":[3,0,0],"limit":1,"offset":1,"with_payload":false,"with_vector":true}""",
            """{"id":"p4","limit":3}""",
        ];

        Answer batch = await collection.SendAsync(
            HttpMethod.Post, "/query/batch", $$"""{"queries":[{{string.Join(',', queries)}}]}""");

        JsonArray results = batch.ShouldBe(HttpStatusCode.OK).Json["results"]!.AsArray();
        Assert.Equal(queries.Length, results.Count);
        for (int i = 0; i < queries.Length; i++)
        {
            Answer alone = await collection.SendAsync(HttpMethod.Post, "/query", queries[i]);
            Assert.Equal(alone.Json["points"]!.ToJsonString(), results[i]!["points"]!.ToJsonString());
        }
    }

    [Fact]
    public async Task Queries_in_binary_are_answered_like_those_in_JSON()
    {
        Collection collection = await Collection.CreateAsync(server);
        await collection.UpsertAsync(Line);
        float[][] vectors = [[0.2f, 0, 0], [3.9f, 0, 0]];

        Answer one = await collection.SendAsync(
            HttpMethod.Post, "/query", BinaryBodies.Queries([vectors[0]], flags: 2 | 4, limit: 2, ef: 50), BinaryBodies.QueryType);
        Answer many = await collection.SendAsync(
            HttpMethod.Post, "/query/batch", BinaryBodies.Queries(vectors, flags: 1, limit: 3), BinaryBodies.QueryType);

        Answer oneInJson = await collection.SendAsync(
            HttpMethod.Post, "/query", """{"vector":[0.2,0,0],"limit":2,"ef":50,"with_vector":true}""");
        Answer manyInJson = await collection.SendAsync(HttpMethod.Post, "/query/batch", """
            {"queries":[
              {"vector":[0.2,0,0],"limit":3,"exact":true,"with_payload":false},
              {"vector":[3.9,0,0],"limit":3,"exact":true,"with_payload":false}
            ]}
            """);
        Assert.Equal(oneInJson.Json["points"]!.ToJsonString(), one.ShouldBe(HttpStatusCode.OK).Json["points"]!.ToJsonString());
        Assert.Equal(manyInJson.Json["results"]!.ToJsonString(), many.ShouldBe(HttpStatusCode.OK).Json["results"]!.ToJsonString());
    }

    [Fact]
    public async Task A_query_for_a_point_that_does_not_exist_says_which()
    {
        Collection collection = await Collection.CreateAsync(server);
        await collection.UpsertAsync(Line);
        (await collection.SendAsync(HttpMethod.Post, "/query", """{"id":"nobody"}"""))
            .ShouldBeProblem(404, "point_not_found", "/id");
        (await collection.SendAsync(HttpMethod.Post, "/query/batch", """{"queries":[{"id":"p1"},{"id":"nobody"}]}"""))
            .ShouldBeProblem(404, "point_not_found", "/queries/1/id");
    }

    [Fact]
    public async Task Nothing_is_near_to_a_zero_vector_under_cosine()
    {
        Collection collection = await Collection.CreateAsync(server, """{"dimension":3}""");
        await collection.UpsertAsync("""[{"id":"zero","vector":[0,0,0]},{"id":"one","vector":[1,0,0]}]""");
        (await collection.SendAsync(HttpMethod.Post, "/query", """{"vector":[0,-0.0,0]}"""))
            .ShouldBeProblem(422, "validation_failed", "/vector", "zero vector", "cosine");
        (await collection.SendAsync(HttpMethod.Post, "/query", """{"id":"zero"}"""))
            .ShouldBeProblem(422, "validation_failed", "/id", "zero vector", "cosine");
        (await collection.SendAsync(HttpMethod.Post, "/query", BinaryBodies.Queries([[0, 0, 0]]), BinaryBodies.QueryType))
            .ShouldBeProblem(422, "validation_failed", "/queries/0/vector", "zero vector", "cosine");
    }

    [Fact]
    public async Task Hits_at_the_same_distance_are_ordered_by_the_bytes_of_their_ids()
    {
        Collection collection = await Collection.CreateAsync(server, """{"dimension":3,"metric":"euclidean"}""");
        await collection.UpsertAsync("""
            [
              {"id":"z","vector":[0,0,0]},
              {"id":"é","vector":[1,0,0]},{"id":"c","vector":[0,1,0]},{"id":"b","vector":[0,0,1]},{"id":"B","vector":[0,-1,0]},
              {"id":"y","vector":[3,0,0]},{"id":"x","vector":[0,3,0]}
            ]
            """);
        foreach (string exact in (string[])["true", "false"])
        {
            Answer answer = await collection.SendAsync(HttpMethod.Post, "/query", $$"""{"vector":[0,0,0],"exact":{{exact}}}""");
            Assert.Equal(["z", "B", "b", "c", "é", "x", "y"], answer.ShouldBe(HttpStatusCode.OK).Ids);
        }
    }

    [Fact]
    public async Task Scores_beyond_the_range_of_floats_are_still_numbers_in_order()
    {
        Collection collection = await Collection.CreateAsync(server, """{"dimension":3,"metric":"dot"}""");
        await collection.UpsertAsync("""
            [{"id":"high","vector":[3e38,3e38,0]},{"id":"low","vector":[-3e38,-3e38,0]},{"id":"mid","vector":[1,1,1]}]
            """);
        Answer answer = await collection.SendAsync(HttpMethod.Post, "/query", """{"vector":[3e38,3e38,0]}""");
        Assert.Equal(["high", "mid", "low"], answer.ShouldBe(HttpStatusCode.OK).Ids);
        Assert.Equal([float.MaxValue, float.MaxValue, float.MinValue], answer.Hits.Select(hit => hit.Score));
    }
}

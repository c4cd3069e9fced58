using System.Net;
using System.Text.Json.Nodes;
using Vectorizer.Server.Tests.Hosting;

namespace Vectorizer.Server.Tests.Api;

public sealed class CollectionTests(SharedServer server)
{
    [Fact]
    public async Task A_collection_is_created_with_defaults_for_what_is_not_given()
    {
        Collection collection = new(server.Http, SharedServer.NewName());
        using HttpRequestMessage request = new(HttpMethod.Put, collection.Path)
        {
            Content = new StringContent("""{"dimension":100}""", null, "application/json"),
        };
        using HttpResponseMessage response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Answer answer = (await Answer.ReadAsync(response)).ShouldBe(HttpStatusCode.Created);

        Assert.Equal(collection.Path, response.Headers.Location?.OriginalString);
        Assert.Equal("application/json", answer.ContentType);
        Assert.Equal(collection.Name, (string?)answer.Json["name"]);
        Assert.Equal("ready", (string?)answer.Json["state"]);
        Assert.Equal(100, (int)answer.Json["dimension"]!);
        Assert.Equal("cosine", (string?)answer.Json["metric"]);
        Assert.Equal("""{"m":16,"ef_construction":200,"ef_search":100}""", answer.Json["hnsw_config"]!.ToJsonString());
        Assert.Equal("""{"enabled":true,"threshold_bytes":1024}""", answer.Json["compression"]!.ToJsonString());
        Assert.Equal("""{"enabled":false}""", answer.Json["quantization"]!.ToJsonString());
        Assert.Equal(0, (int)answer.Json["requantizing_segments"]!);
        Assert.Equal(1, (int)answer.Json["segments"]!);
        Assert.Equal(0, (int)answer.Json["points"]!);
        Assert.EndsWith("Z", (string)answer.Json["created_at"]!, StringComparison.Ordinal);
        Assert.Null(answer.Json["vectors"]);
        Assert.True((double)answer.Json["took_ms"]! > 0);
    }

    [Fact]
    public async Task A_collection_has_the_parameters_that_it_was_created_with()
    {
        Collection collection = await Collection.CreateAsync(server, """
            {
              "vectors": {
                "title": {"dimension": 3, "metric": "dot_product"},
                "image": {"dimension": 2, "metric": "manhattan", "hnsw_config": {"m": 8, "ef_construction": 50, "ef_search": 20}}
              },
              "segments": 3,
              "compression": {"enabled": false, "threshold_bytes": 64}
            }
            """);

        Answer answer = (await collection.SendAsync(HttpMethod.Get, "")).ShouldBe(HttpStatusCode.OK);

        Assert.Equal(3, (int)answer.Json["segments"]!);
        Assert.Null(answer.Json["dimension"]);
        Assert.Equal("""{"enabled":false,"threshold_bytes":64}""", answer.Json["compression"]!.ToJsonString());
        JsonNode vectors = answer.Json["vectors"]!;
        Assert.Equal("dot", (string?)vectors["title"]!["metric"]);
        Assert.Equal(3, (int)vectors["title"]!["dimension"]!);
        Assert.Equal(
            """{"dimension":2,"metric":"manhattan","hnsw_config":{"m":8,"ef_construction":50,"ef_search":20},"quantization":{"enabled":false}}""",
            vectors["image"]!.ToJsonString());
    }

    [Theory]
    [InlineData("null", true)]
    [InlineData("{}", true)]
    [InlineData("""{"enabled":null,"threshold_bytes":null}""", true)]
    [InlineData("""{"threshold_bytes":2000}""", false)]
    [InlineData("""{"enabled":false}""", false)]
    public async Task Compressed_payloads_come_back_as_they_were_and_what_they_save_is_told(string compression, bool saves)
    {
        Collection collection = await Collection.CreateAsync(server, $$"""{"dimension":3,"compression":{{compression}}}""");
        string payload = $$"""{"text":"{{string.Concat(Enumerable.Repeat("again ", 250))}}"}""";
        await collection.UpsertAsync($$"""[{"id":"a","vector":[1,2,3],"payload":{{payload}}}]""");

        Answer point = (await collection.SendAsync(HttpMethod.Get, "/points/a")).ShouldBe(HttpStatusCode.OK);
        JsonNode memory = (await collection.SendAsync(HttpMethod.Get, "")).ShouldBe(HttpStatusCode.OK).Json["memory"]!;

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(payload), point.Json["payload"]));
        Assert.Equal(payload.Length, (int)memory["payloads_uncompressed_bytes"]!);
        Assert.Equal(saves, (int)memory["payloads_bytes"]! < payload.Length / 2);
    }

    [Fact]
    public async Task A_collection_that_exists_is_not_created_again()
    {
        Collection collection = await Collection.CreateAsync(server);
        Answer answer = await collection.SendAsync(HttpMethod.Put, "", """{"dimension":7}""");
        answer.ShouldBeProblem(409, "collection_exists", null, collection.Name);
        Assert.Equal(3, (int)(await collection.SendAsync(HttpMethod.Get, "")).Json["dimension"]!);
    }

    [Fact]
    public async Task The_list_of_collections_has_each_with_its_points_and_state()
    {
        Collection collection = await Collection.CreateAsync(server);
        await collection.UpsertAsync("""[{"id":"a","vector":[1,2,3]}]""");

        JsonNode listed = await ListedAsync(collection.Name) ?? throw new InvalidOperationException("Not listed.");

        Assert.Equal(1, (int)listed["points"]!);
        Assert.Equal(3, (int)listed["segments"]!);
        Assert.Equal("ready", (string?)listed["state"]);
    }

    [Fact]
    public async Task A_deleted_collection_is_gone_and_one_of_its_name_starts_empty()
    {
        Collection collection = await Collection.CreateAsync(server);
        await collection.UpsertAsync("""[{"id":"a","vector":[1,2,3]}]""");

        Answer deleted = (await collection.SendAsync(HttpMethod.Delete, "")).ShouldBe(HttpStatusCode.OK);

        Assert.True((bool)deleted.Json["deleted"]!);
        (await collection.SendAsync(HttpMethod.Get, "")).ShouldBeProblem(404, "collection_not_found");
        Assert.Null(await ListedAsync(collection.Name));
        (await collection.SendAsync(HttpMethod.Delete, "")).ShouldBeProblem(404, "collection_not_found");

        // Another dimension as well: what is known of the old collection must not be used for the new one.
        (await collection.SendAsync(HttpMethod.Put, "", """{"dimension":2}""")).ShouldBe(HttpStatusCode.Created);
        Assert.Equal(0, await collection.CountAsync());
        await collection.UpsertAsync("""[{"id":"a","vector":[1,2]}]""");
    }

    [Fact]
    public async Task Ef_search_of_a_collection_can_be_changed()
    {
        Collection unnamed = await Collection.CreateAsync(server);
        Answer changed = await unnamed.SendAsync(HttpMethod.Patch, "", """{"hnsw_config":{"ef_search":321}}""");
        Assert.Equal(321, (int)changed.ShouldBe(HttpStatusCode.OK).Json["hnsw_config"]!["ef_search"]!);

        Collection named = await Collection.CreateAsync(
            server, """{"vectors":{"title":{"dimension":3},"image":{"dimension":2}}}""");
        changed = await named.SendAsync(
            HttpMethod.Patch,
            "",
            """{"vectors":{"image":{"hnsw_config":{"ef_search":5}},"title":{"hnsw_config":{"ef_search":6}}}}""");
        JsonNode vectors = changed.ShouldBe(HttpStatusCode.OK).Json["vectors"]!;
        Assert.Equal(5, (int)vectors["image"]!["hnsw_config"]!["ef_search"]!);
        Assert.Equal(6, (int)vectors["title"]!["hnsw_config"]!["ef_search"]!);
    }

    [Theory]
    [InlineData("""{}""", "/hnsw_config/ef_search", "nothing would change")]
    [InlineData("""{"hnsw_config":{}}""", "/hnsw_config/ef_search", "nothing would change")]
    [InlineData("""{"hnsw_config":{"m":8}}""", "/hnsw_config/m", "cannot change")]
    [InlineData("""{"hnsw_config":{"ef_construction":8}}""", "/hnsw_config/ef_construction", "cannot change")]
    [InlineData("""{"hnsw_config":{"ef_search":0}}""", "/hnsw_config/ef_search", "1..10000")]
    [InlineData("""{"vectors":{"title":{"hnsw_config":{"ef_search":9}}}}""", "/vectors", "has no name")]
    [InlineData("""{"dimension":4}""", "/dimension", "unknown field")]
    public async Task A_change_that_is_not_possible_changes_nothing(string body, string pointer, string word)
    {
        Collection collection = await Collection.CreateAsync(server);
        Answer answer = await collection.SendAsync(HttpMethod.Patch, "", body);
        answer.ShouldBeProblem(422, "validation_failed", pointer, word);
        Answer described = await collection.SendAsync(HttpMethod.Get, "");
        Assert.Equal(100, (int)described.Json["hnsw_config"]!["ef_search"]!);
    }

    [Fact]
    public async Task A_change_of_one_of_several_vector_fields_names_the_field()
    {
        Collection collection = await Collection.CreateAsync(server, """{"vectors":{"title":{"dimension":3}}}""");
        (await collection.SendAsync(HttpMethod.Patch, "", """{"hnsw_config":{"ef_search":9}}"""))
            .ShouldBeProblem(422, "validation_failed", "/hnsw_config", "title");
        (await collection.SendAsync(HttpMethod.Patch, "", """{"vectors":{"titel":{"hnsw_config":{"ef_search":9}}}}"""))
            .ShouldBeProblem(422, "validation_failed", "/vectors/titel", "unknown vector field", "did you mean 'title'");
    }

    [Fact]
    public async Task The_segments_of_a_collection_hold_its_points_between_them()
    {
        Collection collection = await Collection.CreateAsync(server);
        await collection.UpsertAsync(
            $"[{string.Join(',', Enumerable.Range(0, 60).Select(i => $$"""{"id":"{{i}}","vector":[{{i}},1,2]}"""))}]");

        Answer answer = (await collection.SendAsync(HttpMethod.Get, "/segments")).ShouldBe(HttpStatusCode.OK);

        JsonArray segments = answer.Json["segments"]!.AsArray();
        Assert.Equal([0, 1, 2], segments.Select(segment => (int)segment!["segment"]!));
        Assert.Equal(60, segments.Sum(segment => (int)segment!["points"]!));
        Assert.All(segments, segment =>
        {
            Assert.True((int)segment!["points"]! > 0);
            Assert.Equal("ready", (string?)segment["state"]);
            Assert.Null(segment["reason"]);
            Assert.True((long)segment["sequence"]! > 0);
            Assert.True((long)segment["memory"]!["total_bytes"]! > 0);
            Assert.NotEmpty((string)segment["node"]!);
        });
    }

    [Fact]
    public async Task Operations_on_a_collection_that_does_not_exist_say_so()
    {
        Collection missing = new(server.Http, SharedServer.NewName());
        (HttpMethod Method, string Path, string? Body)[] operations =
        [
            (HttpMethod.Get, "", null),
            (HttpMethod.Delete, "", null),
            (HttpMethod.Patch, "", """{"hnsw_config":{"ef_search":9}}"""),
            (HttpMethod.Get, "/segments", null),
            (HttpMethod.Get, "/points", null),
            (HttpMethod.Get, "/points/a", null),
            (HttpMethod.Put, "/points", """{"points":[{"id":"a","vector":[1]}]}"""),
            (HttpMethod.Post, "/points/delete", """{"ids":["a"]}"""),
            (HttpMethod.Post, "/points/payload/set", """{"ids":["a"],"payload":{}}"""),
            (HttpMethod.Post, "/points/payload/overwrite", """{"ids":["a"],"payload":{}}"""),
            (HttpMethod.Post, "/points/payload/delete", """{"ids":["a"],"keys":["a"]}"""),
            (HttpMethod.Post, "/points/payload/clear", """{"filter":{}}"""),
            (HttpMethod.Post, "/points/scroll", "{}"),
            (HttpMethod.Post, "/points/count", "{}"),
            (HttpMethod.Post, "/facet", """{"key":"a"}"""),
            (HttpMethod.Post, "/query", """{"vector":[1]}"""),
            (HttpMethod.Post, "/query/batch", """{"queries":[{"vector":[1]}]}"""),
        ];
        foreach ((HttpMethod method, string path, string? body) in operations)
        {
            Answer answer = await missing.SendAsync(method, path, body);
            answer.ShouldBeProblem(404, "collection_not_found", null, missing.Name);
        }
    }

    private async Task<JsonNode?> ListedAsync(string name)
    {
        using HttpResponseMessage response = await server.Http.GetAsync("/api/v1/collections", TestContext.Current.CancellationToken);
        Answer answer = (await Answer.ReadAsync(response)).ShouldBe(HttpStatusCode.OK);
        return answer.Json["collections"]!.AsArray().SingleOrDefault(item => (string?)item!["name"] == name);
    }
}

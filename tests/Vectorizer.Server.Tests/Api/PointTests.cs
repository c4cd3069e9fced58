using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Vectorizer.Server.Tests.Hosting;

namespace Vectorizer.Server.Tests.Api;

public sealed class PointTests(SharedServer server)
{
    [Fact]
    public async Task A_stored_point_comes_back_as_it_was_sent()
    {
        Collection collection = await Collection.CreateAsync(server);
        await collection.UpsertAsync(
            """[{"payload":{ "b" : 1.50, "a":["x",null,{"é":"\u00e9\n"}]},"vector":[0.1,-2,3e-3],"id":"a"}]""");

        Answer answer = (await collection.SendAsync(HttpMethod.Get, "/points/a")).ShouldBe(HttpStatusCode.OK);

        Assert.Equal("a", (string?)answer.Json["id"]);
        Assert.Equal([0.1f, -2f, 3e-3f], answer.Json["vector"]!.AsArray().Select(value => (float)value!));
        // Byte by byte, spaces and all: numbers beyond the range of doubles survive.
        Assert.Contains("""{ "b" : 1.50, "a":["x",null,{"é":"\u00e9\n"}]}""", answer.Text, StringComparison.Ordinal);
        Assert.Contains("\"vector\":[0.1,-2,0.003]", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("with_payload=false&with_vector=false", false, false)]
    [InlineData("with_payload=true&with_vector=false", true, false)]
    [InlineData("with_payload=false", false, true)]
    [InlineData("", true, true)]
    public async Task A_point_carries_what_is_asked_for(string query, bool payload, bool vector)
    {
        Collection collection = await Collection.CreateAsync(server);
        await collection.UpsertAsync("""[{"id":"a","vector":[1,2,3],"payload":{"x":1}},{"id":"b","vector":[1,2,3]}]""");

        JsonObject a = (await collection.SendAsync(HttpMethod.Get, $"/points/a?{query}")).Json.AsObject();
        JsonObject b = (await collection.SendAsync(HttpMethod.Get, $"/points/b?{query}")).Json.AsObject();

        Assert.Equal(payload, a.ContainsKey("payload"));
        Assert.Equal(vector, a.ContainsKey("vector"));
        Assert.Equal(payload, b.ContainsKey("payload"));
        Assert.Null(b["payload"]);
    }

    [Theory]
    [InlineData("a/b", "a%2Fb")]
    [InlineData("a\\b", "a%5Cb")]
    [InlineData("a%2Fb", "a%252Fb")]
    [InlineData("100%", "100%25")]
    [InlineData("köln", "k%C3%B6ln")]
    [InlineData("a+b c?d#e", "a+b%20c%3Fd%23e")]
    [InlineData("...", "...")]
    [InlineData("delete", "delete")]
    public async Task A_point_is_found_by_its_percent_encoded_id(string id, string encoded)
    {
        Collection collection = await Collection.CreateAsync(server);
        await collection.UpsertAsync($$"""[{"id":{{JsonValue.Create(id).ToJsonString()}},"vector":[1,2,3]}]""");

        (int status, string text) = await RawHttp.GetAsync(server.Url, $"{collection.Path}/points/{encoded}");

        Assert.Equal(200, status);
        JsonNode point = JsonNode.Parse(text[text.IndexOf('{', StringComparison.Ordinal)..])!;
        Assert.Equal(id, (string?)point["id"]);
    }

    [Fact]
    public async Task An_id_has_up_to_256_bytes()
    {
        Collection collection = await Collection.CreateAsync(server);
        string longest = string.Concat(Enumerable.Repeat("é", 128));
        await collection.UpsertAsync($$"""[{"id":"{{longest}}","vector":[1,2,3]}]""");
        Answer answer = await collection.SendAsync(HttpMethod.Get, $"/points/{Uri.EscapeDataString(longest)}");
        Assert.Equal(longest, (string?)answer.ShouldBe(HttpStatusCode.OK).Json["id"]);
    }

    [Fact]
    public async Task An_escaped_id_is_the_id_that_it_spells()
    {
        Collection collection = await Collection.CreateAsync(server);
        await collection.UpsertAsync("""[{"id":"\u0061\ud83d\ude00\/","vector":[1,2,3]}]""");
        Answer answer = await collection.SendAsync(HttpMethod.Get, "/points/a%F0%9F%98%80%2F");
        Assert.Equal("a😀/", (string?)answer.ShouldBe(HttpStatusCode.OK).Json["id"]);
    }

    [Fact]
    public async Task A_point_that_does_not_exist_is_not_found()
    {
        Collection collection = await Collection.CreateAsync(server);
        (await collection.SendAsync(HttpMethod.Get, "/points/nobody")).ShouldBeProblem(404, "point_not_found", null, "nobody");
    }

    [Fact]
    public async Task An_upsert_replaces_points_and_tells_the_segments_that_stored_them()
    {
        Collection collection = await Collection.CreateAsync(server);
        string points = string.Join(',', Enumerable.Range(0, 30).Select(i => $$"""{"id":"{{i}}","vector":[{{i}},0,0]}"""));
        Answer answer = await collection.SendAsync(HttpMethod.Put, "/points", $$"""{"points":[{{points}}]}""");

        Assert.Equal(30, (int)answer.ShouldBe(HttpStatusCode.OK).Json["upserted"]!);
        JsonArray segments = answer.Json["segments"]!.AsArray();
        Assert.Equal([0, 1, 2], segments.Select(segment => (int)segment!["segment"]!));
        Assert.All(segments, segment => Assert.True((long)segment!["sequence"]! >= 1));
        Assert.All(segments, segment => Assert.Equal("fsync", (string?)segment!["durability"]));

        await collection.UpsertAsync("""[{"id":"7","vector":[1,1,1],"payload":{"new":true}}]""");
        Assert.Equal(30, await collection.CountAsync());
        Assert.Contains("\"new\":true", (await collection.SendAsync(HttpMethod.Get, "/points/7")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_points_with_one_id_in_a_request_the_later_one_wins()
    {
        Collection collection = await Collection.CreateAsync(server);
        await collection.UpsertAsync("""[{"id":"a","vector":[1,1,1]},{"id":"a","vector":[2,2,2]}]""");
        Assert.Equal(1, await collection.CountAsync());
        Answer answer = await collection.SendAsync(HttpMethod.Get, "/points/a");
        Assert.Equal([2f, 2f, 2f], answer.Json["vector"]!.AsArray().Select(value => (float)value!));
    }

    [Fact]
    public async Task A_vector_may_be_base64_with_or_without_escapes()
    {
        Collection collection = await Collection.CreateAsync(server);
        float[] vector = [-1.5f, 0.1f, 1e-20f];
        string base64 = Convert.ToBase64String(System.Runtime.InteropServices.MemoryMarshal.AsBytes(vector.AsSpan()));
        string escaped = string.Concat(base64.Select(c => $"\\u{(int)c:x4}"));
        await collection.UpsertAsync($$"""[{"id":"a","vector":"{{base64}}"},{"id":"b","vector":"{{escaped}}"}]""");
        foreach (string id in (string[])["a", "b"])
        {
            Answer answer = await collection.SendAsync(HttpMethod.Get, $"/points/{id}");
            Assert.Equal(vector, answer.Json["vector"]!.AsArray().Select(value => (float)value!));
        }
    }

    [Fact]
    public async Task Points_with_several_vector_fields_have_those_that_were_given()
    {
        Collection collection = await Collection.CreateAsync(
            server, """{"vectors":{"title":{"dimension":3},"image":{"dimension":2},"sound":{"dimension":1}},"segments":3}""");
        await collection.UpsertAsync("""
            [
              {"id":"a","vectors":{"sound":[6],"image":[4,5],"title":[1,2,3]}},
              {"id":"b","vectors":{"sound":[7]}},
              {"id":"c","vectors":{"image":[8,9],"title":"AACAPwAAAEAAAEBA"}}
            ]
            """);

        Answer page = await collection.SendAsync(HttpMethod.Get, "/points?with_vector=true");
        Dictionary<string, string> vectors = page.Json["points"]!.AsArray()
            .ToDictionary(point => (string)point!["id"]!, point => point!["vectors"]!.ToJsonString());

        Assert.Equal("""{"title":[1,2,3],"image":[4,5],"sound":[6]}""", vectors["a"]);
        Assert.Equal("""{"sound":[7]}""", vectors["b"]);
        Assert.Equal("""{"title":[1,2,3],"image":[8,9]}""", vectors["c"]);
    }

    [Fact]
    public async Task Pages_hold_every_point_once()
    {
        Collection collection = await Collection.CreateAsync(server);
        string[] ids = [.. Enumerable.Range(0, 57).Select(i => $"point/{i}")];
        await collection.UpsertAsync(
            $"[{string.Join(',', ids.Select((id, i) => $$"""{"id":"{{id}}","vector":[{{i}},0,0],"payload":{"i":{{i}} } }"""))}]");

        List<string> listed = [];
        string? cursor = null;
        do
        {
            string query = cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}";
            Answer page = (await collection.SendAsync(HttpMethod.Get, $"/points?limit=10{query}")).ShouldBe(HttpStatusCode.OK);
            Assert.InRange(page.Ids.Length, 1, 10);
            Assert.All(page.Json["points"]!.AsArray(), point => Assert.NotNull(point!["payload"]));
            Assert.All(page.Json["points"]!.AsArray(), point => Assert.Null(point!["vector"]));
            listed.AddRange(page.Ids);
            cursor = (string?)page.Json["next_cursor"];
        }
        while (cursor is not null);

        Assert.Equal(ids.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_long_list_arrives_whole()
    {
        Collection collection = await Collection.CreateAsync(server);
        string filler = new('x', 2_000);
        await collection.UpsertAsync(
            $"[{string.Join(',', Enumerable.Range(0, 500).Select(i => $$"""{"id":"{{i}}","vector":[{{i}},0,0],"payload":{"x":"{{filler}}"} }"""))}]");
        Answer page = (await collection.SendAsync(HttpMethod.Get, "/points?limit=1000&with_vector=true")).ShouldBe(HttpStatusCode.OK);
        Assert.Equal(500, page.Ids.Distinct().Count());
        Assert.Null((string?)page.Json["next_cursor"]);
    }

    [Fact]
    public async Task Deleting_counts_points_that_existed()
    {
        Collection collection = await Collection.CreateAsync(server);
        await collection.UpsertAsync("""[{"id":"a","vector":[1,2,3]},{"id":"b","vector":[1,2,3]},{"id":"c","vector":[1,2,3]}]""");

        Answer answer = await collection.SendAsync(HttpMethod.Post, "/points/delete", """{"ids":["a","nobody","c"]}""");

        Assert.Equal(2, (int)answer.ShouldBe(HttpStatusCode.OK).Json["deleted"]!);
        Assert.NotEmpty(answer.Json["segments"]!.AsArray());
        Assert.Equal(1, await collection.CountAsync());
        (await collection.SendAsync(HttpMethod.Get, "/points/a")).ShouldBeProblem(404, "point_not_found");
    }

    [Fact]
    public async Task Points_in_binary_are_stored_like_those_in_JSON()
    {
        Collection collection = await Collection.CreateAsync(server);
        byte[] body = BinaryBodies.Points(
        [
            ("a", """{"x":1}""", [1, 2, 3]),
            ("bé", null, [4, 5, 6]),
            ("c/d", """{ "y" : [1.0] }""", [7, 8, 9]),
        ]);

        Answer answer = await collection.SendAsync(HttpMethod.Put, "/points", body, BinaryBodies.PointsType);

        Assert.Equal(3, (int)answer.ShouldBe(HttpStatusCode.OK).Json["upserted"]!);
        Answer a = await collection.SendAsync(HttpMethod.Get, "/points/a");
        Assert.Equal("""{"x":1}""", a.Json["payload"]!.ToJsonString());
        Assert.Equal([1f, 2f, 3f], a.Json["vector"]!.AsArray().Select(value => (float)value!));
        Answer b = await collection.SendAsync(HttpMethod.Get, "/points/b%C3%A9");
        Assert.Null(b.Json["payload"]);
        Assert.Equal([4f, 5f, 6f], b.Json["vector"]!.AsArray().Select(value => (float)value!));
        Assert.Contains("""{ "y" : [1.0] }""", (await collection.SendAsync(HttpMethod.Get, "/points/c%2Fd")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Points_in_binary_may_name_their_vector_field()
    {
        Collection collection = await Collection.CreateAsync(
            server, """{"vectors":{"title":{"dimension":3},"image":{"dimension":2,"metric":"dot"}}}""");
        byte[] body = BinaryBodies.Points([("a", null, [4, 5]), ("b", null, [6, 7])], field: "image");

        (await collection.SendAsync(HttpMethod.Put, "/points", body, BinaryBodies.PointsType)).ShouldBe(HttpStatusCode.OK);

        Answer answer = await collection.SendAsync(HttpMethod.Get, "/points/b");
        Assert.Equal("""{"image":[6,7]}""", answer.Json["vectors"]!.ToJsonString());
    }

    [Fact]
    public async Task A_body_may_come_in_chunks()
    {
        Collection collection = await Collection.CreateAsync(server);
        using HttpRequestMessage request = new(HttpMethod.Put, $"{collection.Path}/points")
        {
            Content = new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes(
                $$"""{"points":[{"id":"a","vector":[1,2,3],"payload":{"x":"{{new string('x', 300_000)}}"} }]}"""))),
        };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.TransferEncodingChunked = true;

        using HttpResponseMessage response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(1, await collection.CountAsync());
    }
}

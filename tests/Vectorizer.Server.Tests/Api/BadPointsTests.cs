using System.Text;
using System.Text.Json.Nodes;
using Vectorizer.Server.Tests.Hosting;

namespace Vectorizer.Server.Tests.Api;

/// <summary>
/// Points that cannot be stored: each gets a problem that names what is wrong, and nothing of its request is stored, though
/// a good point stands before the bad one.
/// </summary>
public sealed class BadPointsTests(SharedServer server)
{
    private const string Good = """{"id":"good","vector":[1,2,3]}""";

    public static TheoryData<string, string, string[]> Invalid => new()
    {
        // Vectors.
        { """{"id":"x","vector":[1,2]}""", "/points/1/vector", ["3 floats", "has 2"] },
        { """{"id":"x","vector":[1,2,3,4]}""", "/points/1/vector", ["3 floats", "has 4"] },
        { """{"id":"x","vector":[]}""", "/points/1/vector", ["3 floats", "has 0"] },
        { """{"id":"x","vector":[1,"NaN",3]}""", "/points/1/vector/1", ["finite", "'NaN'"] },
        { """{"id":"x","vector":[1,"1.5",3]}""", "/points/1/vector/1", ["finite", "'1.5'"] },
        { """{"id":"x","vector":[1,2,1e39]}""", "/points/1/vector/2", ["finite", "1e39"] },
        { """{"id":"x","vector":[-1e400,2,3]}""", "/points/1/vector/0", ["finite", "-1e400"] },
        { """{"id":"x","vector":[1,null,3]}""", "/points/1/vector/1", ["finite", "null"] },
        { """{"id":"x","vector":[1,[2],3]}""", "/points/1/vector/1", ["finite", "an array"] },
        { """{"id":"x","vector":[1,{"a":2},3]}""", "/points/1/vector/1", ["finite", "an object"] },
        { """{"id":"x","vector":[1,true,3]}""", "/points/1/vector/1", ["finite", "true"] },
        { """{"id":"x","vector":null}""", "/points/1/vector", ["array of numbers", "null"] },
        { """{"id":"x","vector":1}""", "/points/1/vector", ["array of numbers", "was 1"] },
        { """{"id":"x","vector":{}}""", "/points/1/vector", ["array of numbers", "an object"] },
        { """{"id":"x","vector":"AACAPwAAAEAAAEA="}""", "/points/1/vector", ["base64"] },
        { """{"id":"x","vector":"not base64!"}""", "/points/1/vector", ["base64", "'not base64!'"] },
        { """{"id":"x","vector":"AACAPwAAAEA="}""", "/points/1/vector", ["3 floats", "has 2"] },
        { """{"id":"x","vector":"AACAPwAAAEAAAEBAAACAPw=="}""", "/points/1/vector", ["3 floats", "has 4"] },
        { """{"id":"x","vector":"AACAPwAAwH8AAEBA"}""", "/points/1/vector/1", ["finite", "NaN"] },
        { """{"id":"x"}""", "/points/1/vector", ["missing"] },
        { """{"id":"x","vectors":{"a":[1,2,3]}}""", "/points/1/vectors", ["has no name", "'vector'"] },

        // Ids.
        { """{"vector":[1,2,3]}""", "/points/1/id", ["missing"] },
        { """{"id":"","vector":[1,2,3]}""", "/points/1/id", ["1..256 bytes", "has 0"] },
        { $$"""{"id":"{{new string('x', 257)}}","vector":[1,2,3]}""", "/points/1/id", ["1..256 bytes", "has 257"] },
        { $$"""{"id":"{{string.Concat(Enumerable.Repeat("é", 129))}}","vector":[1,2,3]}""", "/points/1/id", ["1..256 bytes", "has 258"] },
        { $$"""{"id":"{{string.Concat(Enumerable.Repeat("\\u0061", 257))}}","vector":[1,2,3]}""", "/points/1/id", ["1..256 bytes"] },
        { """{"id":"a\u0000b","vector":[1,2,3]}""", "/points/1/id", ["NUL", "byte 1"] },
        { """{"id":"../etc/passwd","vector":[1,2,3]}""", "/points/1/id", ["'..'", "between slashes"] },
        { """{"id":"a/../b","vector":[1,2,3]}""", "/points/1/id", ["'..'"] },
        { """{"id":".","vector":[1,2,3]}""", "/points/1/id", ["'.'"] },
        { """{"id":null,"vector":[1,2,3]}""", "/points/1/id", ["a string", "null"] },
        { """{"id":7,"vector":[1,2,3]}""", "/points/1/id", ["a string", "was 7"] },

        // Payloads.
        { """{"id":"x","vector":[1,2,3],"payload":[1]}""", "/points/1/payload", ["an object", "an array"] },
        { """{"id":"x","vector":[1,2,3],"payload":"text"}""", "/points/1/payload", ["an object", "'text'"] },
        {
            $$"""{"id":"x","vector":[1,2,3],"payload":{"x":"{{new string('y', 1024 * 1024)}}"} }""",
            "/points/1/payload",
            ["at most 1048576 bytes", "has 1048584"]
        },

        // Shapes and names.
        { """{"id":"x","vector":[1,2,3],"payloads":{}}""", "/points/1/payloads", ["unknown field", "id, vector, vectors, payload", "did you mean 'payload'"] },
        { """{"ID":"x","vector":[1,2,3]}""", "/points/1/ID", ["unknown field", "did you mean 'id'"] },
        { """{"id":"x","vector":[1,2,3],"zzz":{"id":[{}]}}""", "/points/1/zzz", ["unknown field"] },
        { """[1,2,3]""", "/points/1", ["an object", "an array"] },
        { """null""", "/points/1", ["an object", "null"] },
        { $$"""{"id":"x","vector":[1,2,3],"{{new string('k', 1024 * 1024)}}":1}""", "/points/1/" + new string('k', 64) + "…", ["unknown field", "1048576 bytes"] },
    };

    public static TheoryData<string, string> Malformed => new()
    {
        { """{"points":[GOOD,{"id":"x","vector":[1,2,NaN]}]}""", "/points/1/vector/1" },
        { """{"points":[GOOD,{"id":"x","vector":[1,2,Infinity]}]}""", "/points/1/vector/1" },
        { """{"points":[GOOD,{"id":"x","vector":[1,2,+3]}]}""", "/points/1/vector/1" },
        { """{"points":[GOOD,{"id":"x","id":"y","vector":[1,2,3]}]}""", "/points/1/id" },
        { """{"points":[GOOD,{"id":"x","vector":[1,2,3],"vector":[1,2,3]}]}""", "/points/1/vector" },
        { """{"points":[GOOD,{"id":"x","vector":[1,2,3],"\u0069d":"y"}]}""", "/points/1/\\u0069d" },
        { """{"points":[GOOD],"points":[]}""", "/points" },
        { """{"points":[GOOD,{"id":"x","vector":[1,2,3],"payload":{"a":1,"b":2,"a":3}}]}""", "/points/1/payload" },
        { """{"points":[GOOD,{"id":"x","vector":[1,2,3],"payload":{"a":1,"\u0061":3}}]}""", "/points/1/payload" },
        { """{"points":[GOOD,{"id":"x","vector":[1,2,3],"payload":{"n":[{"a":1,"b":{},"a":3}]}}]}""", "/points/1/payload" },
        { """{"points":[GOOD,{"id":"\ud800","vector":[1,2,3]}]}""", "/points/1/id" },
        { """{"points":[GOOD,{"id":"\ude00\ud83d","vector":[1,2,3]}]}""", "/points/1/id" },
        { """{"points":[GOOD,{"id":"x","vector":[1,2,3],"payload":{"a":"\ud800x"}}]}""", "/points/1/payload" },
        { """{"points":[GOOD,{"id":"x","vector":[1,2,3],"payload":{"\udc00":1}}]}""", "/points/1/payload" },
        { """{"points":[GOOD,{"id":"x","vector":"\ud800"}]}""", "/points/1/vector" },
        { """{"points":[GOOD,{"id":"x","vector":[1,2,3],"\ud800":1}]}""", "/points/1/vector" },
        { """{"points":[GOOD,]}""", "/points/0" },
        { """{"points":[GOOD]""", "/points" },
        { """{"points":[GOOD]} x""", "" },
        { """{"points":[GOOD]}{}""", "" },
        { """{"points":[GOOD] /* comment */}""", "/points" },
        { """{'points':[GOOD]}""", "" },
        { "", "" },
        { "   ", "" },
        { "\uFEFF" + """{"points":[GOOD]}""", "" },
        { """{"points":[GOOD,{"id":"x","vector":""" + new string('[', 1_000) + new string(']', 1_000) + "}]}", "/points/1/vector/0" },
        { """{"points":[GOOD,{"id":"x","vector":[1,2,3],"payload":{"a":""" + new string('[', 1_000) + new string(']', 1_000) + "}}]}", "/points/1/payload" },
        { """{"points":[GOOD,{"id":"x","vector":[1,2,3],"unknown":""" + new string('[', 1_000) + new string(']', 1_000) + "}]}", "/points/1/unknown" },
        { new string('[', 1_000_000), "" },
        { """{"points":[GOOD,{"id":"x","vector":[1,2,3],"payload":{"a":1]}]}""", "/points/1/payload" },
        { """{"points":[GOOD,{"id":"x" "vector":[1,2,3]}]}""", "/points/1/id" },
        { """{"points":[GOOD,{"id":"x","vector":[01,2,3]}]}""", "/points/1/vector" },
        { "{\"points\":[GOOD,{\"id\":\"x\ny\",\"vector\":[1,2,3]}]}", "/points/1/id" },
    };

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Invalid))]
    public async Task An_invalid_point_is_named_with_its_value_and_limit(string point, string pointer, string[] words)
    {
        Collection collection = await Collection.CreateAsync(server);
        Answer answer = await collection.SendAsync(HttpMethod.Put, "/points", $$"""{"points":[{{Good}},{{point}}]}""");
        answer.ShouldBeProblem(422, "validation_failed", pointer, words);
        Assert.Equal(0, await collection.CountAsync());
    }

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Malformed))]
    public async Task A_malformed_body_is_refused_with_the_place_of_its_fault(string body, string pointer)
    {
        Collection collection = await Collection.CreateAsync(server);
        Answer answer = await collection.SendAsync(
            HttpMethod.Put, "/points", body.Replace("GOOD", Good, StringComparison.Ordinal));
        answer.ShouldBeProblem(400, "malformed_json");
        Assert.Contains(pointer, answer.Json["errors"]!.AsObject().Select(error => error.Key));
        Assert.Equal(0, await collection.CountAsync());
    }

    [Theory]
    [InlineData("""[]""", "", "an object")]
    [InlineData("""null""", "", "an object")]
    [InlineData("""7""", "", "an object")]
    [InlineData("""{}""", "/points", "missing")]
    [InlineData("""{"points":null}""", "/points", "an array")]
    [InlineData("""{"points":{}}""", "/points", "an array")]
    [InlineData("""{"points":[]}""", "/points", "1..10000 points, has 0")]
    [InlineData("""{"point":[]}""", "/point", "did you mean 'points'")]
    public async Task A_body_of_another_shape_is_refused(string body, string pointer, string word)
    {
        Collection collection = await Collection.CreateAsync(server);
        (await collection.SendAsync(HttpMethod.Put, "/points", body)).ShouldBeProblem(422, "validation_failed", pointer, word);
    }

    [Fact]
    public async Task More_points_than_a_request_may_have_are_refused_all()
    {
        Collection collection = await Collection.CreateAsync(server);
        string points = string.Join(',', Enumerable.Range(0, 10_001).Select(i => $$"""{"id":"{{i}}","vector":[1,2,3]}"""));
        (await collection.SendAsync(HttpMethod.Put, "/points", $$"""{"points":[{{points}}]}"""))
            .ShouldBeProblem(422, "validation_failed", "/points", "1..10000", "has 10001");
        Assert.Equal(0, await collection.CountAsync());
    }

    [Fact]
    public async Task Every_fault_of_a_request_is_told_at_once_up_to_a_bound()
    {
        Collection collection = await Collection.CreateAsync(server);
        Answer three = await collection.SendAsync(
            HttpMethod.Put, "/points", """{"points":[{"id":"","vector":[1]},{"id":"b","vector":[1,2,"x"]}]}""");
        three.ShouldBeProblem(422, "validation_failed");
        Assert.Equal(
            ["/points/0/id", "/points/0/vector", "/points/1/vector/2"],
            three.Json["errors"]!.AsObject().Select(error => error.Key));

        string many = string.Join(',', Enumerable.Repeat("\"NaN\"", 100_000));
        Answer bounded = await collection.SendAsync(
            HttpMethod.Put, "/points", $$"""{"points":[{"id":"a","vector":[{{many}}]}]}""");
        bounded.ShouldBeProblem(422, "validation_failed");
        Assert.Equal(16, bounded.Json["errors"]!.AsObject().Count);
    }

    [Fact]
    public async Task Bytes_that_are_not_UTF8_are_refused_with_their_place()
    {
        Collection collection = await Collection.CreateAsync(server);
        byte[] body = Encoding.Latin1.GetBytes("""{"points":[{"id":"é","vector":[1,2,3]}]}""");
        Answer answer = await collection.SendAsync(HttpMethod.Put, "/points", body, "application/json");
        answer.ShouldBeProblem(400, "malformed_json", "", "byte 18", "UTF-8");
        Assert.Equal(0, await collection.CountAsync());
    }

    [Fact]
    public async Task The_place_of_broken_syntax_is_told_in_lines_and_bytes_of_the_body()
    {
        Collection collection = await Collection.CreateAsync(server);
        string body = "{\n  \"points\": [\n    {\"id\": \"a\", \"vector\": [1,\n 2, 3]},\n    {\"id\": \"b\", \"vector\": [1, 2, 3], x}\n  ]\n}";
        Answer answer = await collection.SendAsync(HttpMethod.Put, "/points", body);
        answer.ShouldBeProblem(400, "malformed_json", "/points/1/vector", "line 5, byte 38", "'x'");
        Assert.Equal('x', body.Split('\n')[4][37]);
    }

    [Fact]
    public async Task An_object_with_many_names_is_checked_like_one_with_few()
    {
        Collection collection = await Collection.CreateAsync(server);
        string names = string.Join(',', Enumerable.Range(0, 50_000).Select(i => $"\"k{i}\":{i}"));
        await collection.UpsertAsync($$"""[{"id":"a","vector":[1,2,3],"payload":{ {{names}} } }]""");
        Answer answer = await collection.SendAsync(
            HttpMethod.Put, "/points", $$"""{"points":[{"id":"b","vector":[1,2,3],"payload":{ {{names}},"k7":0 } }]}""");
        answer.ShouldBeProblem(400, "malformed_json", "/points/0/payload", "named twice");
        Assert.Equal(1, await collection.CountAsync());
    }

    [Fact]
    public async Task Vector_fields_that_are_not_the_collections_are_refused()
    {
        Collection collection = await Collection.CreateAsync(
            server, """{"vectors":{"title":{"dimension":3},"image":{"dimension":2}}}""");
        (string Point, string Pointer, string Word)[] points =
        [
            ("""{"id":"x","vector":[1,2,3]}""", "/points/0/vector", "title, image"),
            ("""{"id":"x","vectors":{}}""", "/points/0/vectors", "title, image"),
            ("""{"id":"x"}""", "/points/0/vectors", "missing"),
            ("""{"id":"x","vectors":null}""", "/points/0/vectors", "null"),
            ("""{"id":"x","vectors":[1,2,3]}""", "/points/0/vectors", "an array"),
            ("""{"id":"x","vectors":{"title":[1,2,3],"imgae":[1,2]}}""", "/points/0/vectors/imgae", "did you mean 'image'"),
            ("""{"id":"x","vectors":{"title":[1,2,3],"image":[1,2,3]}}""", "/points/0/vectors/image", "2 floats"),
            ("""{"id":"x","vectors":{"title":[1,2,3e40],"image":[1,2]}}""", "/points/0/vectors/title/2", "3e40"),
        ];
        foreach ((string point, string pointer, string word) in points)
        {
            (await collection.SendAsync(HttpMethod.Put, "/points", $$"""{"points":[{{point}}]}"""))
                .ShouldBeProblem(422, "validation_failed", pointer, word);
        }

        Assert.Equal(0, await collection.CountAsync());
    }

    [Theory]
    [InlineData("""{"ids":[]}""", "/ids", "1..10000")]
    [InlineData("""{"ids":["a",""]}""", "/ids/1", "1..256")]
    [InlineData("""{"ids":["a","\u0000"]}""", "/ids/1", "NUL")]
    [InlineData("""{"ids":["a",null]}""", "/ids/1", "null")]
    [InlineData("""{"ids":["a",7]}""", "/ids/1", "was 7")]
    [InlineData("""{"ids":"a"}""", "/ids", "an array")]
    [InlineData("""{}""", "/ids", "missing")]
    [InlineData("""{"ids":["a"],"filter":{}}""", "/filter", "together with 'ids'")]
    [InlineData("""{"filter":{"must":[{"key":"a..b","match":{"value":1}}]}}""", "/filter/must/0/key", "character")]
    [InlineData("""{"filter":{},"if_sequence":1}""", "/if_sequence", "'ids' alone")]
    [InlineData("""{"id":["a"]}""", "/id", "did you mean 'ids'")]
    public async Task A_deletion_that_is_not_valid_deletes_nothing(string body, string pointer, string word)
    {
        Collection collection = await Collection.CreateAsync(server);
        await collection.UpsertAsync("""[{"id":"a","vector":[1,2,3]}]""");
        (await collection.SendAsync(HttpMethod.Post, "/points/delete", body)).ShouldBeProblem(422, "validation_failed", pointer, word);
        Assert.Equal(1, await collection.CountAsync());
    }

    [Fact]
    public async Task More_ids_than_a_deletion_may_have_are_refused_all()
    {
        Collection collection = await Collection.CreateAsync(server);
        await collection.UpsertAsync("""[{"id":"1","vector":[1,2,3]}]""");
        JsonArray ids = [.. Enumerable.Range(0, 10_001).Select(i => JsonValue.Create($"{i}"))];
        (await collection.SendAsync(HttpMethod.Post, "/points/delete", new JsonObject { ["ids"] = ids }.ToJsonString()))
            .ShouldBeProblem(422, "validation_failed", "/ids", "1..10000", "has 10001");
        Assert.Equal(1, await collection.CountAsync());
    }
}

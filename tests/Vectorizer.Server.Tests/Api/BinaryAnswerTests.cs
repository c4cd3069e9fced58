using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using Vectorizer.Server.Tests.Hosting;

namespace Vectorizer.Server.Tests.Api;

/// <summary>Hits in binary and vectors in base64 are those of the JSON answer.</summary>
public sealed class BinaryAnswerTests(SharedServer server)
{
    private const string Points = """
        [
          {"id":"p0","vector":[0,0,0.1],"payload":{"i":0}},
          {"id":"p\u20ac1","vector":[1,0,0],"payload":{"text":"\u20ac"}},
          {"id":"p2","vector":[2,0,0],"payload":{"i":2}},
          {"id":"p3","vector":[3,0,0],"payload":{"i":3}},
          {"id":"p4","vector":[4,0,0]}
        ]
        """;

    [Theory]
    [InlineData("""{"vector":[0,0,0]}""")]
    [InlineData("""{"vector":[0,0,0],"limit":2,"with_payload":false}""")]
    [InlineData("""{"vector":[0,0,0],"limit":2,"offset":1,"with_vector":true}""")]
    [InlineData("""{"vector":[0,0,0],"score_threshold":2,"with_vector":true,"with_payload":false}""")]
    [InlineData("""{"id":"p2","offset":1,"with_vector":true}""")]
    [InlineData("""{"vector":[0,0,0],"offset":5}""")]
    public async Task A_binary_answer_holds_what_the_JSON_answer_holds(string query)
    {
        Collection collection = await Collection.CreateAsync(server);
        await collection.UpsertAsync(Points);
        JsonArray wanted = (await collection.SendAsync(HttpMethod.Post, "/query", query)).ShouldBe(HttpStatusCode.OK).Json["points"]!.AsArray();

        (string? type, byte[] one) = await BinaryHits.SendAsync(
            server.Http, $"{collection.Path}/query", Encoding.UTF8.GetBytes(query), "application/json");
        (_, byte[] many) = await BinaryHits.SendAsync(
            server.Http,
            $"{collection.Path}/query/batch",
            Encoding.UTF8.GetBytes($$"""{"queries":[{{query}},{{query}}]}"""),
            "application/json",
            $"text/html, {BinaryHits.Type};q=0.9, application/json;q=0.5");

        Assert.Equal(BinaryHits.Type, type);
        BinaryHit[][] hits = [.. BinaryHits.Read(one), .. BinaryHits.Read(many)];
        Assert.Equal(3, hits.Length);
        foreach (BinaryHit[] found in hits)
        {
            Assert.Equal(wanted.Select(hit => (string)hit!["id"]!), found.Select(hit => hit.Id));
            Assert.Equal(wanted.Select(hit => (float)hit!["score"]!), found.Select(hit => hit.Score));
            Assert.Equal(wanted.Select(hit => hit!["payload"]?.ToJsonString()), found.Select(hit => hit.Payload is { } payload ? JsonNode.Parse(payload)!.ToJsonString() : null));
            Assert.Equal(
                wanted.Select(hit => hit!["vector"] is { } vector ? string.Join(',', vector.AsArray().Select(x => (float)x!)) : ""),
                found.Select(hit => string.Join(',', hit.Vector)));
        }
    }

    [Fact]
    public async Task Binary_queries_get_binary_answers_of_the_field_that_they_search()
    {
        Collection collection = await Collection.CreateAsync(
            server, """{"vectors":{"title":{"dimension":3,"metric":"euclidean"},"image":{"dimension":2,"metric":"euclidean"}},"segments":2}""");
        await collection.UpsertAsync("""[{"id":"a","vectors":{"title":[1,2,3],"image":[4,5]}},{"id":"b","vectors":{"image":[6,7]}}]""");

        (_, byte[] answer) = await BinaryHits.SendAsync(
            server.Http,
            $"{collection.Path}/query/batch",
            BinaryBodies.Queries([[6, 7], [4, 5]], "image", flags: 4),
            BinaryBodies.QueryType);

        BinaryHit[][] hits = BinaryHits.Read(answer);
        Assert.Equal(["b", "a"], hits[0].Select(hit => hit.Id));
        Assert.Equal(["a", "b"], hits[1].Select(hit => hit.Id));
        Assert.Equal([6f, 7], hits[0][0].Vector);
        Assert.Equal([4f, 5], hits[0][1].Vector);
    }

    [Fact]
    public async Task Problems_are_JSON_whatever_is_accepted()
    {
        Collection collection = await Collection.CreateAsync(server);

        (string? type, byte[] body) = await BinaryHits.SendAsync(
            server.Http, $"{collection.Path}/query", "{}"u8.ToArray(), "application/json");

        Assert.Equal("application/problem+json", type);
        Assert.Equal("validation_failed", (string?)JsonNode.Parse(body)!["code"]);
    }

    [Fact]
    public async Task Vectors_in_base64_are_those_in_numbers()
    {
        Collection collection = await Collection.CreateAsync(server);
        await collection.UpsertAsync(Points);
        string expected = Convert.ToBase64String(MemoryMarshal.AsBytes<float>([0, 0, 0.1f]));

        foreach ((HttpMethod method, string path, string? body) in ((HttpMethod, string, string?)[])
            [
                (HttpMethod.Get, "/points/p0?with_vector=base64", null),
                (HttpMethod.Get, "/points?with_vector=base64", null),
                (HttpMethod.Post, "/query", """{"vector":[0,0,0.1],"limit":1,"with_vector":"base64"}"""),
                (HttpMethod.Post, "/query/batch", """{"queries":[{"vector":[0,0,0.1],"limit":1,"with_vector":"base64"}]}"""),
            ])
        {
            Answer answer = (await collection.SendAsync(method, path, body)).ShouldBe(HttpStatusCode.OK);
            Assert.Contains($"\"vector\":\"{expected}\"", answer.Text, StringComparison.Ordinal);
        }

        (await collection.SendAsync(HttpMethod.Get, "/points/p0?with_vector=hex")).ShouldBeProblem(422, "validation_failed", "/with_vector", "base64", "'hex'");
        (await collection.SendAsync(HttpMethod.Get, "/points?with_vector=1")).ShouldBeProblem(422, "validation_failed", "/with_vector", "true, false or base64");
    }
}

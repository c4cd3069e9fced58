using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Vectorizer.Server.Tests.Hosting;

namespace Vectorizer.Server.Tests.Api;

/// <summary>Indexes over payloads as a caller sees them.</summary>
public sealed class IndexTests(SharedServer server)
{
    private const int Points = 2_000;
    private const int Queries = 40;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Types => ["keyword", "integer", "float", "bool", "datetime", "geo", "text", "uuid"];

    [Theory]
    [MemberData(nameof(Types))]
    public async Task An_index_is_created_built_described_listed_and_deleted(string type)
    {
        Collection collection = await FilledAsync();
        Answer created = await PutAsync(collection, type, type);
        Assert.True(created.Status is HttpStatusCode.OK or HttpStatusCode.Accepted, created.Text);
        Assert.Equal((type, type), ((string?)created.Json["key"], (string?)created.Json["type"]));
        JsonNode index = await ReadyAsync(collection, type);

        Assert.Equal(Points, (long)index["points"]!);
        Assert.Equal(1, (double)index["progress"]!);
        Assert.Null(index["failure"]);
        Assert.InRange((long)index["values"]!, 2, Points);
        JsonNode memory = (await collection.SendAsync(HttpMethod.Get, "")).ShouldBe(HttpStatusCode.OK).Json["memory"]!;
        Assert.Equal((long)index["memory_bytes"]!, (long)memory["payload_indexes_bytes"]!);
        JsonArray list = (await collection.SendAsync(HttpMethod.Get, "/indexes")).ShouldBe(HttpStatusCode.OK).Json["indexes"]!.AsArray();
        Assert.Equal(index["memory_bytes"]!.ToJsonString(), Assert.Single(list)!["memory_bytes"]!.ToJsonString());
        (await PutAsync(collection, type, type)).ShouldBe(HttpStatusCode.OK);

        (await collection.SendAsync(HttpMethod.Delete, $"/indexes/{type}")).ShouldBe(HttpStatusCode.OK);
        (await collection.SendAsync(HttpMethod.Get, $"/indexes/{type}")).ShouldBeProblem(404, "payload_index_not_found");
        (await collection.SendAsync(HttpMethod.Delete, $"/indexes/{type}")).ShouldBeProblem(404, "payload_index_not_found");
        await Wait.UntilAsync(async () =>
            (long)(await collection.SendAsync(HttpMethod.Get, "")).Json["memory"]!["payload_indexes_bytes"]! == 0);
    }

    [Fact]
    public async Task A_key_of_arrays_and_quotes_stands_percent_encoded_in_the_path()
    {
        Collection collection = await Collection.CreateAsync(server);
        await collection.UpsertAsync("""[{"id":"a","vector":[1,2,3],"payload":{"x":[{"y.z":"v"}]}}]""");
        string key = Uri.EscapeDataString("x[].\"y.z\"");
        (await collection.SendAsync(HttpMethod.Put, $"/indexes/{key}", """{"type":"keyword"}""")).ShouldBeSuccess();
        JsonNode index = await ReadyAsync(collection, key);
        Assert.Equal(("x[].\"y.z\"", 1), ((string?)index["key"], (long)index["values"]!));
    }

    [Theory]
    [InlineData("a", """{"type":"strings"}""", "/type", "known are keyword")]
    [InlineData("a", "{}", "/type", "is missing")]
    [InlineData("a", """{"type":"keyword","fast":true}""", "/fast", "type")]
    [InlineData("a", """{"type":7}""", "/type", "one of keyword")]
    [InlineData("a..b", """{"type":"keyword"}""", "/key", "a name at character")]
    [InlineData("%22a%22", """{"type":"keyword"}""", "/key", "written in one way only: a")]
    public async Task What_cannot_be_is_refused_with_its_place(string key, string body, string pointer, string words)
    {
        Collection collection = await Collection.CreateAsync(server);
        (await collection.SendAsync(HttpMethod.Put, $"/indexes/{key}", body)).ShouldBeProblem(422, "validation_failed", pointer, words);
        Assert.Empty((await collection.SendAsync(HttpMethod.Get, "/indexes")).ShouldBe(HttpStatusCode.OK).Json["indexes"]!.AsArray());
    }

    [Fact]
    public async Task A_collection_that_is_not_there_has_no_indexes()
    {
        Collection nowhere = new(server.Http, SharedServer.NewName());
        (await nowhere.SendAsync(HttpMethod.Get, "/indexes")).ShouldBeProblem(404, "collection_not_found");
        (await nowhere.SendAsync(HttpMethod.Get, "/indexes/a")).ShouldBeProblem(404, "collection_not_found");
        (await PutAsync(nowhere, "a", "keyword")).ShouldBeProblem(404, "collection_not_found");
        (await nowhere.SendAsync(HttpMethod.Delete, "/indexes/a")).ShouldBeProblem(404, "collection_not_found");
    }

    /// <summary>Filtered searches say the same with an index, without one, while it is built and while it goes.</summary>
    [Fact]
    public async Task Filtered_searches_are_right_while_indexes_come_and_go()
    {
        Collection collection = await FilledAsync();
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(Token);
        int asked = 0;
        Task asking = Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                int n = asked++ % Queries;
                Answer answer = (await collection.SendAsync(
                    HttpMethod.Post,
                    "/query",
                    $$$"""{"vector":[{{{n}}},0,0],"limit":10,"filter":{"must":[{"key":"keyword","match":{"value":"k{{{n % 5}}}"}},{"key":"integer","range":{"lt":1000}}]}}""")).ShouldBe(HttpStatusCode.OK);

                // Of the points n % 5, n % 5 + 5, … the ten around n.
                Assert.Equal(10, answer.Ids.Length);
                Assert.All(answer.Ids, id => Assert.Equal(n % 5, int.Parse(id[1..], CultureInfo.InvariantCulture) % 5));
                Assert.All(answer.Ids, id => Assert.InRange(int.Parse(id[1..], CultureInfo.InvariantCulture), n - 50, n + 50));
            }
        });
        for (int round = 0; round < 6; round++)
        {
            (await PutAsync(collection, "keyword", "keyword")).ShouldBeSuccess();
            (await PutAsync(collection, "integer", "integer")).ShouldBeSuccess();
            await ReadyAsync(collection, "keyword");
            await ReadyAsync(collection, "integer");
            int before = Volatile.Read(ref asked);
            await Wait.UntilAsync(() => Task.FromResult(asking.IsCompleted || Volatile.Read(ref asked) > before + 10));
            (await collection.SendAsync(HttpMethod.Delete, "/indexes/integer")).ShouldBe(HttpStatusCode.OK);
            (await collection.SendAsync(HttpMethod.Delete, "/indexes/keyword")).ShouldBe(HttpStatusCode.OK);
        }

        await enough.CancelAsync();
        await asking;
        Assert.InRange(asked, Queries, int.MaxValue);
    }

    private static Task<Answer> PutAsync(Collection collection, string key, string type)
        => collection.SendAsync(HttpMethod.Put, $"/indexes/{key}", $$"""{"type":"{{type}}"}""");

    private static async Task<JsonNode> ReadyAsync(Collection collection, string key)
    {
        JsonNode index = new JsonObject();
        await Wait.UntilAsync(async () =>
        {
            index = (await collection.SendAsync(HttpMethod.Get, $"/indexes/{key}")).ShouldBe(HttpStatusCode.OK).Json;
            return (string?)index["state"] == "ready";
        });
        return index;
    }

    /// <summary>Points p0, p1 … with a value of each kind.</summary>
    private async Task<Collection> FilledAsync()
    {
        Collection collection = await Collection.CreateAsync(server);
        await collection.UpsertAsync($"[{string.Join(',', Enumerable.Range(0, Points).Select(i => $$$"""
            {"id":"p{{{i}}}","vector":[{{{i}}},0,0],"payload":{"keyword":"k{{{i % 5}}}","integer":{{{i}}},"float":{{{i}}}.5,"bool":{{{(i % 2 == 0 ? "true" : "false")}}},
            "datetime":"2026-01-{{{(i % 28) + 1:00}}}","geo":{"lon":{{{i % 180}}},"lat":{{{i % 90}}}},"text":"word{{{i % 11}}} and more",
            "uuid":"00000000-0000-0000-0000-{{{i:000000000000}}}"}}
            """))}]");
        return collection;
    }
}

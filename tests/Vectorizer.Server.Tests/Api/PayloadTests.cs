using System.Net;
using System.Text.Json.Nodes;
using Vectorizer.Server.Tests.Hosting;

namespace Vectorizer.Server.Tests.Api;

public sealed class PayloadTests(SharedServer server)
{
    [Fact]
    public async Task Each_operation_answers_how_many_payloads_have_changed()
    {
        Collection collection = await NewAsync();
        (string Path, string Body, int Changed, string Payload)[] operations =
        [
            ("set", """{"ids":["a","b","never"],"payload":{"x":1}}""", 2, """{"n":1,"o":{"p":2},"x":1}"""),
            ("set", """{"ids":["a"],"payload":{"x":1}}""", 0, """{"n":1,"o":{"p":2},"x":1}"""),
            ("set", """{"ids":["a"],"key":"o","payload":{"q":null}}""", 1, """{"n":1,"o":{"p":2,"q":null},"x":1}"""),
            ("set", """{"filter":{"must":[{"key":"n","range":{"gte":1}}]},"payload":{"y":2}}""", 2, """{"n":1,"o":{"p":2,"q":null},"x":1,"y":2}"""),
            ("delete", """{"ids":["a"],"keys":["o.p","y","none"]}""", 1, """{"n":1,"o":{"q":null},"x":1}"""),
            ("overwrite", """{"ids":["a"],"payload":{"z":[1,2]}}""", 1, """{"z":[1,2]}"""),
            ("clear", """{"filter":{}}""", 3, "null"),
        ];
        foreach ((string path, string body, int changed, string payload) in operations)
        {
            Answer answer = (await collection.SendAsync(HttpMethod.Post, $"/points/payload/{path}", body)).ShouldBe(HttpStatusCode.OK);
            Assert.Equal(changed, (int)answer.Json["changed"]!);
            Assert.All(answer.Json["segments"]!.AsArray(), segment => Assert.Equal("fsync", (string?)segment!["durability"]));
            Assert.True(
                JsonNode.DeepEquals(JsonNode.Parse(payload), (await PointAsync(collection, "a"))["payload"]), $"{path} {body} {answer.Text}");
        }

        Assert.Equal([1, 2, 3], (await PointAsync(collection, "a"))["vector"]!.AsArray().Select(value => (int)value!));
    }

    [Fact]
    public async Task A_change_gives_the_point_another_sequence_that_conditions_compare()
    {
        Collection collection = await NewAsync();
        long before = (long)(await PointAsync(collection, "a"))["sequence"]!;
        await SetAsync(collection, """{"ids":["a"],"payload":{"x":1}}""");
        long after = (long)(await PointAsync(collection, "a"))["sequence"]!;

        Assert.True(after > before, $"{before} {after}");
        (await collection.SendAsync(HttpMethod.Post, "/points/delete", $$"""{"ids":["a"],"if_sequence":{{before}}}"""))
            .ShouldBeProblem(412, "sequence_mismatch");
        (await collection.SendAsync(HttpMethod.Post, "/points/delete", $$"""{"ids":["a"],"if_sequence":{{after}}}""")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Points_are_deleted_by_filter()
    {
        Collection collection = await NewAsync();

        Answer answer = await collection.SendAsync(
            HttpMethod.Post, "/points/delete", """{"filter":{"must":[{"key":"n","range":{"gte":2}}]}}""");

        Assert.Equal(1, (int)answer.ShouldBe(HttpStatusCode.OK).Json["deleted"]!);
        Assert.Equal(["a", "c"], (await collection.SendAsync(HttpMethod.Get, "/points")).Ids.Order());
    }

    [Theory]
    [InlineData("set", "{}", "/ids", "missing")]
    [InlineData("set", """{"ids":["a"]}""", "/payload", "missing")]
    [InlineData("set", """{"ids":["a"],"payload":null}""", "/payload", "an object")]
    [InlineData("set", """{"ids":["a"],"payload":[]}""", "/payload", "an object")]
    [InlineData("set", """{"ids":["a"],"filter":{},"payload":{}}""", "/filter", "together with 'ids'")]
    [InlineData("set", """{"ids":[""],"payload":{}}""", "/ids/0", "1..256")]
    [InlineData("set", """{"ids":["a"],"payload":{},"key":"x[a]"}""", "/key", "character 1")]
    [InlineData("set", """{"ids":["a"],"payload":{},"key":7}""", "/key", "was 7")]
    [InlineData("set", """{"ids":["a"],"payload":{},"keys":["x"]}""", "/keys", "did you mean 'key'")]
    [InlineData("set", """{"filter":{"must":[{"key":"x"}]},"payload":{}}""", "/filter/must/0", "")]
    [InlineData("overwrite", """{"ids":["a"],"payload":{},"key":"x"}""", "/key", "")]
    [InlineData("delete", """{"ids":["a"]}""", "/keys", "missing")]
    [InlineData("delete", """{"ids":["a"],"keys":[]}""", "/keys", "1..100")]
    [InlineData("delete", """{"ids":["a"],"keys":["x",""]}""", "/keys/1", "empty")]
    [InlineData("delete", """{"ids":["a"],"keys":"x"}""", "/keys", "an array")]
    [InlineData("clear", """{"ids":["a"],"payload":{}}""", "/payload", "")]
    public async Task A_body_that_is_not_valid_changes_nothing(string operation, string body, string pointer, string word)
    {
        Collection collection = await NewAsync();

        (await collection.SendAsync(HttpMethod.Post, $"/points/payload/{operation}", body)).ShouldBeProblem(422, "validation_failed", pointer, word);

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"n":1,"o":{"p":2}}"""), (await PointAsync(collection, "a"))["payload"]));
    }

    [Fact]
    public async Task A_payload_that_would_outgrow_its_limit_is_named()
    {
        Collection collection = await NewAsync();
        string half = new('x', 600_000);
        await SetAsync(collection, $$"""{"ids":["a"],"payload":{"x":"{{half}}"} }""");

        (await collection.SendAsync(HttpMethod.Post, "/points/payload/set", $$"""{"ids":["a"],"payload":{"y":"{{half}}"} }"""))
            .ShouldBeProblem(422, "validation_failed", "/payload", "'a'", "1048576");
        Assert.Null((await PointAsync(collection, "a"))["payload"]!["y"]);
    }

    [Fact]
    public async Task A_key_is_for_ids_alone()
    {
        Collection collection = await NewAsync();
        using HttpRequestMessage request = new(HttpMethod.Post, $"{collection.Path}/points/payload/clear")
        {
            Content = new StringContent("""{"filter":{}}""", System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Idempotency-Key", "key");
        using HttpResponseMessage response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);

        (await Answer.ReadAsync(response)).ShouldBeProblem(422, "validation_failed", "/Idempotency-Key", "by id");
    }

    private static async Task SetAsync(Collection collection, string body)
        => (await collection.SendAsync(HttpMethod.Post, "/points/payload/set", body)).ShouldBe(HttpStatusCode.OK);

    private static async Task<JsonNode> PointAsync(Collection collection, string id)
        => (await collection.SendAsync(HttpMethod.Get, $"/points/{id}")).ShouldBe(HttpStatusCode.OK).Json;

    private async Task<Collection> NewAsync()
    {
        Collection collection = await Collection.CreateAsync(server);
        await collection.UpsertAsync(
            """[{"id":"a","vector":[1,2,3],"payload":{"n":1,"o":{"p":2}}},{"id":"b","vector":[4,5,6],"payload":{"n":2}},{"id":"c","vector":[7,8,9],"payload":{"n":0}}]""");
        return collection;
    }
}

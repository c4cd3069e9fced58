using System.Net;
using System.Text.Json.Nodes;
using Vectorizer.Server.Tests.Hosting;

namespace Vectorizer.Server.Tests.Api;

public sealed class ListingTests(SharedServer server)
{
    [Fact]
    public async Task Points_that_match_are_listed_page_by_page()
    {
        Collection collection = await NewAsync();
        List<string> ids = [];
        string? cursor = null;
        do
        {
            JsonObject body = new()
            {
                ["filter"] = JsonNode.Parse("""{"must":[{"key":"kind","match":{"value":"even"}}]}"""),
                ["limit"] = 7,
                ["cursor"] = cursor,
            };
            Answer page = (await collection.SendAsync(HttpMethod.Post, "/points/scroll", body.ToJsonString())).ShouldBe(HttpStatusCode.OK);
            ids.AddRange(page.Ids);
            cursor = (string?)page.Json["next_cursor"];
        }
        while (cursor is not null);

        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"p{2 * i:00}"), ids.Order());
        Assert.Equal(ids, (await ScrollAsync(collection, """{"filter":{"must":[{"key":"kind","match":{"value":"even"}}]}}""")).Ids);
    }

    [Theory]
    [InlineData("""{"key":"n"}""", "p00 p01 p02")]
    [InlineData("""{"key":"n","direction":"desc"}""", "p39 p38 p37")]
    [InlineData("""{"key":"n","start_from":17.5}""", "p18 p19 p20")]
    [InlineData("""{"key":"n","direction":"desc","start_from":5}""", "p05 p04 p03")]
    [InlineData("""{"key":"at","direction":"desc"}""", "p39 p38 p37")]
    [InlineData("""{"key":"at","start_from":"2026-01-01T00:20:00Z"}""", "p20 p21 p22")]
    [InlineData("""{"key":"kind"}""", "p00 p02 p04")]
    [InlineData("""{"key":"kind","start_from":"odd"}""", "p01 p03 p05")]
    [InlineData("""{"key":"nothing"}""", "")]
    public async Task Points_are_listed_in_the_order_of_a_value(string order, string first)
    {
        Collection collection = await NewAsync();
        string body = $$"""{"order_by":{{order}},"limit":3,"with_payload":false}""";

        Answer page = await ScrollAsync(collection, body);

        Assert.Equal(first.Split(' ', StringSplitOptions.RemoveEmptyEntries), page.Ids);
        List<string> all = [.. page.Ids];
        while ((string?)page.Json["next_cursor"] is { } cursor)
        {
            JsonNode next = JsonNode.Parse(body)!;
            next["cursor"] = cursor;
            page = await ScrollAsync(collection, next.ToJsonString());
            all.AddRange(page.Ids);
        }

        Assert.Equal(all, (await ScrollAsync(collection, $$"""{"order_by":{{order}}}""")).Ids);
        Assert.Equal(all.Count, all.Distinct().Count());
    }

    [Fact]
    public async Task Points_carry_what_is_asked_for()
    {
        Collection collection = await NewAsync();

        JsonNode plain = (await ScrollAsync(collection, """{"filter":{"must":[{"has_id":["p03"]}]}}""")).Json["points"]![0]!;
        JsonNode bare = (await ScrollAsync(
            collection, """{"filter":{"must":[{"has_id":["p03"]}]},"with_payload":false,"with_vector":"base64"}""")).Json["points"]![0]!;

        Assert.Equal((3, null), ((int)plain["payload"]!["n"]!, plain["vector"]));
        Assert.Null(bare["payload"]);
        Assert.IsType<string>((string?)bare["vector"]);
    }

    [Fact]
    public async Task Points_are_counted_and_their_values()
    {
        Collection collection = await NewAsync();

        Answer count = await collection.SendAsync(HttpMethod.Post, "/points/count", """{"filter":{"must":[{"key":"n","range":{"lt":10}}]}}""");
        Answer all = await collection.SendAsync(HttpMethod.Post, "/points/count", """{"exact":false}""");
        Answer facet = await collection.SendAsync(HttpMethod.Post, "/facet", """{"key":"tags","limit":3}""");
        Answer filtered = await collection.SendAsync(
            HttpMethod.Post, "/facet", """{"key":"kind","filter":{"must":[{"key":"n","range":{"lt":3}}]},"exact":true}""");

        Assert.Equal((10, true), ((int)count.ShouldBe(HttpStatusCode.OK).Json["count"]!, (bool)count.Json["exact"]!));
        Assert.Equal(40, (int)all.ShouldBe(HttpStatusCode.OK).Json["count"]!);
        Assert.Equal(
            """[{"value":"all","count":40},{"value":false,"count":20},{"value":true,"count":20}]""", facet.ShouldBe(HttpStatusCode.OK).Json["values"]!.ToJsonString());
        Assert.True((bool)facet.Json["exact"]!);
        Assert.Equal("""[{"value":"even","count":2},{"value":"odd","count":1}]""", filtered.ShouldBe(HttpStatusCode.OK).Json["values"]!.ToJsonString());
    }

    [Theory]
    [InlineData("/points/scroll", """{"limit":0}""", "/limit", "1..1000")]
    [InlineData("/points/scroll", """{"cursor":"!"}""", "/cursor", "earlier page")]
    [InlineData("/points/scroll", """{"cursor":7}""", "/cursor", "was 7")]
    [InlineData("/points/scroll", """{"cursor":"YQ","order_by":{"key":"n"}}""", "/cursor", "earlier page")]
    [InlineData("/points/scroll", """{"order_by":"n"}""", "/order_by", "an object")]
    [InlineData("/points/scroll", """{"order_by":{}}""", "/order_by/key", "missing")]
    [InlineData("/points/scroll", """{"order_by":{"key":"n["}}""", "/order_by/key", "character 1")]
    [InlineData("/points/scroll", """{"order_by":{"key":"n","direction":"up"}}""", "/order_by/direction", "desc")]
    [InlineData("/points/scroll", """{"order_by":{"key":"n","start_from":true}}""", "/order_by/start_from", "a number")]
    [InlineData("/points/scroll", """{"with_vector":"hex"}""", "/with_vector", "base64")]
    [InlineData("/points/scroll", """{"filter":{"must":7}}""", "/filter/must", "")]
    [InlineData("/points/count", """{"exact":1}""", "/exact", "true or false")]
    [InlineData("/points/count", """{"filter":[]}""", "/filter", "")]
    [InlineData("/facet", "{}", "/key", "missing")]
    [InlineData("/facet", """{"key":"a","limit":10001}""", "/limit", "1..10000")]
    [InlineData("/facet", """{"key":""}""", "/key", "empty")]
    public async Task What_is_not_valid_is_refused(string path, string body, string pointer, string word)
        => (await (await NewAsync()).SendAsync(HttpMethod.Post, path, body)).ShouldBeProblem(422, "validation_failed", pointer, word);

    private static async Task<Answer> ScrollAsync(Collection collection, string body)
        => (await collection.SendAsync(HttpMethod.Post, "/points/scroll", body)).ShouldBe(HttpStatusCode.OK);

    private async Task<Collection> NewAsync()
    {
        Collection collection = await Collection.CreateAsync(server);
        JsonArray points = [.. Enumerable.Range(0, 40).Select(i => (JsonNode)new JsonObject
        {
            ["id"] = $"p{i:00}",
            ["vector"] = new JsonArray(i, 0, 0),
            ["payload"] = new JsonObject
            {
                ["n"] = i,
                ["kind"] = i % 2 == 0 ? "even" : "odd",
                ["at"] = $"2026-01-01T00:{i:00}:00Z",
                ["tags"] = new JsonArray("all", i % 4, i % 2 == 0),
            },
        })];
        await collection.UpsertAsync(points.ToJsonString());
        return collection;
    }
}

using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Vectorizer.Server.Tests.Hosting;

namespace Vectorizer.Server.Tests.Api;

public sealed class AliasTests(SharedServer server)
{
    private readonly string _alias = SharedServer.NewName();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Collection Aliased => new(server.Http, _alias);

    [Fact]
    public async Task An_alias_stands_for_its_collection_in_every_operation_but_those_on_the_name_itself()
    {
        Collection collection = await Collection.CreateAsync(server);
        (await PutAsync(_alias, collection.Name)).ShouldBe(HttpStatusCode.OK);

        await Aliased.UpsertAsync("""[{"id":"a","vector":[1,2,3],"payload":{"n":1}},{"id":"b","vector":[2,2,3]}]""");
        Assert.Equal(["b"], (await Aliased.SendAsync(HttpMethod.Post, "/query", """{"id":"a"}""")).ShouldBe(HttpStatusCode.OK).Ids);
        Answer batch = await Aliased.SendAsync(HttpMethod.Post, "/query/batch", """{"queries":[{"vector":[1,2,3],"limit":1}]}""");
        Assert.Equal("a", (string?)batch.ShouldBe(HttpStatusCode.OK).Json["results"]![0]!["points"]![0]!["id"]);
        Assert.Equal(1, (int)(await Aliased.SendAsync(HttpMethod.Get, "/points/a")).ShouldBe(HttpStatusCode.OK).Json["payload"]!["n"]!);
        Assert.Equal(2, (await Aliased.SendAsync(HttpMethod.Get, "/points")).ShouldBe(HttpStatusCode.OK).Ids.Length);
        (await Aliased.SendAsync(HttpMethod.Post, "/points/delete", """{"ids":["b"]}""")).ShouldBe(HttpStatusCode.OK);
        (await Aliased.SendAsync(HttpMethod.Get, "/segments")).ShouldBe(HttpStatusCode.OK);
        (await Aliased.SendAsync(HttpMethod.Post, "/snapshot")).ShouldBe(HttpStatusCode.OK);
        (await Aliased.SendAsync(HttpMethod.Patch, "", """{"hnsw_config":{"ef_search":77}}""")).ShouldBe(HttpStatusCode.OK);

        JsonNode described = (await Aliased.SendAsync(HttpMethod.Get, "")).ShouldBe(HttpStatusCode.OK).Json;
        Assert.Equal(collection.Name, (string?)described["name"]);
        Assert.Equal(77, (int)described["hnsw_config"]!["ef_search"]!);
        Assert.Equal(1, (int)described["points"]!);
        Assert.Equal([_alias], described["aliases"]!.AsArray().Select(alias => (string?)alias));

        (await Aliased.SendAsync(HttpMethod.Delete, "")).ShouldBeProblem(409, "name_is_alias", null, _alias, collection.Name);
        (await Aliased.SendAsync(HttpMethod.Post, "/rename", """{"to":"elsewhere"}""")).ShouldBeProblem(409, "name_is_alias");
        (await Aliased.SendAsync(HttpMethod.Put, "", """{"dimension":3}""")).ShouldBeProblem(409, "name_is_alias");
        Assert.Equal(1, await collection.CountAsync());
    }

    [Fact]
    public async Task An_alias_is_listed_switched_and_deleted_and_the_collection_stays()
    {
        Collection first = await Collection.CreateAsync(server);
        Collection second = await Collection.CreateAsync(server);
        Answer put = (await PutAsync(_alias, first.Name)).ShouldBe(HttpStatusCode.OK);
        Assert.Equal((_alias, first.Name), ((string?)put.Json["alias"], (string?)put.Json["collection"]));
        Assert.Equal(first.Name, await TargetAsync(_alias));

        (await PutAsync(_alias, second.Name)).ShouldBe(HttpStatusCode.OK);
        Assert.Equal(second.Name, await TargetAsync(_alias));

        Assert.True((bool)(await SendAsync(HttpMethod.Delete, $"/{_alias}")).ShouldBe(HttpStatusCode.OK).Json["deleted"]!);
        Assert.Null(await TargetAsync(_alias));
        (await Aliased.SendAsync(HttpMethod.Get, "/points")).ShouldBeProblem(404, "collection_not_found", null, _alias);
        (await SendAsync(HttpMethod.Delete, $"/{_alias}")).ShouldBeProblem(404, "alias_not_found", null, _alias);
        Assert.Equal((0, 0), (await first.CountAsync(), await second.CountAsync()));
    }

    [Fact]
    public async Task A_change_of_several_aliases_happens_wholly_or_not_at_all()
    {
        Collection old = await Collection.CreateAsync(server);
        Collection @new = await Collection.CreateAsync(server);
        string other = SharedServer.NewName();
        string third = SharedServer.NewName();

        Answer changed = await ActAsync(
            $$$"""{"create":{"alias":"{{{_alias}}}","collection":"{{{old.Name}}}"}}""",
            $$$"""{"create":{"alias":"{{{other}}}","collection":"{{{@new.Name}}}"}}""");
        Assert.Equal(2, (int)changed.ShouldBe(HttpStatusCode.OK).Json["actions"]!);

        // Of three steps the last is refused.
        (await ActAsync(
            $$$"""{"delete":{"alias":"{{{_alias}}}"}}""",
            $$$"""{"rename":{"from":"{{{other}}}","to":"{{{_alias}}}"}}""",
            $$$"""{"delete":{"alias":"{{{third}}}"}}""")).ShouldBeProblem(404, "alias_not_found", null, third);
        Assert.Equal((old.Name, @new.Name), (await TargetAsync(_alias), await TargetAsync(other)));

        (await ActAsync(
            $$$"""{"delete":{"alias":"{{{_alias}}}"}}""",
            $$$"""{"rename":{"from":"{{{other}}}","to":"{{{_alias}}}"}}""",
            $$$"""{"create":{"alias":"{{{third}}}","collection":"{{{old.Name}}}"}}""")).ShouldBe(HttpStatusCode.OK);
        Assert.Equal((@new.Name, null, old.Name), (await TargetAsync(_alias), await TargetAsync(other), await TargetAsync(third)));
    }

    [Fact]
    public async Task Collections_and_aliases_share_their_names()
    {
        Collection first = await Collection.CreateAsync(server);
        Collection second = await Collection.CreateAsync(server);
        (await PutAsync(_alias, first.Name)).ShouldBe(HttpStatusCode.OK);

        (await PutAsync(second.Name, first.Name)).ShouldBeProblem(409, "collection_exists", null, second.Name);
        (await ActAsync($$$"""{"rename":{"from":"{{{_alias}}}","to":"{{{second.Name}}}"}}""")).ShouldBeProblem(409, "collection_exists");
        (await second.SendAsync(HttpMethod.Post, "/rename", $$"""{"to":"{{_alias}}"}""")).ShouldBeProblem(409, "name_is_alias");
        (await PutAsync(SharedServer.NewName(), _alias)).ShouldBeProblem(409, "name_is_alias", null, _alias, first.Name);
        (await PutAsync(_alias, "no-such-collection")).ShouldBeProblem(404, "collection_not_found", null, "no-such-collection");
        Assert.Equal(first.Name, await TargetAsync(_alias));
    }

    [Fact]
    public async Task A_deleted_collection_takes_its_aliases_along_and_says_so()
    {
        Collection collection = await Collection.CreateAsync(server);
        string other = SharedServer.NewName();
        (await PutAsync(_alias, collection.Name)).ShouldBe(HttpStatusCode.OK);
        (await PutAsync(other, collection.Name)).ShouldBe(HttpStatusCode.OK);
        (await Aliased.SendAsync(HttpMethod.Get, "/points")).ShouldBe(HttpStatusCode.OK);

        Answer deleted = (await collection.SendAsync(HttpMethod.Delete, "")).ShouldBe(HttpStatusCode.OK);

        Assert.Equal(
            new[] { _alias, other }.Order(StringComparer.Ordinal), deleted.Json["deleted_aliases"]!.AsArray().Select(alias => (string)alias!));
        Assert.Null(await TargetAsync(_alias));
        (await Aliased.SendAsync(HttpMethod.Get, "/points")).ShouldBeProblem(404, "collection_not_found");
    }

    [Theory]
    [InlineData("PUT", "/x", "{}", "/collection", "is missing")]
    [InlineData("PUT", "/x", """{"collection":7}""", "/collection", "must be a name")]
    [InlineData("PUT", "/x", """{"collection":"a/b"}""", "/collection", "a/b")]
    [InlineData("PUT", "/x", """{"colection":"a"}""", "/colection", "collection")]
    [InlineData("PUT", "/-x", """{"collection":"a"}""", "/alias", "-x")]
    [InlineData("POST", "", "{}", "/actions", "is missing")]
    [InlineData("POST", "", """{"actions":[]}""", "/actions", "1..1000")]
    [InlineData("POST", "", """{"actions":{}}""", "/actions", "an array of actions")]
    [InlineData("POST", "", """{"actions":[{}]}""", "/actions/0", "create, delete, rename")]
    [InlineData("POST", "", """{"actions":[{"delete":{"alias":"a"},"create":{"alias":"a","collection":"b"}}]}""", "/actions/0", "has 2")]
    [InlineData("POST", "", """{"actions":[{"delete":{"alias":"a"}},{"create":{"alias":"a"}}]}""", "/actions/1/create/collection", "is missing")]
    [InlineData("POST", "", """{"actions":[{"rename":{"from":"a","to":""}}]}""", "/actions/0/rename/to", "must be 1..255")]
    [InlineData("POST", "", """{"actions":[{"swap":{"alias":"a"}}]}""", "/actions/0/swap", "create")]
    public async Task A_bad_change_of_aliases_is_refused_where_it_is_bad(string method, string path, string body, string pointer, string words)
        => (await SendAsync(HttpMethod.Parse(method), path, body)).ShouldBeProblem(422, "validation_failed", pointer, words);

    [Fact]
    public async Task More_actions_than_a_change_may_have_are_refused()
    {
        string actions = string.Join(',', Enumerable.Repeat("""{"delete":{"alias":"a"}}""", 1_001));
        (await SendAsync(HttpMethod.Post, "", $$"""{"actions":[{{actions}}]}""")).ShouldBeProblem(422, "validation_failed", "/actions", "has 1001");
    }

    private Task<Answer> PutAsync(string alias, string collection)
        => SendAsync(HttpMethod.Put, $"/{alias}", $$"""{"collection":"{{collection}}"}""");

    private Task<Answer> ActAsync(params string[] actions)
        => SendAsync(HttpMethod.Post, "", $$"""{"actions":[{{string.Join(',', actions)}}]}""");

    private async Task<string?> TargetAsync(string alias) => (string?)(await SendAsync(HttpMethod.Get, "")).ShouldBe(HttpStatusCode.OK)
        .Json["aliases"]!.AsArray().SingleOrDefault(item => (string?)item!["alias"] == alias)?["collection"];

    private async Task<Answer> SendAsync(HttpMethod method, string path, string? json = null)
    {
        using HttpRequestMessage request = new(method, "/api/v1/aliases" + path);
        request.Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await server.Http.SendAsync(request, Token);
        return await Answer.ReadAsync(response);
    }
}

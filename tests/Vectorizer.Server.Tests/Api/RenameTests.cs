using System.Net;
using Vectorizer.Server.Tests.Hosting;

namespace Vectorizer.Server.Tests.Api;

public sealed class RenameTests(SharedServer server)
{
    private readonly string _to = SharedServer.NewName();

    [Fact]
    public async Task A_renamed_collection_keeps_its_id_and_points_and_answers_to_the_new_name_alone()
    {
        Collection collection = await Collection.CreateAsync(server);
        await collection.UpsertAsync("""[{"id":"a","vector":[1,2,3]}]""");
        long id = (long)(await collection.SendAsync(HttpMethod.Get, "")).Json["id"]!;

        Answer renamed = (await collection.SendAsync(HttpMethod.Post, "/rename", $$"""{"to":"{{_to}}"}""")).ShouldBe(HttpStatusCode.OK);

        Assert.Equal((_to, id, 1), ((string)renamed.Json["name"]!, (long)renamed.Json["id"]!, (int)renamed.Json["points"]!));
        Collection after = new(server.Http, _to);
        (await after.SendAsync(HttpMethod.Get, "/points/a")).ShouldBe(HttpStatusCode.OK);
        await after.UpsertAsync("""[{"id":"b","vector":[1,2,3]}]""");
        (await collection.SendAsync(HttpMethod.Get, "/points/a")).ShouldBeProblem(404, "collection_not_found", null, collection.Name);
        (await collection.SendAsync(HttpMethod.Post, "/query", """{"id":"a"}""")).ShouldBeProblem(404, "collection_not_found");

        // The old name is free: what is created under it starts empty.
        (await collection.SendAsync(HttpMethod.Put, "", """{"dimension":3}""")).ShouldBe(HttpStatusCode.Created);
        Assert.Equal((0, 2), (await collection.CountAsync(), await after.CountAsync()));
    }

    [Fact]
    public async Task A_rename_whose_answer_was_missed_can_be_sent_again_until_the_old_name_is_taken()
    {
        Collection collection = await Collection.CreateAsync(server);
        string body = $$"""{"to":"{{_to}}"}""";
        Answer first = (await collection.SendAsync(HttpMethod.Post, "/rename", body)).ShouldBe(HttpStatusCode.OK);

        Answer second = (await collection.SendAsync(HttpMethod.Post, "/rename", body)).ShouldBe(HttpStatusCode.OK);

        Assert.Equal((long)first.Json["id"]!, (long)second.Json["id"]!);
        (await collection.SendAsync(HttpMethod.Post, "/rename", """{"to":"another"}""")).ShouldBeProblem(404, "collection_not_found");
        (await collection.SendAsync(HttpMethod.Put, "", """{"dimension":3}""")).ShouldBe(HttpStatusCode.Created);
        (await collection.SendAsync(HttpMethod.Post, "/rename", body)).ShouldBeProblem(409, "collection_exists", null, _to);
        (await new Collection(server.Http, _to).SendAsync(HttpMethod.Post, "/rename", body)).ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("{}", "/to", "is missing")]
    [InlineData("""{"to":null}""", "/to", "must be a name")]
    [InlineData("""{"to":".x"}""", "/to", ".x")]
    [InlineData("""{"too":"x"}""", "/too", "to")]
    public async Task A_bad_name_is_refused(string body, string pointer, string words)
    {
        Collection collection = await Collection.CreateAsync(server);
        (await collection.SendAsync(HttpMethod.Post, "/rename", body)).ShouldBeProblem(422, "validation_failed", pointer, words);
    }

    [Fact]
    public async Task A_protected_collection_is_not_deleted_until_the_protection_is_lifted()
    {
        Collection collection = await Collection.CreateAsync(server, """{"dimension":3,"deletion_protection":true}""");
        Assert.True((bool)(await collection.SendAsync(HttpMethod.Get, "")).Json["deletion_protection"]!);

        (await collection.SendAsync(HttpMethod.Delete, "")).ShouldBeProblem(409, "deletion_protected", null, "deletion_protection");
        Assert.Equal(0, await collection.CountAsync());
        (await collection.SendAsync(HttpMethod.Patch, "", """{"deletion_protection":"no"}"""))
            .ShouldBeProblem(422, "validation_failed", "/deletion_protection", "true or false");

        Answer lifted = await collection.SendAsync(HttpMethod.Patch, "", """{"deletion_protection":false,"hnsw_config":{"ef_search":33}}""");
        Assert.False((bool)lifted.ShouldBe(HttpStatusCode.OK).Json["deletion_protection"]!);
        Assert.Equal(33, (int)lifted.Json["hnsw_config"]!["ef_search"]!);
        (await collection.SendAsync(HttpMethod.Delete, "")).ShouldBe(HttpStatusCode.OK);
    }
}

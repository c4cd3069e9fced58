using System.Net;
using System.Text;
using Vectorizer.Server.Tests.Hosting;

namespace Vectorizer.Server.Tests.Api;

/// <summary>What a write may ask for: durability, an idempotency key, conditions.</summary>
public sealed class DurabilityTests(SharedServer server)
{
    private const string OneSegment = """{"dimension":3,"metric":"euclidean"}""";
    private const string Points = """{"points":[{"id":"a","vector":[1,2,3]}]}""";

    [Theory]
    [InlineData("memory")]
    [InlineData("os")]
    [InlineData("fsync")]
    public async Task A_write_is_acknowledged_with_the_durability_it_asks_for(string durability)
    {
        Collection collection = await Collection.CreateAsync(server, OneSegment);

        Answer stored = await collection.SendAsync(HttpMethod.Put, $"/points?durability={durability}", Points);
        Answer deleted = await collection.SendAsync(HttpMethod.Post, $"/points/delete?durability={durability}", """{"ids":["a"]}""");

        Assert.Equal(durability, (string?)stored.ShouldBe(HttpStatusCode.OK).Json["segments"]![0]!["durability"]);
        Assert.Equal(durability, (string?)deleted.ShouldBe(HttpStatusCode.OK).Json["segments"]![0]!["durability"]);
    }

    [Fact]
    public async Task The_durability_of_a_collection_is_that_of_its_writes_and_can_change()
    {
        Collection collection = await Collection.CreateAsync(
            server, """{"dimension":3,"durability":"os"}""");
        Assert.Equal("os", await DurabilityOfAWriteAsync(collection));

        Answer changed = await collection.SendAsync(HttpMethod.Patch, "", """{"durability":"memory"}""");

        Assert.Equal("memory", (string?)changed.ShouldBe(HttpStatusCode.OK).Json["durability"]);
        Assert.Equal("memory", await DurabilityOfAWriteAsync(collection));
    }

    [Theory]
    [InlineData("/points?durability=disk", "/durability")]
    [InlineData("/points?durability=", "/durability")]
    [InlineData("/points?durabilty=os", "/durabilty")]
    public async Task An_unknown_durability_or_parameter_is_refused(string path, string pointer)
    {
        Collection collection = await Collection.CreateAsync(server);

        (await collection.SendAsync(HttpMethod.Put, path, Points)).ShouldBeProblem(422, "validation_failed", pointer);
        Assert.Equal(0, await collection.CountAsync());
    }

    [Fact]
    public async Task A_repeated_idempotency_key_is_not_done_twice()
    {
        Collection collection = await Collection.CreateAsync(server, OneSegment);
        Answer first = await SendWithKeyAsync(collection, Points, "k-1");
        await collection.SendAsync(HttpMethod.Post, "/points/delete", """{"ids":["a"]}""");

        Answer again = await SendWithKeyAsync(collection, Points, "k-1");

        Assert.Equal(
            first.ShouldBe(HttpStatusCode.OK).Json["segments"]!.ToJsonString(),
            again.ShouldBe(HttpStatusCode.OK).Json["segments"]!.ToJsonString());
        Assert.Equal(0, await collection.CountAsync());
        (await SendWithKeyAsync(collection, """{"points":[{"id":"b","vector":[1,2,3]}]}""", "k-1"))
            .ShouldBeProblem(422, "idempotency_key_reused");
        (await SendWithKeyAsync(collection, Points, new string('k', 57)))
            .ShouldBeProblem(422, "validation_failed", "/Idempotency-Key");
    }

    [Fact]
    public async Task A_condition_lets_exactly_one_of_two_writers_through()
    {
        Collection collection = await Collection.CreateAsync(server, OneSegment);
        string create = """{"points":[{"id":"a","vector":[1,2,3],"if_sequence":0}]}""";
        (await collection.SendAsync(HttpMethod.Put, "/points", create)).ShouldBe(HttpStatusCode.OK);
        (await collection.SendAsync(HttpMethod.Put, "/points", create))
            .ShouldBeProblem(412, "sequence_mismatch");

        long sequence = (long)(await collection.SendAsync(HttpMethod.Get, "/points/a")).Json["sequence"]!;
        string update = $$"""{"points":[{"id":"z","vector":[1,1,1]},{"id":"a","vector":[9,9,9],"if_sequence":{{sequence}}}]}""";
        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => collection.SendAsync(HttpMethod.Put, "/points", update)));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
        Assert.Equal(7, answers.Count(answer => answer.Status == HttpStatusCode.PreconditionFailed));
        (await collection.SendAsync(HttpMethod.Post, "/points/delete", $$"""{"ids":["a"],"if_sequence":{{sequence}}}"""))
            .ShouldBeProblem(412, "sequence_mismatch");
        Assert.Equal(2, await collection.CountAsync());
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("\"1\"")]
    public async Task A_condition_that_is_no_sequence_is_refused(string value)
    {
        Collection collection = await Collection.CreateAsync(server);

        (await collection.SendAsync(
            HttpMethod.Put, "/points", $$"""{"points":[{"id":"a","vector":[1,2,3],"if_sequence":{{value}}}]}"""))
            .ShouldBeProblem(422, "validation_failed", "/points/0/if_sequence");
    }

    [Fact]
    public async Task A_server_that_is_started_again_has_everything_it_acknowledged()
    {
        DirectoryInfo data = Directory.CreateTempSubdirectory("vectorizer-restart-");
        string listed;
        await using (TestServer first = await TestServer.StartAsync(null, $"--server:data_dir={data.FullName}"))
        {
            Collection kept = new(first.Http, "kept");
            (await kept.SendAsync(HttpMethod.Put, "", """{"dimension":3,"segments":3,"durability":"os"}""")).ShouldBe(HttpStatusCode.Created);
            await kept.UpsertAsync("""[{"id":"a","vector":[1,2,3],"payload":{"n":1}},{"id":"b","vector":[3,2,1]},{"id":"c","vector":[0,0,1]}]""");
            await kept.SendAsync(HttpMethod.Post, "/points/delete", """{"ids":["b"]}""");
            listed = await ListAsync(kept);
            Collection dropped = new(first.Http, "dropped");
            (await dropped.SendAsync(HttpMethod.Put, "", OneSegment)).ShouldBe(HttpStatusCode.Created);
            (await dropped.SendAsync(HttpMethod.Delete, "")).ShouldBe(HttpStatusCode.OK);
        }

        await using (TestServer second = await TestServer.StartAsync(null, $"--server:data_dir={data.FullName}"))
        {
            await ReadyAsync(second.Http);
            Collection kept = new(second.Http, "kept");
            Assert.Equal(listed, await ListAsync(kept));
            Assert.Equal("os", (string?)(await kept.SendAsync(HttpMethod.Get, "")).Json["durability"]);
            Assert.Equal(["a"], (await kept.SendAsync(HttpMethod.Post, "/query", """{"vector":[1,2,3],"limit":1}""")).Ids);
            (await new Collection(second.Http, "dropped").SendAsync(HttpMethod.Get, "")).ShouldBeProblem(404, "collection_not_found");
        }

        data.Delete(recursive: true);
    }

    private static async Task ReadyAsync(HttpClient http)
    {
        while (true)
        {
            using HttpResponseMessage response = await http.GetAsync("/api/status", TestContext.Current.CancellationToken);
            if ((string?)(await Answer.ReadAsync(response)).Json["status"] == "ready")
            {
                return;
            }

            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<string> ListAsync(Collection collection)
        => (await collection.SendAsync(HttpMethod.Get, "/points?with_vector=true")).ShouldBe(HttpStatusCode.OK).Json["points"]!.ToJsonString();

    private async Task<Answer> SendWithKeyAsync(Collection collection, string json, string key)
    {
        using HttpRequestMessage request = new(HttpMethod.Put, collection.Path + "/points")
        {
            Content = new StringContent(json, Encoding.UTF8, "application/json"),
            Headers = { { "Idempotency-Key", key } },
        };
        using HttpResponseMessage response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }

    private static async Task<string?> DurabilityOfAWriteAsync(Collection collection)
        => (string?)(await collection.SendAsync(HttpMethod.Put, "/points", Points)).ShouldBe(HttpStatusCode.OK).Json["segments"]![0]!["durability"];
}

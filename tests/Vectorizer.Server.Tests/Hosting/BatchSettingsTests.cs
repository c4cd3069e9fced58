using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Vectorizer.Server.Tests.Api;
using Vectorizer.Server.Tests.Metrics;

namespace Vectorizer.Server.Tests.Hosting;

/// <summary>Each key of <c>performance.batch</c> and <c>caching</c> with two values, and what is different.</summary>
public sealed class BatchSettingsTests
{
    private const int Points = 400;
    private const int Dimension = 64;

    [Fact]
    public async Task Upserts_and_deletes_hold_as_many_points_as_max_size_says_and_no_more()
    {
        await using TestServer few = await TestServer.StartAsync(null, "--performance:batch:max_size=3");
        await using TestServer more = await TestServer.StartAsync(null, "--performance:batch:max_size=4");
        foreach ((TestServer server, int most) in ((TestServer, int)[])[(few, 3), (more, 4)])
        {
            Collection collection = new(server.Http, "c");
            (await collection.SendAsync(HttpMethod.Put, "", """{"dimension":1,"metric":"euclidean"}""")).ShouldBe(HttpStatusCode.Created);
            (await collection.SendAsync(HttpMethod.Put, "/points", Upsert(most + 1))).ShouldBeProblem(422, "validation_failed", "/points", $"1..{most} points, has {most + 1}");
            (await collection.SendAsync(HttpMethod.Put, "/points", Binary(most + 1), "application/vnd.vectorizer.points"))
                .ShouldBeProblem(422, "validation_failed", "/count", $"1..{most}");
            Assert.Equal(0, await collection.CountAsync());
            (await collection.SendAsync(HttpMethod.Put, "/points", Upsert(most))).ShouldBe(HttpStatusCode.OK);
            (await collection.SendAsync(HttpMethod.Put, "/points", Binary(most), "application/vnd.vectorizer.points")).ShouldBe(HttpStatusCode.OK);
            (await collection.SendAsync(HttpMethod.Post, "/points/delete", Delete(most + 1))).ShouldBeProblem(422, "validation_failed", "/ids", $"1..{most} ids");
            (await collection.SendAsync(HttpMethod.Post, "/points/delete", Delete(most))).ShouldBe(HttpStatusCode.OK);
            Assert.Equal(0, await collection.CountAsync());

            JsonNode document = JsonNode.Parse(await server.Http.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken))!;
            Assert.Contains($"\"maxItems\":{most}", document.ToJsonString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_status_names_both_sizes_to_clients()
    {
        Assert.Equal((500, 10_000), await NamedAsync());
        Assert.Equal((70, 70), await NamedAsync("--performance:batch:max_size=70"));
        Assert.Equal((7, 70), await NamedAsync("--performance:batch:max_size=70", "--performance:batch:default_size=7"));
    }

    [Fact]
    public Task Queries_of_one_request_share_the_threads_unless_parallel_processing_is_off() => ShouldHelpAsync("search", SearchAsync);

    [Fact]
    public Task Points_of_one_request_are_inserted_by_several_threads_unless_parallel_processing_is_off() => ShouldHelpAsync("index", InsertAsync);

    [Fact]
    public async Task Repeated_searches_are_answered_from_the_cache_unless_it_is_off()
    {
        Assert.Equal((2, 2, 1), await CachedAsync("--caching:enabled=true"));
        Assert.Equal((0, 0, 0), await CachedAsync("--caching:enabled=false"));
    }

    [Fact]
    public async Task The_cache_takes_as_much_memory_as_max_size_mb_says()
    {
        (double small, double evictedOfSmall) = await FillCacheAsync("--caching:max_size_mb=1");
        (double large, double evictedOfLarge) = await FillCacheAsync("--caching:max_size_mb=8");
        Assert.InRange(small, 512 * 1024, 1024 * 1024);
        Assert.True(evictedOfSmall > 0);
        Assert.InRange(large, 1024 * 1024 + 1, 8 * 1024 * 1024);
        Assert.Equal(0, evictedOfLarge);
    }

    private static async Task<(int Usual, int Most)> NamedAsync(params string[] settings)
    {
        await using TestServer server = await TestServer.StartAsync(null, settings);
        using HttpResponseMessage response = await server.Http.GetAsync("/api/status", TestContext.Current.CancellationToken);
        JsonNode batch = (await Answer.ReadAsync(response)).Json["batch"]!;
        return ((int)batch["default_size"]!, (int)batch["max_size"]!);
    }

    /// <summary>Whether threads of a pool join one another in a request.</summary>
    private static async Task ShouldHelpAsync(string pool, Func<TestServer, int, Task> request)
    {
        string helpers = $"vectorizer_pool_helpers_total{{pool=\"{pool}\"}}";
        await using TestServer one = await TestServer.StartAsync(null, "--performance:cpu:max_threads=2", "--performance:batch:parallel_processing=false");
        await InsertAsync(one, 0);
        for (int round = 1; round < 10; round++)
        {
            await request(one, round);
        }

        Assert.Equal(0, (await Scrape.OfAsync(one.Http))[helpers]);

        // A thread that is free joins, and how soon it is awake is up to the machine.
        await using TestServer both = await TestServer.StartAsync(null, "--performance:cpu:max_threads=2", "--performance:batch:parallel_processing=true");
        await InsertAsync(both, 0);
        int next = 1;
        await Wait.UntilAsync(async () =>
        {
            await request(both, next++);
            return (await Scrape.OfAsync(both.Http))[helpers] > 0;
        });
    }

    private static async Task SearchAsync(TestServer server, int round)
    {
        string queries = string.Join(',', Enumerable.Range(0, 200).Select(number => $"{{\"vector\":{Vector((200 * round) + number)},\"exact\":true}}"));
        Answer answer = await new Collection(server.Http, "c").SendAsync(HttpMethod.Post, "/query/batch", $"{{\"queries\":[{queries}]}}");
        Assert.Equal(200, answer.ShouldBe(HttpStatusCode.OK).Json["results"]!.AsArray().Count);
    }

    private static async Task<(double Hits, double Misses, double Entries)> CachedAsync(string setting)
    {
        await using TestServer server = await TestServer.StartAsync(null, setting);
        await InsertAsync(server, 0);
        Collection collection = new(server.Http, "c");
        string[] answers = new string[4];
        for (int i = 0; i < answers.Length; i++)
        {
            Answer answer = (await collection.SendAsync(HttpMethod.Post, "/query", $"{{\"vector\":{Vector(1)}}}")).ShouldBe(HttpStatusCode.OK);
            answers[i] = answer.Json["points"]!.ToJsonString();
        }

        Assert.Single(answers.Distinct());
        Scrape scrape = await Scrape.OfAsync(server.Http);
        using HttpResponseMessage status = await server.Http.GetAsync("/api/status", TestContext.Current.CancellationToken);
        Assert.Equal(scrape["vectorizer_cache_size_bytes"], (double)(await Answer.ReadAsync(status)).Json["memory"]!["result_cache_bytes"]!);

        // A write frees them.
        (await collection.SendAsync(HttpMethod.Post, "/points/delete", """{"ids":["0-1"]}""")).ShouldBe(HttpStatusCode.OK);
        Assert.Equal(0, (await Scrape.OfAsync(server.Http))["vectorizer_cache_entries"]);
        return (scrape["vectorizer_cache_hits_total"], scrape["vectorizer_cache_misses_total"], scrape["vectorizer_cache_entries"]);
    }

    private static async Task<(double Bytes, double Evicted)> FillCacheAsync(string setting)
    {
        await using TestServer server = await TestServer.StartAsync(null, setting);
        await InsertAsync(server, 0);
        Collection collection = new(server.Http, "c");
        for (int number = 0; number < 100; number++)
        {
            for (int times = 0; times < 2; times++)
            {
                (await collection.SendAsync(HttpMethod.Post, "/query", $"{{\"vector\":{Vector(number)},\"limit\":{Points},\"with_vector\":false}}"))
                    .ShouldBe(HttpStatusCode.OK);
            }
        }

        Scrape scrape = await Scrape.OfAsync(server.Http);
        return (scrape["vectorizer_cache_size_bytes"], scrape["vectorizer_cache_evictions_total"]);
    }

    private static async Task InsertAsync(TestServer server, int round)
    {
        Collection collection = new(server.Http, "c");
        if (round == 0)
        {
            (await collection.SendAsync(HttpMethod.Put, "", $$"""{"dimension":{{Dimension}},"metric":"euclidean","durability":"memory"}""")).ShouldBe(HttpStatusCode.Created);
        }

        string points = string.Join(',', Enumerable.Range(0, Points).Select(number => $"{{\"id\":\"{round}-{number}\",\"vector\":{Vector(number)}}}"));
        await collection.UpsertAsync($"[{points}]");
    }

    private static string Vector(int number) => $"[{number}{string.Concat(Enumerable.Repeat(",1", Dimension - 1))}]";

    private static string Upsert(int points)
        => $"{{\"points\":[{string.Join(',', Enumerable.Range(0, points).Select(number => $"{{\"id\":\"p{number}\",\"vector\":[{number}]}}"))}]}}";

    private static string Delete(int ids) => $"{{\"ids\":[{string.Join(',', Enumerable.Range(0, ids).Select(number => $"\"p{number}\""))}]}}";

    private static byte[] Binary(int points)
    {
        using MemoryStream body = new();
        using BinaryWriter writer = new(body);
        writer.Write("VPB1"u8);
        writer.Write(points);
        writer.Write(1);
        writer.Write(0);
        for (int number = 0; number < points; number++)
        {
            writer.Write((ushort)2);
            writer.Write(Encoding.UTF8.GetBytes($"p{number}"));
        }

        for (int number = 0; number < points; number++)
        {
            writer.Write(0);
        }

        while (body.Length % 4 != 0)
        {
            writer.Write((byte)0);
        }

        for (int number = 0; number < points; number++)
        {
            writer.Write((float)number);
        }

        writer.Flush();
        return body.ToArray();
    }
}

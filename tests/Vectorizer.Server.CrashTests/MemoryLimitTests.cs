using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vectorizer.Server.CrashTests.Http;
using Vectorizer.Server.CrashTests.Processes;

namespace Vectorizer.Server.CrashTests;

/// <summary>A server with little memory for points, filled until it takes no more. It never takes more, and it lives.</summary>
public sealed class MemoryLimitTests : IDisposable
{
    private const long MiB = 1024 * 1024;
    private const int PoolMb = 160;
    private const int Dimension = 4096;

    // Less than a mebibyte: a larger write to a segment is divided, and each part stored by itself.
    private const int BatchPoints = 50;

    // More than fit.
    private const int MaxBatches = 1_000;

    // What the runtime, its garbage and the bodies of requests may add meanwhile.
    private const long Slack = 160 * MiB;

    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Points_beyond_the_pool_are_refused_and_a_dropped_collection_gives_its_memory_back()
    {
        await using ServerProcess server = await ServerProcess.StartReadyAsync(_directory.Of("data"), Pool(PoolMb));
        using Api api = new(server.Address);
        await CreateAsync(api, "spare");
        await CreateAsync(api, "large");
        (await UpsertAsync(api, "spare", 0)).Expect(200);
        long anonymousBefore = RssAnonymous(server);

        int batches = 0;
        Answer answer;
        while ((answer = await UpsertAsync(api, "large", batches)).Status == 200)
        {
            Assert.True(++batches < MaxBatches, "The pool was never full.");
        }

        Assert.Equal((507, "insufficient_memory"), (answer.Status, answer.Code));
        Assert.Matches($@"\d+ bytes used.*limit {PoolMb * MiB}.*memory_pool_size_mb", answer.Detail);
        (long used, long reserved) = await MemoryAsync(api);
        Assert.InRange(used, PoolMb * MiB * 8 / 10, PoolMb * MiB);
        Assert.Equal(0, reserved);
        Assert.Equal(PoolMb * MiB, await api.MetricAsync("vectorizer_memory_budget_bytes"));
        Assert.Equal(used, await api.MetricAsync("vectorizer_memory_used_bytes"));
        Assert.Equal(1, await api.MetricAsync("vectorizer_requests_rejected_total{reason=\"memory\"}"));
        long anonymousFull = RssAnonymous(server);
        Assert.InRange(anonymousFull - anonymousBefore, 0, (PoolMb * MiB) + Slack);

        // All or nothing, and everything that makes nothing larger goes on.
        JsonElement large = (await api.GetAsync(Path("large"))).Expect(200);
        Assert.Equal(batches * BatchPoints, large.GetProperty("points").GetInt64());
        (await api.GetAsync($"{Path("large")}/points/{Id(0, 0)}")).Expect(200);
        JsonElement found = (await api.PostAsync($"{Path("large")}/query", new JsonObject { ["vector"] = Vector(0, 0), ["limit"] = 1, ["exact"] = true })).Expect(200);
        Assert.Equal(Id(0, 0), found.GetProperty("points")[0].GetProperty("id").GetString());
        JsonElement deleted = (await api.PostAsync($"{Path("large")}/points/delete", new JsonObject { ["ids"] = new JsonArray(Id(0, 1)) })).Expect(200);
        Assert.Equal(1, deleted.GetProperty("deleted").GetInt32());

        // Memory is taken by pages, so another collection may still find room for some.
        int spare = 1;
        while ((answer = await UpsertAsync(api, "spare", spare, key: $"spare {spare}")).Status == 200)
        {
            spare++;
        }

        Assert.Equal("insufficient_memory", answer.Code);
        (used, _) = await MemoryAsync(api);

        // "total" of a collection is what the budget says of it.
        JsonElement memory = large.GetProperty("memory");
        long total = memory.GetProperty("total_bytes").GetInt64();
        Assert.InRange(memory.GetProperty("vectors_bytes").GetInt64(), (long)batches * BatchPoints * Dimension * sizeof(float), total);
        Assert.InRange(total, PoolMb * MiB * 8 / 10, used);

        (await api.DeleteAsync(Path("large"))).Expect(200);
        Assert.InRange((await MemoryAsync(api)).Used, 0, used - total + MiB);
        Assert.InRange(RssAnonymous(server), 0, anonymousFull - (total / 2));
        JsonElement taken = (await UpsertAsync(api, "spare", spare, key: $"spare {spare}")).Expect(200);
        Assert.Equal(BatchPoints, taken.GetProperty("upserted").GetInt32());
        Assert.Equal((spare + 1) * BatchPoints, (await api.GetAsync(Path("spare"))).Expect(200).GetProperty("points").GetInt64());
    }

    [Fact]
    public async Task Data_that_has_outgrown_the_pool_is_served_and_deleted_but_not_added_to()
    {
        const int Batches = 40;
        await using (ServerProcess server = await ServerProcess.StartReadyAsync(_directory.Of("data"), Pool(PoolMb)))
        {
            using Api api = new(server.Address);
            await CreateAsync(api, "kept");
            for (int batch = 0; batch < Batches; batch++)
            {
                (await UpsertAsync(api, "kept", batch)).Expect(200);
            }
        }

        await using ServerProcess again = await ServerProcess.StartReadyAsync(_directory.Of("data"), Pool(16));
        using Api apiAgain = new(again.Address);
        Assert.InRange((await MemoryAsync(apiAgain)).Used, 16 * MiB, long.MaxValue);
        Assert.Contains("memory_pool_size_mb", await again.Output.WaitForAsync(line => line.Contains("limit is", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal(Batches * BatchPoints, (await apiAgain.GetAsync(Path("kept"))).Expect(200).GetProperty("points").GetInt64());
        (await apiAgain.GetAsync($"{Path("kept")}/points/{Id(7, 7)}")).Expect(200);
        (await apiAgain.PostAsync($"{Path("kept")}/points/delete", new JsonObject { ["ids"] = new JsonArray(Id(7, 7)) })).Expect(200);
        Assert.Equal("insufficient_memory", (await UpsertAsync(apiAgain, "kept", Batches)).Code);
        Assert.Equal((Batches * BatchPoints) - 1, (await apiAgain.GetAsync(Path("kept"))).Expect(200).GetProperty("points").GetInt64());
    }

    private static string[] Pool(int megabytes)
        => ["env", string.Create(CultureInfo.InvariantCulture, $"performance__cpu__memory_pool_size_mb={megabytes}")];

    private static string Path(string collection) => $"/api/v1/collections/{collection}";

    // Few links and little care for them: the test is about memory, not about neighbours.
    private static async Task CreateAsync(Api api, string collection) => (await api.PutAsync(Path(collection), new JsonObject
    {
        ["dimension"] = Dimension,
        ["metric"] = "euclidean",
        ["durability"] = "os",
        ["hnsw_config"] = new JsonObject { ["m"] = 4, ["ef_construction"] = 4 },
    })).Expect(201);

    private static Task<Answer> UpsertAsync(Api api, string collection, int batch, string? key = null)
    {
        JsonArray points = [.. Enumerable.Range(0, BatchPoints).Select(i => (JsonNode)new JsonObject
        {
            ["id"] = Id(batch, i),
            ["vector"] = Vector(batch, i),
        })];
        return api.SendAsync(HttpMethod.Put, $"{Path(collection)}/points", new JsonObject { ["points"] = points }, key);
    }

    private static string Id(int batch, int number) => string.Create(CultureInfo.InvariantCulture, $"{batch}-{number}");

    // In base64.
    private static string Vector(int batch, int number)
    {
        Random random = new((batch * BatchPoints) + number);
        byte[] bytes = new byte[Dimension * sizeof(float)];
        for (int i = 0; i < Dimension; i++)
        {
            BitConverter.TryWriteBytes(bytes.AsSpan(i * sizeof(float)), random.NextSingle());
        }

        return Convert.ToBase64String(bytes);
    }

    private static async Task<(long Used, long Reserved)> MemoryAsync(Api api)
    {
        JsonElement memory = (await api.GetAsync("/api/status")).Expect(200).GetProperty("memory");
        return (memory.GetProperty("used_bytes").GetInt64(), memory.GetProperty("reserved_bytes").GetInt64());
    }

    /// <summary>Memory of the process that no file backs.</summary>
    private static long RssAnonymous(ServerProcess server)
    {
        string line = File.ReadLines($"/proc/{server.Id}/status").Single(line => line.StartsWith("RssAnon:", StringComparison.Ordinal));
        return long.Parse(line["RssAnon:".Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture) * 1024;
    }
}

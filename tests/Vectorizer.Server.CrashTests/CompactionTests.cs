using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vectorizer.Server.CrashTests.Http;
using Vectorizer.Server.CrashTests.Processes;

namespace Vectorizer.Server.CrashTests;

/// <summary>Most points of a collection are deleted: their memory comes back while the server serves.</summary>
public sealed class CompactionTests : IDisposable
{
    private const int Dimension = 256;
    private const int Points = 20_000;
    private const int DeletedOf10 = 9;
    private const int BatchPoints = 500;
    private const int PoolMb = 48;

    // More than fit.
    private const int MaxBatches = 1_000;

    // A machine may be busy with other things.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task The_memory_of_deleted_points_comes_back_and_searches_are_right_meanwhile()
    {
        await using ServerProcess server = await ServerProcess.StartReadyAsync(_directory.Of("data"));
        using Api api = new(server.Address);
        await CreateAsync(api, "large");
        await CreateAsync(api, "fresh");
        for (int batch = 0; batch < Points / BatchPoints; batch++)
        {
            (await UpsertAsync(api, "large", Numbers(batch))).Expect(200);
        }

        long anonymousFull = RssAnonymous(server);
        int[] rest = [.. Enumerable.Range(0, Points).Where(number => !IsDeleted(number))];
        for (int batch = 0; batch < Points / BatchPoints; batch++)
        {
            await DeleteAsync(api, Numbers(batch).Where(IsDeleted));
        }

        int searches = 0;
        using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(s_patience);
        do
        {
            timeout.Token.ThrowIfCancellationRequested();
            int number = rest[searches++ % rest.Length];
            Assert.Equal($"{number}", await NearestAsync(api, number));
        }
        while (await DeletedAsync(api) > 0);

        Assert.True(await api.MetricAsync("vectorizer_compaction_duration_seconds_count") >= 1);
        Assert.Equal(0, await api.MetricAsync("vectorizer_compaction_failures_total"));
        foreach (int[] some in rest.Chunk(BatchPoints))
        {
            (await UpsertAsync(api, "fresh", some)).Expect(200);
        }

        foreach (int number in rest[..100])
        {
            Assert.Equal($"{number}", await NearestAsync(api, number));
        }

        Assert.InRange(await MemoryAsync(api, "large"), 1, await MemoryAsync(api, "fresh") * 1.3);
        Assert.InRange(RssAnonymous(server), 0, anonymousFull);
    }

    [Fact]
    public async Task With_its_memory_used_up_a_server_makes_room_for_new_points()
    {
        await using ServerProcess server = await ServerProcess.StartReadyAsync(
            _directory.Of("data"), "env", string.Create(CultureInfo.InvariantCulture, $"performance__cpu__memory_pool_size_mb={PoolMb}"));
        using Api api = new(server.Address);
        await CreateAsync(api, "large");
        int batches = 0;
        Answer answer;
        while ((answer = await UpsertAsync(api, "large", Numbers(batches))).Status == 200)
        {
            Assert.True(++batches < MaxBatches, "The pool was never full.");
        }

        Assert.Equal("insufficient_memory", answer.Code);
        for (int batch = 0; batch < batches; batch++)
        {
            await DeleteAsync(api, Numbers(batch).Where(IsDeleted));
        }

        using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(s_patience);
        while (await DeletedAsync(api) > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), timeout.Token);
        }

        // The former index is freed when the last search in it has ended, or a compaction follows on a repair.
        while ((answer = await UpsertAsync(api, "large", Numbers(batches))).Status == 507)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), timeout.Token);
        }

        answer.Expect(200);
        Assert.Equal("0", await NearestAsync(api, 0));
    }

    private static bool IsDeleted(int number) => number % 10 >= 10 - DeletedOf10;

    private static IEnumerable<int> Numbers(int batch) => Enumerable.Range(batch * BatchPoints, BatchPoints);

    private static string Path(string collection) => $"/api/v1/collections/{collection}";

    private static async Task CreateAsync(Api api, string collection) => (await api.PutAsync(Path(collection), new JsonObject
    {
        ["dimension"] = Dimension,
        ["metric"] = "euclidean",
        ["durability"] = "os",
        ["hnsw_config"] = new JsonObject { ["m"] = 4, ["ef_construction"] = 8 },
    })).Expect(201);

    private static Task<Answer> UpsertAsync(Api api, string collection, IEnumerable<int> numbers)
        => api.PutAsync($"{Path(collection)}/points", new JsonObject
        {
            ["points"] = new JsonArray([.. numbers.Select(number => (JsonNode)new JsonObject { ["id"] = $"{number}", ["vector"] = Vector(number) })]),
        });

    private static async Task DeleteAsync(Api api, IEnumerable<int> numbers)
        => (await api.PostAsync($"{Path("large")}/points/delete", new JsonObject
        {
            ["ids"] = new JsonArray([.. numbers.Select(number => (JsonNode)$"{number}")]),
        })).Expect(200);

    private static async Task<string> NearestAsync(Api api, int number)
    {
        JsonElement found = (await api.PostAsync(
            $"{Path("large")}/query", new JsonObject { ["vector"] = Vector(number), ["limit"] = 1, ["exact"] = true })).Expect(200);
        return found.GetProperty("points")[0].GetProperty("id").GetString()!;
    }

    // In base64.
    private static string Vector(int number)
    {
        Random random = new(number);
        byte[] bytes = new byte[Dimension * sizeof(float)];
        for (int i = 0; i < Dimension; i++)
        {
            BitConverter.TryWriteBytes(bytes.AsSpan(i * sizeof(float)), random.NextSingle());
        }

        return Convert.ToBase64String(bytes);
    }

    private static async Task<long> DeletedAsync(Api api)
        => (await api.GetAsync(Path("large"))).Expect(200).GetProperty("deleted_points").GetInt64();

    private static async Task<long> MemoryAsync(Api api, string collection)
        => (await api.GetAsync(Path(collection))).Expect(200).GetProperty("memory").GetProperty("total_bytes").GetInt64();

    /// <summary>Memory of the process that no file backs.</summary>
    private static long RssAnonymous(ServerProcess server)
    {
        string line = File.ReadLines($"/proc/{server.Id}/status").Single(line => line.StartsWith("RssAnon:", StringComparison.Ordinal));
        return long.Parse(line["RssAnon:".Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture) * 1024;
    }
}

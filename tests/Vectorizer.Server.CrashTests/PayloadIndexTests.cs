using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vectorizer.Server.CrashTests.Http;
using Vectorizer.Server.CrashTests.Processes;

namespace Vectorizer.Server.CrashTests;

/// <summary>A server is killed while it builds indexes over payloads: what was acknowledged is there after the restart, and whole.</summary>
public sealed class PayloadIndexTests : IDisposable
{
    private const string Path = "/api/v1/collections/c";
    private const int Points = 12_000;
    private const int BatchPoints = 1_000;

    // So many that an index of them takes longer than the answer that tells of it.
    private const int WordsOfPoint = 150;
    private const int Kills = 6;
    private const int MaxHits = 10_000;

    // What the filter means, read from the texts.
    private static readonly string[] s_expected =
    [
        .. Enumerable.Range(0, Points)
            .Where(n => n >= 100 && n % 3 == 0 && Text(n).Split(' ').Contains("w77"))
            .Select(n => n.ToString(CultureInfo.InvariantCulture))
            .Order(),
    ];

    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Indexes_are_whole_after_kills_in_the_middle_of_their_building()
    {
        int seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        Random random = new(seed);
        HashSet<string> acknowledged = [];
        await using (ServerProcess server = await ServerProcess.StartReadyAsync(_directory.Of("data")))
        {
            using Api api = new(server.Address);
            (await api.PutAsync(Path, new JsonObject
            {
                ["dimension"] = 2,
                ["metric"] = "euclidean",
                ["durability"] = "fsync",
                ["segments"] = 2,
                ["hnsw_config"] = new JsonObject { ["m"] = 4, ["ef_construction"] = 8 },
            })).Expect(201);
            for (int first = 0; first < Points; first += BatchPoints)
            {
                await UpsertAsync(api, first);
            }

            await server.KillAsync();
        }

        bool wasUnderWay = false;
        for (int kill = 0; kill < Kills; kill++)
        {
            await using ServerProcess server = await ServerProcess.StartReadyAsync(_directory.Of("data"));
            using Api api = new(server.Address);
            await CheckAsync(api, acknowledged);
            (string key, string type) = (kill % 3) switch
            {
                0 => ("text", kill % 2 == 0 ? "text" : "keyword"),
                1 => ("n", kill % 2 == 0 ? "float" : "integer"),
                _ => ("flag", "bool"),
            };
            Answer answer = await api.PutAsync($"{Path}/indexes/{key}", new JsonObject { ["type"] = type });
            Assert.InRange(answer.Status, 200, 202);
            wasUnderWay |= answer.Status == 202;
            acknowledged.Add(key);

            // Points too: replaced where the build has been, and where it has not.
            await UpsertAsync(api, random.Next(Points / BatchPoints) * BatchPoints);
            await server.KillAsync();
        }

        Assert.True(wasUnderWay, "A kill came in the middle.");
        await using ServerProcess last = await ServerProcess.StartReadyAsync(_directory.Of("data"));
        using Api lastApi = new(last.Address);
        await CheckAsync(lastApi, acknowledged);
        foreach (string key in acknowledged)
        {
            (await lastApi.DeleteAsync($"{Path}/indexes/{key}")).Expect(200);
        }

        await last.KillAsync();
        await using ServerProcess without = await ServerProcess.StartReadyAsync(_directory.Of("data"));
        using Api withoutApi = new(without.Address);
        await CheckAsync(withoutApi, []);
    }

    private static async Task CheckAsync(Api api, HashSet<string> keys)
    {
        JsonElement[] indexes = [.. (await api.GetAsync($"{Path}/indexes")).Expect(200).GetProperty("indexes").EnumerateArray()];
        Assert.Equal(keys.Order(), indexes.Select(index => index.GetProperty("key").GetString()!).Order());
        foreach (JsonElement index in indexes)
        {
            // A restart builds what the snapshot and the log hold before it is ready.
            Assert.Equal("ready", index.GetProperty("state").GetString());
            Assert.InRange(index.GetProperty("points").GetInt64(), Points, 2 * Points);
        }

        JsonElement found = (await api.PostAsync($"{Path}/query", new JsonObject
        {
            ["vector"] = new JsonArray(0, 0),
            ["limit"] = MaxHits,
            ["filter"] = new JsonObject
            {
                ["must"] = new JsonArray(
                    new JsonObject { ["key"] = "text", ["match"] = new JsonObject { ["text"] = "w77" } },
                    new JsonObject { ["key"] = "n", ["range"] = new JsonObject { ["gte"] = 100 } },
                    new JsonObject { ["key"] = "flag", ["match"] = new JsonObject { ["value"] = true } }),
            },
        })).Expect(200);
        Assert.Equal(s_expected, found.GetProperty("points").EnumerateArray().Select(point => point.GetProperty("id").GetString()!).Order());
    }

    private static async Task UpsertAsync(Api api, int first)
        => (await api.PutAsync($"{Path}/points", new JsonObject
        {
            ["points"] = new JsonArray([.. Enumerable.Range(first, BatchPoints).Select(n => (JsonNode)new JsonObject
            {
                ["id"] = n.ToString(CultureInfo.InvariantCulture),
                ["vector"] = new JsonArray(n, n % 7),
                ["payload"] = new JsonObject { ["text"] = Text(n), ["n"] = n, ["flag"] = n % 3 == 0 },
            })]),
        })).Expect(200);

    private static string Text(int n)
    {
        Random random = new(n);
        return string.Join(' ', Enumerable.Range(0, WordsOfPoint).Select(_ => $"w{random.Next(5_000)}"));
    }
}

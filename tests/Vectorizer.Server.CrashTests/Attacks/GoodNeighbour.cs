using System.Text.Json.Nodes;
using Vectorizer.Server.CrashTests.Http;

namespace Vectorizer.Server.CrashTests.Attacks;

/// <summary>A client that does everything right, while others do not. Each of its requests must be answered with 200.</summary>
internal sealed class GoodNeighbour(Uri server)
{
    private const string Path = "/api/v1/collections/neighbour";

    private long _requests;

    /// <summary>Requests that were answered as they should be.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>Creates its collection.</summary>
    public async Task MoveInAsync()
    {
        using Api api = new(server);
        (await api.PutAsync(Path, new JsonObject { ["dimension"] = 8, ["metric"] = "euclidean" })).Expect(201);
    }

    /// <summary>Writes, reads and searches until it is told to stop.</summary>
    /// <exception cref="InvalidOperationException">A request was not answered with 200.</exception>
    public async Task LiveAsync(CancellationToken stop)
    {
        using Api api = new(server);
        for (int i = 0; !stop.IsCancellationRequested; i = (i + 1) % 1_000)
        {
            JsonArray vector = [.. Enumerable.Range(0, 8).Select(d => (JsonNode)(((i * 31) + (d * 7)) % 101))];
            (await api.PutAsync($"{Path}/points", new JsonObject
            {
                ["points"] = new JsonArray(new JsonObject { ["id"] = $"p{i}", ["vector"] = vector.DeepClone(), ["payload"] = new JsonObject { ["i"] = i } }),
            })).Expect(200);
            (await api.GetAsync($"{Path}/points/p{i}")).Expect(200);
            (await api.PostAsync($"{Path}/query", new JsonObject { ["vector"] = vector, ["limit"] = 3 })).Expect(200);
            (await api.GetAsync("/health/ready")).Expect(200);
            Interlocked.Add(ref _requests, 4);
        }
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Vectorizer.Server.CrashTests.Model;

namespace Vectorizer.Server.CrashTests.Http;

/// <summary>What the tests ask of one collection.</summary>
internal sealed class CollectionClient(Api api, CollectionShape shape)
{
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_pollInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>Creates the collection.</summary>
    /// <returns>Its id, which names its directory.</returns>
    public async Task<string> CreateAsync() => (await TryCreateAsync()).Expect(201).GetProperty("id").ToString();

    public Task<Answer> TryCreateAsync() => api.PutAsync(shape.Path, shape.Definition);

    /// <summary>Stores points of a version.</summary>
    /// <param name="ids">Their ids.</param>
    /// <param name="version">Of their contents.</param>
    /// <param name="durability">Null for the collection's.</param>
    /// <param name="key">Idempotency key; may be null.</param>
    public Task<Answer> UpsertAsync(IEnumerable<string> ids, long version = 1, string? durability = null, string? key = null)
    {
        JsonArray points = [.. ids.Select(id => (JsonNode)PointContents.Body(id, version))];
        return api.SendAsync(HttpMethod.Put, Path("points", durability), new JsonObject { ["points"] = points }, key);
    }

    public Task<Answer> DeleteAsync(IEnumerable<string> ids, string? durability = null)
        => api.PostAsync(Path("points/delete", durability), new JsonObject { ["ids"] = new JsonArray([.. ids.Select(id => (JsonNode)id)]) });

    /// <summary>Asks for a snapshot.</summary>
    public Task<Answer> TrySaveAsync() => api.SendAsync(HttpMethod.Post, $"{shape.Path}/snapshot");

    /// <summary>Saves what there is.</summary>
    public async Task SaveAsync() => (await TrySaveAsync()).Expect(200);

    /// <summary>Waits until what is saved of segment 0 is as wanted.</summary>
    public async Task<JsonElement> WaitForSnapshotAsync(Func<JsonElement, bool> wanted)
        => (await WaitForSegmentAsync(segment =>
            segment.GetProperty("snapshot") is { ValueKind: JsonValueKind.Object } snapshot && wanted(snapshot))).GetProperty("snapshot");

    /// <summary>Waits until segment 0 is as wanted.</summary>
    public async Task<JsonElement> WaitForSegmentAsync(Func<JsonElement, bool> wanted)
    {
        using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(s_longestWait);
        while (true)
        {
            JsonElement segment = (await SegmentsAsync())[0];
            if (wanted(segment))
            {
                return segment;
            }

            await Task.Delay(s_pollInterval, timeout.Token);
        }
    }

    /// <summary>The ids of all points, in ordinal order; each point is whole.</summary>
    public async Task<string[]> ListIdsAsync()
    {
        List<string> ids = [];
        string? cursor = null;
        do
        {
            string page = cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}";
            JsonElement answer = (await api.GetAsync($"{shape.Path}/points?limit=1000&with_vector=true{page}")).Expect(200);
            ids.AddRange(answer.GetProperty("points").EnumerateArray().Select(point => PointReader.Read(shape, point).Id));
            cursor = answer.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);
        ids.Sort(StringComparer.Ordinal);
        return [.. ids];
    }

    /// <summary>Searches for the vector of a point, exactly.</summary>
    /// <returns>The id that is found first.</returns>
    public async Task<string> SearchAsync(string id, long version = 1)
    {
        JsonElement answer = (await api.PostAsync($"{shape.Path}/query", PointContents.Query(id, version, 1))).Expect(200);
        return answer.GetProperty("points")[0].GetProperty("id").GetString()!;
    }

    /// <summary>What the segments report, in their order.</summary>
    public async Task<JsonElement[]> SegmentsAsync()
        => [.. (await api.GetAsync($"{shape.Path}/segments")).Expect(200).GetProperty("segments").EnumerateArray()];

    private string Path(string resource, string? durability)
        => $"{shape.Path}/{resource}{(durability is null ? "" : $"?durability={durability}")}";
}

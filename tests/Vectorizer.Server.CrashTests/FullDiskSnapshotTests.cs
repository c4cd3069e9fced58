using System.Globalization;
using System.Text.Json;
using Vectorizer.Server.CrashTests.Files;
using Vectorizer.Server.CrashTests.Http;
using Vectorizer.Server.CrashTests.Model;
using Vectorizer.Server.CrashTests.Processes;

namespace Vectorizer.Server.CrashTests;

/// <summary>A file system of a few mebibytes that is full while a segment is saved, compacted or loaded.</summary>
public sealed class FullDiskSnapshotTests
{
    private const long MiB = 1024 * 1024;
    private const int BatchPoints = 200;
    private const int Batches = 30;

    private static readonly CollectionShape s_shape = new("saved", 1, "euclidean") { Durability = "os" };

    // Without a mark, so that a save begins and meets the end of the disk by itself.
    private static readonly string[] s_unmarked = ["env", "auto_save__enabled=false", "storage__min_free_mb=0", "storage__reserve_mb=1"];
    private static readonly string[] s_marked = ["env", "auto_save__enabled=false", "storage__min_free_mb=6", "storage__reserve_mb=1"];

    [Fact]
    public async Task A_save_that_fills_the_disk_fails_leaves_nothing_and_succeeds_when_there_is_room()
    {
        await using MountedVolume volume = await MountedVolume.InMemoryAsync("32m");
        string data = Path.Combine(volume.FullPath, "data");
        SortedSet<string> stored = new(StringComparer.Ordinal);
        await using (ServerProcess server = await ServerProcess.StartReadyAsync(data, s_unmarked))
        {
            using Api api = new(server.Address);
            CollectionClient collection = new(api, s_shape);
            string id = await FillAsync(collection, stored);
            string filler = volume.TakeAllBut(MiB / 2);

            Answer refused = await collection.TrySaveAsync();

            Assert.Equal((507, "insufficient_storage"), (refused.Status, refused.Code));
            Assert.Empty(SnapshotFile.DirectoriesOf(data, id));
            JsonElement snapshot = (await collection.SegmentsAsync())[0].GetProperty("snapshot");
            Assert.Contains("full", snapshot.GetProperty("failure").GetString(), StringComparison.Ordinal);
            Assert.Equal(1, await api.MetricAsync("vectorizer_snapshot_failures_total"));
            Assert.Equal(0, await api.MetricAsync("vectorizer_snapshot_written_bytes_total"));
            Assert.Equal(1, await api.MetricAsync("vectorizer_requests_rejected_total{reason=\"disk\"}"));
            Assert.Equal(0, snapshot.GetProperty("kept").GetInt32());

            // All else goes on.
            (await collection.UpsertAsync(["small"])).Expect(200);
            stored.Add("small");
            (await collection.DeleteAsync([stored.Min!])).Expect(200);
            stored.Remove(stored.Min!);
            Assert.Equal(stored, await collection.ListIdsAsync());
            Assert.Equal("small", await collection.SearchAsync("small"));

            File.Delete(filler);
            await collection.SaveAsync();
            snapshot = (await collection.SegmentsAsync())[0].GetProperty("snapshot");
            Assert.Equal(JsonValueKind.Null, snapshot.GetProperty("failure").ValueKind);
            Assert.Single(SnapshotFile.DirectoriesOf(data, id));
            Assert.Equal(snapshot.GetProperty("bytes").GetInt64(), await api.MetricAsync("vectorizer_snapshot_written_bytes_total"));
            Assert.Equal(1, await api.MetricAsync("vectorizer_snapshot_duration_seconds_count"));
        }

        await using ServerProcess again = await ServerProcess.StartReadyAsync(data, s_unmarked);
        using Api apiAgain = new(again.Address);
        Assert.Equal(stored, await new CollectionClient(apiAgain, s_shape).ListIdsAsync());
    }

    [Fact]
    public async Task Below_the_mark_no_save_is_begun()
    {
        await using MountedVolume volume = await MountedVolume.InMemoryAsync("32m");
        string data = Path.Combine(volume.FullPath, "data");
        SortedSet<string> stored = new(StringComparer.Ordinal);
        await using ServerProcess server = await ServerProcess.StartReadyAsync(data, s_marked);
        using Api api = new(server.Address);
        CollectionClient collection = new(api, s_shape);
        await FillAsync(collection, stored);
        await collection.SaveAsync();
        (await collection.UpsertAsync(["x"])).Expect(200);
        string filler = volume.TakeAllBut(4 * MiB);
        JsonElement disk = (await api.GetAsync("/api/status")).Expect(200).GetProperty("disk");
        Assert.True(disk.GetProperty("writes_refused").GetBoolean());

        Answer refused = await collection.TrySaveAsync();

        Assert.Equal((507, "insufficient_storage"), (refused.Status, refused.Code));
        Assert.Contains("storage.min_free_mb", refused.Detail, StringComparison.Ordinal);
        JsonElement snapshot = (await collection.SegmentsAsync())[0].GetProperty("snapshot");
        Assert.Equal(1, snapshot.GetProperty("kept").GetInt32());
        Assert.Contains("storage.min_free_mb", snapshot.GetProperty("failure").GetString(), StringComparison.Ordinal);
        (await collection.DeleteAsync(["x"])).Expect(200);

        File.Delete(filler);
        await collection.SaveAsync();
        Assert.Equal(stored, await collection.ListIdsAsync());
    }

    [Fact]
    public async Task On_a_full_disk_a_snapshot_is_loaded_and_dead_points_are_compacted()
    {
        await using MountedVolume volume = await MountedVolume.InMemoryAsync("32m");
        string data = Path.Combine(volume.FullPath, "data");
        SortedSet<string> stored = new(StringComparer.Ordinal);
        await using (ServerProcess server = await ServerProcess.StartReadyAsync(data, s_unmarked))
        {
            using Api api = new(server.Address);
            CollectionClient collection = new(api, s_shape);
            await FillAsync(collection, stored);
            await collection.SaveAsync();
            (await collection.UpsertAsync(["x"])).Expect(200);
            stored.Add("x");
        }

        string filler = volume.TakeAllBut(0);
        await using ServerProcess again = await ServerProcess.StartReadyAsync(data, s_unmarked);
        using Api apiAgain = new(again.Address);
        CollectionClient full = new(apiAgain, s_shape);
        Assert.Equal(stored, await full.ListIdsAsync());
        Assert.Equal("x", await full.SearchAsync("x"));
        Assert.Equal(507, (await full.TrySaveAsync()).Status);

        string[] deleted = [.. Enumerable.Range(0, Batches - 2).SelectMany(Batch)];
        foreach (string[] some in deleted.Chunk(1_000))
        {
            (await full.DeleteAsync(some)).Expect(200);
        }

        stored.ExceptWith(deleted);
        await full.WaitForSegmentAsync(segment => segment.GetProperty("deleted_points").GetInt32() == 0);
        Assert.Equal(stored, await full.ListIdsAsync());

        File.Delete(filler);
        await full.SaveAsync();
        (await full.UpsertAsync(["y"])).Expect(200);
    }

    private static async Task<string> FillAsync(CollectionClient collection, SortedSet<string> stored)
    {
        string id = await collection.CreateAsync();
        for (int batch = 0; batch < Batches; batch++)
        {
            (await collection.UpsertAsync(Batch(batch))).Expect(200);
            stored.UnionWith(Batch(batch));
        }

        return id;
    }

    private static IEnumerable<string> Batch(int number)
        => Enumerable.Range(0, BatchPoints).Select(i => string.Create(CultureInfo.InvariantCulture, $"{number:00}-{i:000}"));
}

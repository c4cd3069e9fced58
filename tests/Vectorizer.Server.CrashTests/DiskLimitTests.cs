using System.Globalization;
using System.Text.Json;
using Vectorizer.Server.CrashTests.Http;
using Vectorizer.Server.CrashTests.Model;
using Vectorizer.Server.CrashTests.Processes;

namespace Vectorizer.Server.CrashTests;

/// <summary>
/// A server on a small file system beside a file that takes the rest of it. With room below the mark it takes no points; with
/// none at all it still deletes, which takes the reserve.
/// </summary>
public sealed class DiskLimitTests
{
    private const long MiB = 1024 * 1024;
    private const int MarkMb = 8;
    private const int BatchPoints = 200;

    // More than fit.
    private const int MaxBatches = 1_000;

    private static readonly CollectionShape s_shape = new("limited", 1, "euclidean") { Durability = "os" };
    private static readonly CollectionShape s_late = s_shape with { Name = "late" };
    private static readonly string[] s_settings =
        ["env", string.Create(CultureInfo.InvariantCulture, $"storage__min_free_mb={MarkMb}"), "storage__reserve_mb=2"];

    [Fact]
    public async Task Below_the_mark_points_are_refused_until_a_quarter_more_is_free()
    {
        await using MountedVolume volume = await MountedVolume.InMemoryAsync("32m");
        await using ServerProcess server = await ServerProcess.StartReadyAsync(DataOn(volume), s_settings);
        using Api api = new(server.Address);
        CollectionClient collection = new(api, s_shape);
        await collection.CreateAsync();
        JsonElement disk = await WaitForReserveAsync(api);
        Assert.Equal(MarkMb * MiB, disk.GetProperty("low_water_bytes").GetInt64());
        Assert.Equal(2 * MiB, disk.GetProperty("reserve_bytes").GetInt64());
        Assert.Equal(32 * MiB, disk.GetProperty("total_bytes").GetInt64());

        SortedSet<string> stored = new(StringComparer.Ordinal);
        Answer refused = await FillAsync(collection, stored);
        Assert.Equal((507, "insufficient_storage"), (refused.Status, refused.Code));
        Assert.Matches($@"\d+ bytes free.*{MarkMb * MiB} are kept free.*storage\.min_free_mb", refused.Detail);

        // There is room, and the disk was never full.
        disk = await DiskAsync(api);
        Assert.True(disk.GetProperty("free_bytes").GetInt64() > 0);
        Assert.True(disk.GetProperty("writes_refused").GetBoolean());
        Assert.Equal(1, await api.MetricAsync("vectorizer_disk_writes_refused"));
        Assert.Equal(MarkMb * MiB, await api.MetricAsync("vectorizer_disk_low_water_bytes"));
        Assert.Equal(2 * MiB, await api.MetricAsync("vectorizer_disk_reserved_bytes"));
        Assert.Equal(32 * MiB, await api.MetricAsync("vectorizer_disk_size_bytes"));
        Assert.True(await api.MetricAsync("vectorizer_requests_rejected_total{reason=\"disk\"}") >= 1);
        Assert.True(disk.GetProperty("reserve_intact").GetBoolean());
        Assert.Equal("insufficient_storage", (await new CollectionClient(api, s_late).TryCreateAsync()).Code);
        Assert.Equal(stored, await collection.ListIdsAsync());
        Assert.Equal(stored.Min, await collection.SearchAsync(stored.Min!));
        (await collection.DeleteAsync([stored.Min!])).Expect(200);
        stored.Remove(stored.Min!);

        // Other files leave as much as the mark, then a quarter more.
        await Tool.RunAsync("mount", "-o", $"remount,size={Total(disk) + Missing(disk, MarkMb * MiB)}", volume.FullPath);
        Assert.Equal(507, (await collection.UpsertAsync(["x"])).Status);
        disk = await DiskAsync(api);
        Assert.True(disk.GetProperty("free_bytes").GetInt64() >= MarkMb * MiB);
        await Tool.RunAsync("mount", "-o", $"remount,size={Total(disk) + Missing(disk, MarkMb * MiB * 5 / 4)}", volume.FullPath);
        (await collection.UpsertAsync(["x"])).Expect(200);
        stored.Add("x");
        Assert.Equal(stored, await collection.ListIdsAsync());
        Assert.False((await DiskAsync(api)).GetProperty("writes_refused").GetBoolean());
    }

    [Fact]
    public async Task On_a_disk_without_a_free_byte_deletes_go_on_and_a_restart_serves_what_is_there()
    {
        await using MountedVolume volume = await MountedVolume.InMemoryAsync("32m");
        string data = DataOn(volume);
        string filler = Path.Combine(volume.FullPath, "filler");
        SortedSet<string> stored = new(StringComparer.Ordinal);
        await using (ServerProcess server = await ServerProcess.StartReadyAsync(data, s_settings))
        {
            using Api api = new(server.Address);
            CollectionClient collection = new(api, s_shape);
            await collection.CreateAsync();
            await new CollectionClient(api, s_late).CreateAsync();
            await WaitForReserveAsync(api);
            for (int batch = 0; batch < 20; batch++)
            {
                (await collection.UpsertAsync(Batch(batch))).Expect(200);
                stored.UnionWith(Batch(batch));
            }

            Fill(filler);
            Assert.Equal(0, (await DiskAsync(api)).GetProperty("free_bytes").GetInt64());
            Assert.Equal(507, (await collection.UpsertAsync(["x"])).Status);

            // The log has some space ahead; deletes go on until they have taken that and the reserve is needed.
            int deleted = 0;
            for (int batch = 0; deleted < 3_000 || await HasReserveAsync(api); batch++)
            {
                Assert.True(batch < MaxBatches, "The reserve was never needed.");
                deleted += (await collection.DeleteAsync(batch < 15 ? Batch(batch) : LongIds(batch))).Expect(200).GetProperty("deleted").GetInt32();
            }

            Assert.Equal(3_000, deleted);
            stored.ExceptWith(Enumerable.Range(0, 15).SelectMany(Batch));
            Assert.Equal(stored, await collection.ListIdsAsync());
            (await api.DeleteAsync(s_late.Path)).Expect(200);
            Assert.Equal((507, "insufficient_storage"), await StatusAndCodeAsync(collection.UpsertAsync(["x"])));
            Fill(filler + "2");
            Assert.Equal(stored, await collection.ListIdsAsync());
            await server.KillAsync();
        }

        // Killed with its reserve given up, started again on the full disk: all that was acknowledged is there.
        await using ServerProcess again = await ServerProcess.StartReadyAsync(data, s_settings);
        using Api apiAgain = new(again.Address);
        CollectionClient recovered = new(apiAgain, s_shape);
        Assert.Equal(stored, await recovered.ListIdsAsync());
        Assert.Equal(stored.Min, await recovered.SearchAsync(stored.Min!));
        Assert.Equal(404, (await apiAgain.GetAsync(s_late.Path)).Status);
        JsonElement disk = await DiskAsync(apiAgain);
        Assert.False(disk.GetProperty("reserve_intact").GetBoolean());
        Assert.True(disk.GetProperty("writes_refused").GetBoolean());
        Assert.Equal((507, "insufficient_storage"), await StatusAndCodeAsync(recovered.UpsertAsync(["x"])));

        File.Delete(filler);
        (await recovered.UpsertAsync(["x"])).Expect(200);
        stored.Add("x");
        await WaitForReserveAsync(apiAgain);
        Assert.Equal(stored, await recovered.ListIdsAsync());
        Assert.Equal(["lock", "node.json", "reserve"], Directory.GetFiles(data).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    private static string DataOn(MountedVolume volume) => Path.Combine(volume.FullPath, "data");

    private static async Task<JsonElement> DiskAsync(Api api) => (await api.GetAsync("/api/status")).Expect(200).GetProperty("disk");

    private static async Task<bool> HasReserveAsync(Api api) => (await DiskAsync(api)).GetProperty("reserve_intact").GetBoolean();

    private static long Total(JsonElement disk) => disk.GetProperty("total_bytes").GetInt64();

    private static long Missing(JsonElement disk, long wanted) => wanted - disk.GetProperty("free_bytes").GetInt64();

    /// <summary>It is made behind whoever looks.</summary>
    private static async Task<JsonElement> WaitForReserveAsync(Api api)
    {
        using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            JsonElement disk = await DiskAsync(api);
            if (disk.GetProperty("reserve_intact").GetBoolean())
            {
                return disk;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), timeout.Token);
        }
    }

    private static async Task<Answer> FillAsync(CollectionClient collection, SortedSet<string> stored)
    {
        for (int batch = 0; batch < MaxBatches; batch++)
        {
            Answer answer = await collection.UpsertAsync(Batch(batch));
            if (answer.Status != 200)
            {
                return answer;
            }

            stored.UnionWith(Batch(batch));
        }

        throw new InvalidOperationException($"{MaxBatches} batches did not fill the disk.");
    }

    /// <summary>Writes until there is not one free byte.</summary>
    private static void Fill(string path)
    {
        using FileStream file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        byte[] page = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(page);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    private static async Task<(int Status, string? Code)> StatusAndCodeAsync(Task<Answer> answer)
    {
        Answer known = await answer;
        return (known.Status, known.Code);
    }

    private static IEnumerable<string> Batch(int number)
        => Enumerable.Range(0, BatchPoints).Select(i => string.Create(CultureInfo.InvariantCulture, $"{number:0000}-{i:000}"));

    // Of points that do not exist: their deletes are logged all the same.
    private static IEnumerable<string> LongIds(int number) => Batch(number).Select(id => id.PadRight(250, '.'));
}

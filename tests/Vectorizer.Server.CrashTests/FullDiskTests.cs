using System.Globalization;
using System.Text.Json;
using Vectorizer.Server.CrashTests.Http;
using Vectorizer.Server.CrashTests.Model;
using Vectorizer.Server.CrashTests.Processes;

namespace Vectorizer.Server.CrashTests;

/// <summary>A server on a small file system in memory: one that can be full, and on which a sync promises nothing.</summary>
public sealed class FullDiskTests
{
    private const int FillerBytes = 4 * 1024 * 1024;
    private const int BatchPoints = 200;

    // More than fit.
    private const int MaxBatches = 1_000;

    private static readonly CollectionShape s_synced = new("synced", 1, "euclidean");
    private static readonly CollectionShape s_unsynced = new("unsynced", 1, "euclidean") { Durability = "os" };
    private static readonly CollectionShape s_spare = s_unsynced with { Name = "spare" };
    private static readonly CollectionShape s_late = s_unsynced with { Name = "late" };

    [Fact]
    public async Task In_memory_a_durability_of_fsync_is_refused_with_the_reason()
    {
        await using MountedVolume volume = await MountedVolume.InMemoryAsync("16m");
        await using ServerProcess server = await ServerProcess.StartReadyAsync(Path.Combine(volume.FullPath, "data"));
        using Api api = new(server.Address);
        CollectionClient collection = new(api, s_unsynced);
        await collection.CreateAsync();

        Answer refused = await collection.UpsertAsync(["a"], durability: "fsync");

        refused.Expect(422);
        Assert.Equal("validation_failed", refused.Code);
        Assert.Matches("tmpfs.*power", refused.Detail);
        Assert.Equal("validation_failed", (await new CollectionClient(api, s_synced).TryCreateAsync()).Code);
        (await collection.UpsertAsync(["b"])).Expect(200);
        Assert.Equal(["b"], await collection.ListIdsAsync());
    }

    [Fact]
    public async Task A_full_disk_refuses_writes_while_reads_go_on_and_takes_them_again_when_there_is_room()
    {
        await using MountedVolume volume = await MountedVolume.InMemoryAsync("12m");
        string filler = Path.Combine(volume.FullPath, "filler");
        await File.WriteAllBytesAsync(filler, new byte[FillerBytes], TestContext.Current.CancellationToken);
        string data = Path.Combine(volume.FullPath, "data");
        SortedSet<string> stored = new(StringComparer.Ordinal);
        await using (ServerProcess server = await ServerProcess.StartReadyAsync(data))
        {
            using Api api = new(server.Address);
            CollectionClient collection = new(api, s_unsynced);
            await collection.CreateAsync();
            await new CollectionClient(api, s_spare).CreateAsync();

            Answer refused = await FillAsync(collection, stored);

            Assert.Equal(507, refused.Status);
            Assert.Equal("insufficient_storage", refused.Code);
            Assert.Matches(@"\d+ bytes (are )?free", refused.Detail);
            Assert.Equal(stored, await collection.ListIdsAsync());
            Assert.Equal(stored.Min, await collection.SearchAsync(stored.Min!));

            // The last pages too, of which a whole batch has left some.
            TakeRest(Path.Combine(volume.FullPath, "rest"));
            (await new CollectionClient(api, s_late).TryCreateAsync()).Expect(507);
            (await api.DeleteAsync(s_spare.Path)).Expect(200);
            Assert.Equal("ready", (await collection.SegmentsAsync())[0].GetProperty("state").GetString());

            File.Delete(filler);
            (await collection.UpsertAsync(Batch(MaxBatches))).Expect(200);
            stored.UnionWith(Batch(MaxBatches));
            Assert.Equal(stored, await collection.ListIdsAsync());
            await new CollectionClient(api, s_late).CreateAsync();
        }

        await using ServerProcess again = await ServerProcess.StartReadyAsync(data);
        using Api apiAgain = new(again.Address);
        Assert.Equal(stored, await new CollectionClient(apiAgain, s_unsynced).ListIdsAsync());
    }

    /// <summary>
    /// Rows on disk take space with each write and once more at each start, since they are brought back from snapshot and log.
    /// </summary>
    [Fact]
    public async Task With_vectors_on_disk_a_full_disk_refuses_writes_and_a_start_waits_for_the_room_that_they_need()
    {
        CollectionShape shape = s_unsynced with { Quantization = """{"on_disk":true}""" };
        await using MountedVolume volume = await MountedVolume.InMemoryAsync("12m");
        string filler = Path.Combine(volume.FullPath, "filler");
        string rest = Path.Combine(volume.FullPath, "rest");
        await File.WriteAllBytesAsync(filler, new byte[FillerBytes], TestContext.Current.CancellationToken);
        string data = Path.Combine(volume.FullPath, "data");
        SortedSet<string> stored = new(StringComparer.Ordinal);
        await using (ServerProcess server = await ServerProcess.StartReadyAsync(data))
        {
            using Api api = new(server.Address);
            CollectionClient collection = new(api, shape);
            await collection.CreateAsync();
            Answer refused = await FillAsync(collection, stored);
            Assert.Equal((507, "insufficient_storage"), (refused.Status, refused.Code));
            Assert.Equal(stored, await collection.ListIdsAsync());
            Assert.Equal(stored.Min, await collection.SearchAsync(stored.Min!));
            JsonElement memory = (await collection.SegmentsAsync())[0].GetProperty("memory");
            Assert.True(memory.GetProperty("row_files_bytes").GetInt64() >= stored.Count * PointContents.Dimension * sizeof(float));
        }

        // The space of the rows is free, and taken by somebody else.
        TakeRest(rest);
        await using ServerProcess again = ServerProcess.Start(data);
        await again.WaitUntilListeningAsync();
        using Api apiAgain = new(again.Address);
        CollectionClient recovered = new(apiAgain, shape);
        JsonElement waiting = await recovered.WaitForSegmentAsync(
            segment => segment.GetProperty("reason").GetString()?.Contains("no room for the rows", StringComparison.Ordinal) == true);
        Assert.Equal("recovering", waiting.GetProperty("state").GetString());

        File.Delete(rest);
        await recovered.WaitForSegmentAsync(segment => segment.GetProperty("state").ValueEquals("ready"));
        Assert.Equal(stored, await recovered.ListIdsAsync());
        File.Delete(filler);
        (await recovered.UpsertAsync(Batch(MaxBatches))).Expect(200);
    }

    /// <summary>Writes until the server refuses.</summary>
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

    private static void TakeRest(string path)
    {
        using FileStream file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
            {
                file.Write(new byte[512]);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    private static IEnumerable<string> Batch(int number)
        => Enumerable.Range(0, BatchPoints).Select(i => string.Create(CultureInfo.InvariantCulture, $"{number:0000}-{i:000}"));
}

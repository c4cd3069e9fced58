using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Vectorizer.Server.CrashTests.Files;
using Vectorizer.Server.CrashTests.Http;
using Vectorizer.Server.CrashTests.Model;
using Vectorizer.Server.CrashTests.Processes;

namespace Vectorizer.Server.CrashTests;

/// <summary>
/// Snapshots, manifests and logs damaged while a server is stopped or runs: as long as one sound way leads to a segment's
/// points, they are all there; without one the segment is quarantined, and never taken for an empty one.
/// </summary>
public sealed class DamagedSnapshotTests : IDisposable
{
    private const int BatchPoints = 40;

    private static readonly SnapshotPart[] s_parts = Enum.GetValues<SnapshotPart>();
    private static readonly CollectionShape s_damaged = new("damaged", 1, "euclidean");
    private static readonly CollectionShape s_whole = new("whole", 1, "euclidean");

    // Everything that the fill stores: two snapshots, and some more in the log.
    private static readonly string[] s_stored = [.. Enumerable.Range(0, 3).SelectMany(Batch).Order(StringComparer.Ordinal)];

    private readonly TestDirectory _directory = new();

    private string DataDirectory => _directory.Of("data");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task With_the_newest_snapshot_damaged_anywhere_the_one_before_and_the_log_bring_everything_back()
    {
        CollectionShape[] shapes = [.. s_parts.Select(part => s_damaged with { Name = $"damaged-{part}" }), s_damaged with { Name = "missing" }];
        string[] ids = await FillAsync(keep: 2, shapes);
        SnapshotFile[] newest = [.. ids.Select(Newest)];
        foreach ((SnapshotPart part, SnapshotFile file) in s_parts.Zip(newest))
        {
            file.Damage(part);
        }

        File.Delete(newest[^1].FullPath);
        await using (ServerProcess server = await ServerProcess.StartReadyAsync(DataDirectory, Settings(keep: 2)))
        {
            using Api api = new(server.Address);
            foreach ((CollectionShape shape, SnapshotFile file) in shapes.Zip(newest))
            {
                Assert.Equal(s_stored, await new CollectionClient(api, shape).ListIdsAsync());
                Assert.Equal("39-0", await new CollectionClient(api, shape).SearchAsync("39-0"));
                Assert.Contains(file.FullPath, server.Output.Text, StringComparison.Ordinal);
            }

            Assert.Equal(shapes.Length, await api.MetricAsync("vectorizer_checksum_failures_total{kind=\"snapshot\"}"));

            // Replaced by a save that nothing else makes due.
            foreach (CollectionShape shape in shapes)
            {
                JsonElement snapshot = await new CollectionClient(api, shape).WaitForSnapshotAsync(IsSound);
                Assert.Equal(3, snapshot.GetProperty("sequence").GetInt64());
                Assert.Equal(2, snapshot.GetProperty("kept").GetInt32());
            }
        }

        await using ServerProcess again = await ServerProcess.StartReadyAsync(DataDirectory, Settings(keep: 2));
        using Api apiAgain = new(again.Address);
        foreach (CollectionShape shape in shapes)
        {
            CollectionClient collection = new(apiAgain, shape);
            Assert.Equal(s_stored, await collection.ListIdsAsync());
            Assert.Equal(0, (await collection.SegmentsAsync())[0].GetProperty("snapshot").GetProperty("damaged").GetInt32());
            (await collection.UpsertAsync(["later"])).Expect(200);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task With_every_snapshot_damaged_and_the_log_cut_a_segment_is_quarantined_and_names_the_files(int keep)
    {
        string[] ids = await FillAsync(keep, s_damaged, s_whole);
        ImmutableArray<SnapshotFile> snapshots = SnapshotFile.OfSegment(DataDirectory, ids[0]);
        Assert.Equal(keep, snapshots.Length);
        foreach (SnapshotFile snapshot in snapshots)
        {
            snapshot.Damage(SnapshotPart.Points);
        }

        string[] before = Files(ids[0]);
        await using ServerProcess server = await ServerProcess.StartReadyAsync(DataDirectory, Settings(keep));
        using Api api = new(server.Address);

        string reason = await QuarantineReasonAsync(api);
        Assert.All(snapshots, snapshot => Assert.Contains(snapshot.FullPath, reason, StringComparison.Ordinal));
        Assert.Equal(503, (await new CollectionClient(api, s_damaged).TrySaveAsync()).Status);
        Assert.Equal(before, Files(ids[0]));
        await ServesAsync(api, s_whole);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Without_its_manifest_a_segment_is_quarantined_and_not_taken_for_a_new_one(int keep)
    {
        string[] ids = await FillAsync(keep, s_damaged, s_whole);
        string manifest = ManifestFile.OfSegment(DataDirectory, ids[0]);
        string aside = _directory.Of("manifest");
        File.Move(manifest, aside);
        string[] before = Files(ids[0]);
        await using (ServerProcess server = await ServerProcess.StartReadyAsync(DataDirectory, Settings(keep)))
        {
            using Api api = new(server.Address);
            Assert.Contains("log", await QuarantineReasonAsync(api), StringComparison.Ordinal);
            Assert.Equal(before, Files(ids[0]));
            await ServesAsync(api, s_whole);
        }

        File.Move(aside, manifest);
        await using ServerProcess again = await ServerProcess.StartReadyAsync(DataDirectory, Settings(keep));
        using Api apiAgain = new(again.Address);
        await ServesAsync(apiAgain, s_damaged);
    }

    [Fact]
    public async Task With_a_damaged_manifest_a_segment_is_not_opened_and_tells_why()
    {
        string[] ids = await FillAsync(keep: 2, s_damaged, s_whole);
        string manifest = ManifestFile.OfSegment(DataDirectory, ids[0]);
        ManifestFile.Damage(manifest);
        string[] before = Files(ids[0]);

        await using ServerProcess server = ServerProcess.Start(DataDirectory, Settings(keep: 2));
        await server.WaitUntilListeningAsync();
        using Api api = new(server.Address);
        CollectionClient damaged = new(api, s_damaged);
        JsonElement segment = (await damaged.SegmentsAsync())[0];
        while (segment.GetProperty("reason").GetString()?.Contains(manifest, StringComparison.Ordinal) != true)
        {
            Assert.NotEqual("ready", segment.GetProperty("state").GetString());
            await Task.Delay(TimeSpan.FromMilliseconds(20), TestContext.Current.CancellationToken);
            segment = (await damaged.SegmentsAsync())[0];
        }

        Assert.Equal(503, (await damaged.UpsertAsync(["later"])).Status);
        Assert.Equal(503, (await api.GetAsync($"{s_damaged.Path}/points")).Status);
        Assert.Equal(before, Files(ids[0]));
        await new CollectionClient(api, s_whole).WaitForSnapshotAsync(IsSound);
        await ServesAsync(api, s_whole);
    }

    [Fact]
    public async Task A_log_damaged_behind_the_snapshots_puts_its_segment_in_quarantine()
    {
        string id;
        await using (ServerProcess filled = await ServerProcess.StartReadyAsync(DataDirectory, Settings(keep: 2)))
        {
            using Api fill = new(filled.Address);
            CollectionClient collection = new(fill, s_damaged);
            id = await FillAsync(collection);
            await FillAsync(new CollectionClient(fill, s_whole));

            // A record with nothing behind it would pass for one that was torn by the kill.
            (await collection.UpsertAsync(["later"])).Expect(200);
        }

        LogFile log = LogFile.OfSegment(DataDirectory, id)[^1];
        long offset = log.Damage(record: 0);

        await using ServerProcess server = await ServerProcess.StartReadyAsync(DataDirectory, Settings(keep: 2));
        using Api api = new(server.Address);
        JsonElement segment = (await new CollectionClient(api, s_damaged).SegmentsAsync())[0];
        string? reason = segment.GetProperty("reason").GetString();
        Assert.True(segment.GetProperty("state").GetString() == "quarantined", segment.ToString());
        Assert.Contains(log.FullPath, reason, StringComparison.Ordinal);
        Assert.Contains($"offset {offset.ToString(CultureInfo.InvariantCulture)}", reason, StringComparison.Ordinal);
        await ServesAsync(api, s_whole);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Damage_of_a_snapshot_is_found_while_the_server_runs_and_saved_anew(int keep)
    {
        CollectionShape[] shapes = [.. s_parts.Select(part => s_damaged with { Name = $"damaged-{part}" })];
        string[] ids = new string[shapes.Length];
        await using (ServerProcess server = await ServerProcess.StartReadyAsync(DataDirectory, Settings(keep, scrubSeconds: 1)))
        {
            using Api api = new(server.Address);
            foreach ((int i, CollectionShape shape) in shapes.Index())
            {
                CollectionClient collection = new(api, shape);
                ids[i] = await FillAsync(collection);
                await collection.SaveAsync();
            }

            // All is saved: the new snapshot needs the very name of the damaged one.
            foreach ((int i, SnapshotPart part) in s_parts.Index())
            {
                SnapshotFile newest = Newest(ids[i]);
                byte[] sound = await File.ReadAllBytesAsync(newest.FullPath, TestContext.Current.CancellationToken);
                newest.Damage(part);
                await server.Output.WaitForAsync(line => line.Contains($"Snapshot 3 of segment {ids[i]}/0 is damaged", StringComparison.Ordinal));
                await server.Output.WaitForAsync(line => line.Contains(newest.FullPath, StringComparison.Ordinal));
                JsonElement snapshot = await new CollectionClient(api, shapes[i]).WaitForSnapshotAsync(
                    snapshot => IsSound(snapshot) && new FileInfo(newest.FullPath) is { Exists: true } file && file.Length == sound.Length);
                Assert.Equal(3, snapshot.GetProperty("sequence").GetInt64());
                Assert.Equal(JsonValueKind.Null, snapshot.GetProperty("failure").ValueKind);
                Assert.Equal(s_stored, await new CollectionClient(api, shapes[i]).ListIdsAsync());
            }

            Assert.DoesNotContain("could not be saved", server.Output.Text, StringComparison.Ordinal);
        }

        await using ServerProcess again = await ServerProcess.StartReadyAsync(DataDirectory, Settings(keep));
        using Api apiAgain = new(again.Address);
        Assert.DoesNotContain("cannot be used", again.Output.Text, StringComparison.Ordinal);
        foreach (CollectionShape shape in shapes)
        {
            Assert.Equal(s_stored, await new CollectionClient(apiAgain, shape).ListIdsAsync());
        }
    }

    private static bool IsSound(JsonElement snapshot)
        => snapshot.GetProperty("damaged").GetInt32() == 0 && !snapshot.GetProperty("saving").GetBoolean();

    /// <summary>Saves only what is damaged or asked for.</summary>
    private static string[] Settings(int keep, int scrubSeconds = 86_400) =>
    [
        "env",
        "auto_save__interval_seconds=604800",
        "auto_save__min_operations=1000000",
        string.Create(CultureInfo.InvariantCulture, $"auto_save__keep_snapshots={keep}"),
        string.Create(CultureInfo.InvariantCulture, $"auto_save__scrub_interval_seconds={scrubSeconds}"),
    ];

    private static string[] Batch(int number)
        => [.. Enumerable.Range(number * BatchPoints, BatchPoints).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i % BatchPoints:00}-{number}"))];

    private static async Task ServesAsync(Api api, CollectionShape shape)
    {
        CollectionClient collection = new(api, shape);
        Assert.Equal(s_stored, await collection.ListIdsAsync());
        (await collection.UpsertAsync([s_stored[0]])).Expect(200);
    }

    private static async Task<string> QuarantineReasonAsync(Api api)
    {
        JsonElement segment = (await new CollectionClient(api, s_damaged).SegmentsAsync())[0];
        Assert.Equal("quarantined", segment.GetProperty("state").GetString());
        Assert.Equal("unavailable", (await new CollectionClient(api, s_damaged).UpsertAsync(["later"])).Code);
        return segment.GetProperty("reason").GetString()!;
    }

    /// <summary>Three writes, the first two of them saved, and a kill.</summary>
    /// <returns>The ids of the collections.</returns>
    private async Task<string[]> FillAsync(int keep, params CollectionShape[] shapes)
    {
        await using ServerProcess server = await ServerProcess.StartReadyAsync(DataDirectory, Settings(keep));
        using Api api = new(server.Address);
        List<string> ids = [];
        foreach (CollectionShape shape in shapes)
        {
            ids.Add(await FillAsync(new CollectionClient(api, shape)));
        }

        return [.. ids];
    }

    private static async Task<string> FillAsync(CollectionClient collection)
    {
        string id = await collection.CreateAsync();
        for (int write = 0; write < 3; write++)
        {
            // The keys have a block of their own in a snapshot.
            (await collection.UpsertAsync(Batch(write), key: $"write-{write}")).Expect(200);
            if (write < 2)
            {
                await collection.SaveAsync();
            }
        }

        return id;
    }

    private SnapshotFile Newest(string id) => SnapshotFile.OfSegment(DataDirectory, id)[0];

    private string[] Files(string id) => [.. Directory
        .GetFiles(Path.Combine(LogFile.SegmentDirectories(DataDirectory), id), "*", SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal)];
}

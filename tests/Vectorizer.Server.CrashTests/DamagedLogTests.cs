using System.Globalization;
using System.Text.Json;
using Vectorizer.Server.CrashTests.Files;
using Vectorizer.Server.CrashTests.Http;
using Vectorizer.Server.CrashTests.Model;
using Vectorizer.Server.CrashTests.Processes;

namespace Vectorizer.Server.CrashTests;

/// <summary>Files damaged while the server is stopped: it starts in any case, serves what is whole, and names what is not.</summary>
public sealed class DamagedLogTests : IDisposable
{
    private const int Writes = 12;
    private const int DamagedSegment = 1;

    private static readonly CollectionShape s_damaged = new("damaged", 3, "euclidean");
    private static readonly CollectionShape s_whole = new("whole", 3, "euclidean");

    private readonly TestDirectory _directory = new();
    private string[] _stored = [];
    private string _damagedId = "";

    private string DataDirectory => _directory.Of("data");

    [Fact]
    public async Task A_record_damaged_in_the_middle_puts_its_segment_in_quarantine_and_nothing_else()
    {
        await FillAsync();
        LogFile log = LogFile.OfSegment(DataDirectory, _damagedId, DamagedSegment)[0];
        long offset = log.Damage(record: 1);

        await using ServerProcess server = ServerProcess.Start(DataDirectory);
        JsonElement status = await server.WaitUntilReadyAsync();
        using Api api = new(server.Address);

        Assert.Equal(1, status.GetProperty("segments").GetProperty("quarantined").GetInt32());
        JsonElement[] segments = await new CollectionClient(api, s_damaged).SegmentsAsync();
        string[] states = [.. segments.Select(segment => segment.GetProperty("state").GetString()!)];
        Assert.Equal(["ready", "quarantined", "ready"], states);
        string reason = segments[DamagedSegment].GetProperty("reason").GetString()!;
        Assert.Contains(log.FullPath, reason, StringComparison.Ordinal);
        Assert.Contains($"offset {offset.ToString(CultureInfo.InvariantCulture)}", reason, StringComparison.Ordinal);
        Assert.Contains("vectorizer verify", reason, StringComparison.Ordinal);
        Assert.Equal(1, await api.MetricAsync("vectorizer_segments{state=\"quarantined\"}"));
        Assert.Equal(1, await api.MetricAsync("vectorizer_checksum_failures_total{kind=\"log\"}"));
        Assert.Equal(5, await api.MetricAsync("vectorizer_recovery_duration_seconds_count"));
        Assert.Equal(0, await api.MetricAsync("vectorizer_requests_rejected_total{reason=\"unavailable\"}"));

        CollectionClient whole = new(api, s_whole);
        Assert.Equal(_stored, await whole.ListIdsAsync());
        (await whole.UpsertAsync(["later"])).Expect(200);
        string id = _stored.First(id => s_damaged.SegmentOf(id) != DamagedSegment);
        (await api.GetAsync($"{s_damaged.Path}/points/{id}")).Expect(200);
        (await new CollectionClient(api, s_damaged).UpsertAsync([id])).Expect(200);
        id = _stored.First(id => s_damaged.SegmentOf(id) == DamagedSegment);
        Assert.Equal("unavailable", (await api.GetAsync($"{s_damaged.Path}/points/{id}")).Code);
        Assert.Equal("unavailable", (await new CollectionClient(api, s_damaged).UpsertAsync([id])).Code);
        Assert.Equal(2, await api.MetricAsync("vectorizer_requests_rejected_total{reason=\"unavailable\"}"));
    }

    [Fact]
    public async Task A_damaged_catalog_is_told_and_keeps_every_file()
    {
        await FillAsync();
        LogFile log = LogFile.OfCatalog(DataDirectory)[0];
        long offset = log.Damage(record: 0);
        string[] before = Files();

        await using (ServerProcess server = ServerProcess.Start(DataDirectory))
        {
            await server.WaitUntilListeningAsync();
            using Api api = new(server.Address);
            Answer answer = await api.GetAsync("/api/v1/collections");
            Assert.Equal(503, answer.Status);
            Assert.Contains(log.FullPath, answer.Detail, StringComparison.Ordinal);
            Assert.Contains($"offset {offset.ToString(CultureInfo.InvariantCulture)}", answer.Detail, StringComparison.Ordinal);
            Assert.Equal(503, (await new CollectionClient(api, s_whole).UpsertAsync(["later"])).Status);
            Assert.Equal(503, (await new CollectionClient(api, s_whole with { Name = "new" }).TryCreateAsync()).Status);

            JsonElement status = (await api.GetAsync("/api/status")).Expect(200);
            Assert.Equal("failed", status.GetProperty("status").GetString());
            Assert.Equal(0, await api.MetricAsync("vectorizer_ready"));
            Assert.Equal(1, await api.MetricAsync("vectorizer_checksum_failures_total{kind=\"catalog\"}"));
            Assert.Contains(log.FullPath, status.GetProperty("reason").GetString(), StringComparison.Ordinal);
        }

        Assert.Equal(before, Files());
    }

    [Fact]
    public async Task A_catalog_that_is_missing_is_not_taken_for_an_empty_database()
    {
        await FillAsync();
        Directory.Delete(Path.GetDirectoryName(LogFile.CatalogDirectory(DataDirectory))!, recursive: true);

        await using ServerProcess server = ServerProcess.Start(DataDirectory);
        await server.WaitUntilListeningAsync();
        using Api api = new(server.Address);

        Answer answer = await api.GetAsync("/api/v1/collections");
        Assert.Equal(503, answer.Status);
        Assert.Contains("missing", answer.Detail, StringComparison.Ordinal);
        Assert.NotEmpty(LogFile.OfSegment(DataDirectory, _damagedId));
    }

    [Fact]
    public async Task A_torn_tail_is_cut_and_kept_aside()
    {
        await FillAsync();
        LogFile log = LogFile.OfSegment(DataDirectory, _damagedId, DamagedSegment)[^1];
        byte[] garbage = [.. Enumerable.Range(1, 1_000).Select(i => (byte)(i * 7))];
        log.Append(garbage);

        await using ServerProcess server = await ServerProcess.StartReadyAsync(DataDirectory);
        using Api api = new(server.Address);

        CollectionClient collection = new(api, s_damaged);
        Assert.Equal(_stored, await collection.ListIdsAsync());
        JsonElement[] segments = await collection.SegmentsAsync();
        Assert.All(segments, segment => Assert.Equal("ready", segment.GetProperty("state").GetString()));
        Assert.True(segments[DamagedSegment].GetProperty("cut_bytes").GetInt64() >= garbage.Length);
        Assert.Equal(1, await api.MetricAsync("vectorizer_ready"));
        Assert.Equal(1, await api.MetricAsync("vectorizer_log_truncated_tails_total"));
        Assert.Equal(0, await api.MetricAsync("vectorizer_checksum_failures_total{kind=\"log\"}"));
        Assert.Equal(2 * 3 * Writes, await api.MetricAsync("vectorizer_recovery_records_total"));
        string torn = Assert.Single(Directory.GetFiles(Path.GetDirectoryName(log.FullPath)!, "*.torn"));
        Assert.Equal(garbage, (await File.ReadAllBytesAsync(torn, TestContext.Current.CancellationToken))[..garbage.Length]);
        (await collection.UpsertAsync(_stored, version: 2)).Expect(200);
    }

    public void Dispose() => _directory.Dispose();

    /// <summary>Two collections with the same points in several writes, and a kill.</summary>
    private async Task FillAsync()
    {
        await using ServerProcess server = await ServerProcess.StartReadyAsync(DataDirectory);
        using Api api = new(server.Address);
        CollectionClient damaged = new(api, s_damaged);
        CollectionClient whole = new(api, s_whole);
        _damagedId = await damaged.CreateAsync();
        await whole.CreateAsync();
        for (int write = 0; write < Writes; write++)
        {
            string[] ids = [.. Enumerable.Range(0, 10).Select(i => string.Create(CultureInfo.InvariantCulture, $"{write:00}-{i}"))];
            (await damaged.UpsertAsync(ids)).Expect(200);
            (await whole.UpsertAsync(ids)).Expect(200);
        }

        _stored = await damaged.ListIdsAsync();
        Assert.Equal(Writes * 10, _stored.Length);
    }

    private string[] Files()
        => [.. Directory.GetFiles(DataDirectory, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}

using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Vectorizer.Server.Tests.Hosting;

namespace Vectorizer.Server.Tests.Api;

/// <summary><c>POST …/snapshot</c>, and what a restart from a snapshot still knows.</summary>
public sealed class SnapshotTests(SharedServer server) : IDisposable
{
    private const string OneSegment = """{"dimension":3,"metric":"euclidean"}""";

    private readonly DirectoryInfo _folder = Directory.CreateDirectory(
        Path.Combine(AppContext.BaseDirectory, "snapshots", Guid.NewGuid().ToString("N")));

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_save_tells_of_each_segment_what_is_saved_and_again_the_same_without_a_write()
    {
        Collection collection = await Collection.CreateAsync(server);
        await collection.UpsertAsync(Points(0, 30));
        long[] written = await SequencesAsync(collection);

        Answer saved = await collection.SendAsync(HttpMethod.Post, "/snapshot");

        JsonArray segments = saved.ShouldBe(HttpStatusCode.OK).Json["segments"]!.AsArray();
        Assert.Equal([0, 1, 2], segments.Select(segment => (int)segment!["segment"]!));
        Assert.Equal(written, segments.Select(segment => (long)segment!["snapshot"]!["sequence"]!));
        Assert.All(segments, segment =>
        {
            JsonNode snapshot = segment!["snapshot"]!;
            Assert.Equal((1, 0, false), ((int)snapshot["kept"]!, (int)snapshot["damaged"]!, (bool)snapshot["saving"]!));
            Assert.True((long)snapshot["bytes"]! > 0);
            Assert.NotNull(snapshot["saved_at"]);
            Assert.Null(snapshot["failure"]);
        });

        Answer again = await collection.SendAsync(HttpMethod.Post, "/snapshot");
        Assert.Equal(segments.ToJsonString(), again.ShouldBe(HttpStatusCode.OK).Json["segments"]!.ToJsonString());
        Answer described = await collection.SendAsync(HttpMethod.Get, "/segments");
        Assert.Equal(
            segments[0]!["snapshot"]!.ToJsonString(), described.Json["segments"]![0]!["snapshot"]!.ToJsonString());
    }

    [Fact]
    public async Task An_empty_collection_has_nothing_to_save()
    {
        Collection collection = await Collection.CreateAsync(server, OneSegment);

        Answer saved = await collection.SendAsync(HttpMethod.Post, "/snapshot");

        JsonNode snapshot = saved.ShouldBe(HttpStatusCode.OK).Json["segments"]![0]!["snapshot"]!;
        Assert.Equal((0L, 0), ((long)snapshot["sequence"]!, (int)snapshot["kept"]!));
        Assert.Null(snapshot["saved_at"]);
    }

    [Fact]
    public async Task A_collection_that_does_not_exist_cannot_be_saved()
        => (await new Collection(server.Http, SharedServer.NewName()).SendAsync(HttpMethod.Post, "/snapshot"))
            .ShouldBeProblem(404, "collection_not_found");

    [Fact]
    public async Task A_manifest_that_cannot_be_stored_tells_why_in_one_line_and_the_next_save_succeeds()
    {
        await using TestServer own = await TestServer.StartAsync(null, "--auto_save:enabled=false");
        Collection collection = new(own.Http, "unlisted");
        (await collection.SendAsync(HttpMethod.Put, "", OneSegment)).ShouldBe(HttpStatusCode.Created);
        await collection.UpsertAsync(Points(0, 10));
        string state = Path.Combine(own.DataDir, "state");
        Directory.Move(state, $"{state}-aside");

        (await collection.SendAsync(HttpMethod.Post, "/snapshot")).ShouldBeProblem(503, "unavailable");

        JsonNode snapshot = (await collection.SendAsync(HttpMethod.Get, "/segments")).Json["segments"]![0]!["snapshot"]!;
        string failure = (string)snapshot["failure"]!;
        Assert.Contains(state, failure, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure);
        Assert.Equal(0, (int)snapshot["kept"]!);

        Directory.Move($"{state}-aside", state);
        Answer saved = await collection.SendAsync(HttpMethod.Post, "/snapshot");
        snapshot = saved.ShouldBe(HttpStatusCode.OK).Json["segments"]![0]!["snapshot"]!;
        Assert.Equal(1, (int)snapshot["kept"]!);
        Assert.Null(snapshot["failure"]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task As_many_snapshots_are_kept_as_set(int keep)
    {
        await using TestServer own = await TestServer.StartAsync(
            null, "--auto_save:enabled=false", string.Create(CultureInfo.InvariantCulture, $"--auto_save:keep_snapshots={keep}"));
        Collection collection = new(own.Http, "kept");
        (await collection.SendAsync(HttpMethod.Put, "", OneSegment)).ShouldBe(HttpStatusCode.Created);
        for (int save = 0; save < 5; save++)
        {
            await collection.UpsertAsync(Points(save, 1));

            // Saved on request, whether or not segments are saved by themselves.
            Answer saved = await collection.SendAsync(HttpMethod.Post, "/snapshot");
            JsonNode snapshot = saved.ShouldBe(HttpStatusCode.OK).Json["segments"]![0]!["snapshot"]!;
            Assert.Equal(Math.Min(save + 1, keep), (int)snapshot["kept"]!);
            Assert.Equal(Math.Min(save + 1, keep), SnapshotDirectories(own.DataDir).Length);
        }

        // The log is kept from the oldest of them on.
        string log = Directory.GetDirectories(own.DataDir, "log", SearchOption.AllDirectories)
            .Single(directory => directory.Contains("segments", StringComparison.Ordinal));
        string first = Directory.GetFiles(log, "*.log").Select(Path.GetFileNameWithoutExtension).Min(StringComparer.Ordinal)!;
        Assert.Equal(5 - keep + 2, long.Parse(first, CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Keys_and_conditions_hold_after_a_restart_from_a_snapshot_and_a_cut_log()
    {
        string[] args = ["--server:port=0", "--auto_save:enabled=false", "--auto_save:keep_snapshots=1"];
        string first;
        await using (ServerProcess before = ServerProcess.Start(_folder.FullName, args))
        {
            using HttpClient http = new() { BaseAddress = await before.AnnouncedAsync() };
            Collection collection = new(http, "kept");
            (await collection.SendAsync(HttpMethod.Put, "", OneSegment)).ShouldBe(HttpStatusCode.Created);
            first = await WriteWithKeyAsync(http, collection);
            await collection.UpsertAsync("""[{"id":"b","vector":[1,2,3]}]""");
            (await collection.SendAsync(HttpMethod.Post, "/snapshot")).ShouldBe(HttpStatusCode.OK);
            Assert.Equal(0, await before.StopAsync());
        }

        await using ServerProcess after = ServerProcess.Start(_folder.FullName, args);
        using HttpClient again = new() { BaseAddress = await after.AnnouncedAsync() };
        Collection loaded = new(again, "kept");
        await Wait.UntilAsync(async () => (await loaded.SendAsync(HttpMethod.Get, "/points/a")).Status == HttpStatusCode.OK);
        Assert.Equal(first, await WriteWithKeyAsync(again, loaded));
        (await loaded.SendAsync(HttpMethod.Put, "/points", """{"points":[{"id":"b","vector":[3,2,1],"if_sequence":1}]}"""))
            .ShouldBeProblem(412, "sequence_mismatch");
        Answer taken = await loaded.SendAsync(HttpMethod.Put, "/points", """{"points":[{"id":"b","vector":[3,2,1],"if_sequence":2}]}""");
        Assert.Equal(3, (long)taken.ShouldBe(HttpStatusCode.OK).Json["segments"]![0]!["sequence"]!);
    }

    private static async Task<string> WriteWithKeyAsync(HttpClient http, Collection collection)
    {
        using HttpRequestMessage request = new(HttpMethod.Put, $"{collection.Path}/points")
        {
            Content = new StringContent("""{"points":[{"id":"a","vector":[1,2,3]}]}""", System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Idempotency-Key", "first");
        using HttpResponseMessage response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return (await Answer.ReadAsync(response)).ShouldBe(HttpStatusCode.OK).Json["segments"]!.ToJsonString();
    }

    private static string Points(int batch, int count) => $"[{string.Join(',', Enumerable.Range(0, count).Select(i => string.Create(
        CultureInfo.InvariantCulture, $$"""{ "id":"{{batch}}-{{i}}","vector":[{{i}},2,3]}""")))}]";

    private static async Task<long[]> SequencesAsync(Collection collection)
        => [.. (await collection.SendAsync(HttpMethod.Get, "/segments")).Json["segments"]!.AsArray().Select(segment => (long)segment!["sequence"]!)];

    private static string[] SnapshotDirectories(string data)
        => [.. Directory.GetFiles(data, "segment.snapshot", SearchOption.AllDirectories)];
}

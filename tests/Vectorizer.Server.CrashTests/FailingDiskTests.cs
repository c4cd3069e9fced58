using System.Text.Json;
using Vectorizer.Server.CrashTests.Http;
using Vectorizer.Server.CrashTests.Model;
using Vectorizer.Server.CrashTests.Processes;

namespace Vectorizer.Server.CrashTests;

/// <summary>
/// A write or sync that fails is an acknowledgement that must not be given. What is on the disk is then unknown, so the log
/// takes nothing more until a restart has read it anew. Only a disk that is full when it is written to leaves no doubt.
/// </summary>
public sealed class FailingDiskTests : IDisposable
{
    private static readonly CollectionShape s_shape = new("failing", 1, "euclidean");
    private static readonly CollectionShape s_other = new("other", 1, "euclidean");

    private readonly TestDirectory _directory = new();

    [Theory]
    [InlineData(FailingCalls.Syncs, "EIO", "sync")]
    [InlineData(FailingCalls.Syncs, "ENOSPC", "sync")]
    [InlineData(FailingCalls.Writes, "EIO", "write")]
    public async Task A_failed_call_seals_the_segment_until_a_restart_and_loses_nothing(string calls, string error, string operation)
    {
        string data = _directory.Of("data");
        await using (ServerProcess server = await ServerProcess.StartReadyAsync(data))
        {
            using Api api = new(server.Address);
            CollectionClient collection = new(api, s_shape);
            CollectionClient other = new(api, s_other);
            await collection.CreateAsync();
            await other.CreateAsync();
            (await collection.UpsertAsync(["a", "b"])).Expect(200);
            Assert.Equal(0, await api.MetricAsync("vectorizer_log_sync_failures_total"));

            await using (await FailingCalls.BeginAsync(server.Id, calls, error))
            {
                Answer failed = await collection.UpsertAsync(["b", "c"], version: 2);
                Assert.Equal((409, "indeterminate"), (failed.Status, failed.Code));
            }

            // The disk is well again, and still nothing is taken: what happened to the lost pages is not known.
            Answer sealedAnswer = await collection.UpsertAsync(["d"]);
            Assert.Equal((503, "unavailable"), (sealedAnswer.Status, sealedAnswer.Code));
            Assert.Contains("restart", sealedAnswer.Detail, StringComparison.Ordinal);
            JsonElement segment = (await collection.SegmentsAsync())[0];
            Assert.Equal("sealed", segment.GetProperty("state").GetString());
            Assert.Contains(operation, segment.GetProperty("reason").GetString(), StringComparison.Ordinal);

            JsonElement status = (await api.GetAsync("/api/status")).Expect(200);
            Assert.Equal(1, status.GetProperty("segments").GetProperty("sealed").GetInt32());
            Assert.Equal(1, await api.MetricAsync("vectorizer_segments{state=\"sealed\"}"));
            Assert.Equal(operation == "sync" ? 1 : 0, await api.MetricAsync("vectorizer_log_sync_failures_total"));
            Assert.Equal(1, await api.MetricAsync("vectorizer_requests_rejected_total{reason=\"unavailable\"}"));

            Assert.Equal(["a", "b"], await collection.ListIdsAsync());
            Assert.Equal("a", await collection.SearchAsync("a"));
            Assert.Equal("b", await collection.SearchAsync("b"));
            (await other.UpsertAsync(["e"])).Expect(200);
        }

        await using ServerProcess again = await ServerProcess.StartReadyAsync(data);
        using Api apiAgain = new(again.Address);
        CollectionClient recovered = new(apiAgain, s_shape);
        string[] ids = await recovered.ListIdsAsync();

        // The write with the unknown outcome has happened whole or not at all.
        Assert.True(ids is ["a", "b"] or ["a", "b", "c"], string.Join(' ', ids));
        Assert.Equal("b", await recovered.SearchAsync("b", version: ids.Length == 3 ? 2 : 1));
        (await recovered.UpsertAsync(["d"])).Expect(200);
        string[] idsAfter = await recovered.ListIdsAsync();
        Assert.Equal([.. ids, "d"], idsAfter);
    }

    [Fact]
    public async Task A_write_that_finds_no_space_leaves_nothing_behind_and_seals_nothing()
    {
        string data = _directory.Of("data");
        await using (ServerProcess server = await ServerProcess.StartReadyAsync(data))
        {
            using Api api = new(server.Address);
            CollectionClient collection = new(api, s_shape);
            await collection.CreateAsync();
            (await collection.UpsertAsync(["a"])).Expect(200);

            await using (await FailingCalls.BeginAsync(server.Id, FailingCalls.Writes, "ENOSPC"))
            {
                Assert.Equal((507, "insufficient_storage"), await StatusAndCodeAsync(collection.UpsertAsync(["a", "b"], version: 2)));
            }

            Assert.Equal(["a"], await collection.ListIdsAsync());
            (await collection.UpsertAsync(["c"])).Expect(200);
        }

        await using ServerProcess again = await ServerProcess.StartReadyAsync(data);
        using Api apiAgain = new(again.Address);
        Assert.Equal(["a", "c"], await new CollectionClient(apiAgain, s_shape).ListIdsAsync());
    }

    [Fact]
    public async Task A_failed_sync_of_the_catalog_leaves_the_outcome_open_and_the_collections_served()
    {
        string data = _directory.Of("data");
        string[] names;
        await using (ServerProcess server = await ServerProcess.StartReadyAsync(data))
        {
            using Api api = new(server.Address);
            CollectionClient collection = new(api, s_shape);
            await collection.CreateAsync();

            await using (await FailingCalls.BeginAsync(server.Id, FailingCalls.Syncs, "EIO"))
            {
                Answer failed = await api.DeleteAsync(s_shape.Path);
                Assert.Equal((409, "indeterminate"), (failed.Status, failed.Code));
            }

            (await collection.UpsertAsync(["a"])).Expect(200);
            Assert.Equal((503, "unavailable"), await StatusAndCodeAsync(new CollectionClient(api, s_other).TryCreateAsync()));
            Assert.Equal((503, "unavailable"), await StatusAndCodeAsync(api.DeleteAsync(s_shape.Path)));
        }

        await using ServerProcess again = await ServerProcess.StartReadyAsync(data);
        using Api apiAgain = new(again.Address);
        JsonElement list = (await apiAgain.GetAsync("/api/v1/collections")).Expect(200);
        names = [.. list.GetProperty("collections").EnumerateArray().Select(item => item.GetProperty("name").GetString()!)];
        Assert.True(names is [] or ["failing"], string.Join(' ', names));
        await new CollectionClient(apiAgain, s_other).CreateAsync();
    }

    [Fact]
    public async Task A_collection_whose_files_cannot_be_synced_is_not_created()
    {
        await using ServerProcess server = await ServerProcess.StartReadyAsync(_directory.Of("data"));
        using Api api = new(server.Address);
        CollectionClient collection = new(api, s_shape);

        await using (await FailingCalls.BeginAsync(server.Id, FailingCalls.Syncs, "EIO"))
        {
            Assert.Equal((503, "unavailable"), await StatusAndCodeAsync(collection.TryCreateAsync()));
            Assert.Equal("collection_not_found", (await api.GetAsync(s_shape.Path)).Code);
        }

        await collection.CreateAsync();
        (await collection.UpsertAsync(["a"])).Expect(200);
        Assert.Equal(["a"], await collection.ListIdsAsync());
    }

    [Fact]
    public async Task Vectors_on_disk_that_cannot_be_read_are_an_error_answer_and_nothing_more()
    {
        CollectionShape shape = s_shape with { Quantization = """{"on_disk":true}""" };
        await using ServerProcess server = await ServerProcess.StartReadyAsync(_directory.Of("data"));
        using Api api = new(server.Address);
        CollectionClient collection = new(api, shape);
        await collection.CreateAsync();
        (await collection.UpsertAsync(["a", "b"])).Expect(200);
        Assert.Equal("a", await collection.SearchAsync("a"));

        await using (await FailingCalls.BeginAsync(server.Id, FailingCalls.Reads, "EIO"))
        {
            Answer failed = await api.PostAsync($"{shape.Path}/query", PointContents.Query("a", 1, 1));
            Assert.Equal((503, "unavailable"), (failed.Status, failed.Code));
            Assert.Matches("could not read vectors.*EIO.*No stored data is lost", failed.Detail);
            Answer point = await api.GetAsync($"{shape.Path}/points/a?with_vector=true");
            Assert.Equal((503, "unavailable"), (point.Status, point.Code));
        }

        Assert.Equal("a", await collection.SearchAsync("a"));
        Assert.Equal("ready", (await collection.SegmentsAsync())[0].GetProperty("state").GetString());
        (await collection.UpsertAsync(["c"])).Expect(200);
        Assert.Equal(["a", "b", "c"], await collection.ListIdsAsync());
    }

    public void Dispose() => _directory.Dispose();

    private static async Task<(int Status, string? Code)> StatusAndCodeAsync(Task<Answer> answer)
    {
        Answer known = await answer;
        return (known.Status, known.Code);
    }
}

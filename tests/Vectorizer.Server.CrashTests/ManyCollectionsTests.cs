using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Vectorizer.Server.CrashTests.Http;
using Vectorizer.Server.CrashTests.Model;
using Vectorizer.Server.CrashTests.Processes;

namespace Vectorizer.Server.CrashTests;

/// <summary>
/// Far more collections than a process may have files open. <c>CRASH_COLLECTIONS</c> says how many; the most that a server
/// takes are 10,000.
/// </summary>
public sealed class ManyCollectionsTests(ITestOutputHelper output) : IDisposable
{
    private const int UsualCollections = 1_200;
    private const int Connections = 8;

    // The usual limit of a login shell.
    private const string FewDescriptors = "--nofile=1024:1024";

    private readonly TestDirectory _directory = new();

    [Fact]
    public async Task More_collections_than_descriptors_are_created_written_to_and_recovered()
    {
        string text = Environment.GetEnvironmentVariable("CRASH_COLLECTIONS") ?? "";
        int count = text.Length > 0 ? int.Parse(text, CultureInfo.InvariantCulture) : UsualCollections;
        CollectionShape[] shapes = [.. Enumerable.Range(0, count).Select(
            number => new CollectionShape(string.Create(CultureInfo.InvariantCulture, $"many-{number:00000}"), 1, "euclidean"))];
        string data = _directory.Of("data");
        Stopwatch time = Stopwatch.StartNew();
        await using (ServerProcess server = await ServerProcess.StartReadyAsync(data, "prlimit", FewDescriptors))
        {
            using Api api = new(server.Address, Connections);
            await ForEachAsync(shapes, async shape => await new CollectionClient(api, shape).CreateAsync());
            Tell($"{count} created", time, server);
            await ForEachAsync(shapes, async shape => (await new CollectionClient(api, shape).UpsertAsync(["first", "second"])).Expect(200));
            Tell("written to", time, server);
        }

        await using ServerProcess again = ServerProcess.Start(data, "prlimit", FewDescriptors);
        JsonElement status = await again.WaitUntilReadyAsync();
        Tell("ready again after a kill", time, again);
        using Api apiAgain = new(again.Address, Connections);
        Assert.Equal(count, status.GetProperty("segments").GetProperty("ready").GetInt32());
        Assert.Equal(2 * count, status.GetProperty("points").GetInt32());
        JsonElement list = (await apiAgain.GetAsync("/api/v1/collections")).Expect(200);
        Tell("listed", time, again);
        Assert.Equal(count, list.GetProperty("collections").GetArrayLength());
        Assert.All(list.GetProperty("collections").EnumerateArray(), item => Assert.Equal(2, item.GetProperty("points").GetInt32()));

        await ForEachAsync(shapes, async shape => (await new CollectionClient(apiAgain, shape).UpsertAsync(["third"])).Expect(200));
        Tell("written to again", time, again);
    }

    public void Dispose() => _directory.Dispose();

    private static Task ForEachAsync(CollectionShape[] shapes, Func<CollectionShape, Task> action) => Parallel.ForEachAsync(
        shapes,
        new ParallelOptions { MaxDegreeOfParallelism = Connections },
        async (shape, _) => await action(shape));

    private void Tell(string what, Stopwatch time, ServerProcess server)
    {
        int descriptors = Directory.GetFiles($"/proc/{server.Id.ToString(CultureInfo.InvariantCulture)}/fd").Length;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{what}: {time.Elapsed.TotalSeconds:0.0} s, {descriptors} descriptors open"));
        time.Restart();
    }
}

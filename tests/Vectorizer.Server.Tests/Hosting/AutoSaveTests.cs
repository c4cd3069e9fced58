using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Vectorizer.Server.Tests.Api;

namespace Vectorizer.Server.Tests.Hosting;

/// <summary>Each setting of <c>auto_save</c> with two values, and what differs.</summary>
public sealed class AutoSaveTests : IDisposable
{
    private const string Never = "--auto_save:interval_seconds=604800";
    private const string Many = "--auto_save:min_operations=1000000000";

    private readonly DirectoryInfo _folder = Directory.CreateDirectory(
        Path.Combine(AppContext.BaseDirectory, "autosave", Guid.NewGuid().ToString("N")));

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_write_is_saved_when_the_interval_has_passed_and_a_longer_one_has_not()
    {
        await using TestServer often = await TestServer.StartAsync(null, "--auto_save:interval_seconds=1", Many);
        await using TestServer seldom = await TestServer.StartAsync(null, Never, Many);
        await using TestServer off = await TestServer.StartAsync(
            null, "--auto_save:enabled=false", "--auto_save:interval_seconds=1", "--auto_save:min_operations=1");
        foreach (TestServer server in (TestServer[])[seldom, off, often])
        {
            await CreateAsync(server.Http);
            await WriteAsync(server.Http, 0, 1);
        }

        await Wait.UntilAsync(async () => await SavedAsync(often.Http) == 1);

        // A second save of the first proves that all of them have looked again meanwhile.
        await WriteAsync(often.Http, 1, 1);
        await Wait.UntilAsync(async () => await SavedAsync(often.Http) == 2);
        Assert.Equal(0, await SavedAsync(seldom.Http));
        Assert.Equal(0, await SavedAsync(off.Http));
        (await new Collection(off.Http, "points").SendAsync(HttpMethod.Post, "/snapshot")).ShouldBe(HttpStatusCode.OK);
        Assert.Equal(1, await SavedAsync(off.Http));
    }

    [Fact]
    public async Task Enough_operations_are_saved_before_the_interval_but_not_before_the_log_is_as_large_as_the_snapshot()
    {
        await using TestServer few = await TestServer.StartAsync(null, Never, "--auto_save:min_operations=50");
        await using TestServer many = await TestServer.StartAsync(null, Never, "--auto_save:min_operations=1000");
        foreach (TestServer server in (TestServer[])[few, many])
        {
            await CreateAsync(server.Http);
            await WriteAsync(server.Http, 0, 500);
        }

        await Wait.UntilAsync(async () => await SavedAsync(few.Http) == 1);
        Assert.Equal(0, await SavedAsync(many.Http));

        // Enough operations and a small log.
        await WriteAsync(few.Http, 1, 50);
        await WriteAsync(many.Http, 1, 500);
        await Wait.UntilAsync(async () => await SavedAsync(many.Http) == 2);
        Assert.Equal(1, await SavedAsync(few.Http));
        await WriteAsync(few.Http, 2, 2_000);
        await Wait.UntilAsync(async () => await SavedAsync(few.Http) == 3);
    }

    [Theory]
    [InlineData(20, 1)]
    [InlineData(19, 0)]
    public async Task A_stop_saves_what_is_as_much_as_set_and_leaves_less_to_the_log(int points, int snapshots)
    {
        string[] args = ["--server:port=0", Never, "--auto_save:min_operations=20"];
        await using (ServerProcess first = ServerProcess.Start(_folder.FullName, args))
        {
            using HttpClient http = new() { BaseAddress = await first.AnnouncedAsync() };
            await CreateAsync(http);

            // Before these are due by themselves, a first snapshot is as large as they are.
            await WriteAsync(http, 0, 400);
            (await new Collection(http, "points").SendAsync(HttpMethod.Post, "/snapshot")).ShouldBe(HttpStatusCode.OK);
            await WriteAsync(http, 1, points);
            Assert.Equal(0, await first.StopAsync());
        }

        Assert.Equal(1 + snapshots, Directory.GetFiles(_folder.FullName, "segment.snapshot", SearchOption.AllDirectories).Length);
        await using ServerProcess second = ServerProcess.Start(_folder.FullName, args);
        using HttpClient again = new() { BaseAddress = await second.AnnouncedAsync() };
        await Wait.UntilAsync(async () => (await new Collection(again, "points").SendAsync(HttpMethod.Get, "/points/1-0")).Status == HttpStatusCode.OK);
        Assert.Equal(400 + points, await new Collection(again, "points").CountAsync());
    }

    private static async Task CreateAsync(HttpClient http) => (await new Collection(http, "points").SendAsync(
        HttpMethod.Put, "", """{"dimension":3,"metric":"euclidean","durability":"os"}""")).ShouldBe(HttpStatusCode.Created);

    private static Task WriteAsync(HttpClient http, int batch, int count)
        => new Collection(http, "points").UpsertAsync($"[{string.Join(',', Enumerable.Range(0, count).Select(i => string.Create(
            CultureInfo.InvariantCulture, $$"""{ "id":"{{batch}}-{{i}}","vector":[{{i}},{{batch}},3]}""")))}]");

    private static async Task<long> SavedAsync(HttpClient http)
    {
        Answer answer = await new Collection(http, "points").SendAsync(HttpMethod.Get, "/segments");
        JsonNode segment = answer.ShouldBe(HttpStatusCode.OK).Json["segments"]![0]!;
        return (long?)segment["snapshot"]?["sequence"] ?? 0;
    }
}

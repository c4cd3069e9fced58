using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Vectorizer.Server.Tests.Hosting;

namespace Vectorizer.Server.Tests.Api;

/// <summary>Servers with little memory for points. Their points are large, so that few fill it.</summary>
public sealed class MemoryTests
{
    private const int Dimension = 8192;
    private const int Writers = 8;

    // Less than a mebibyte: a larger write to a segment is divided.
    private const int BatchPoints = 20;
    private const long MiB = 1024 * 1024;

    /// <summary>Many writers at once, while the status is looked at: the sum of used and reserved stays below the limit.</summary>
    [Theory]
    [InlineData(16)]
    [InlineData(48)]
    public async Task As_many_points_are_taken_as_the_pool_holds_and_not_one_more(int megabytes)
    {
        await using TestServer server = await TestServer.StartAsync(null, $"--performance:cpu:memory_pool_size_mb={megabytes}");
        Collection collection = await CreateAsync(server);
        int stored = 0;
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            for (int batch = 0; ; batch++)
            {
                Answer answer = await collection.SendAsync(HttpMethod.Put, "/points?durability=os", Points($"{writer}-{batch}"));
                JsonNode memory = await MemoryAsync(server);
                Assert.InRange((long)memory["used_bytes"]! + (long)memory["reserved_bytes"]!, 0, megabytes * MiB);
                if (answer.Status != HttpStatusCode.OK)
                {
                    answer.ShouldBeProblem(507, "insufficient_memory");
                    Assert.True((bool)answer.Json["retryable"]!);
                    return;
                }

                Interlocked.Add(ref stored, BatchPoints);
            }
        }));

        Answer described = (await collection.SendAsync(HttpMethod.Get, "")).ShouldBe(HttpStatusCode.OK);
        Assert.Equal(stored, (int)described.Json["points"]!);

        // All but what a few batches and the pages of the arenas leave unused.
        const long PointBytes = Dimension * sizeof(float);
        Assert.InRange(stored * PointBytes, (megabytes * MiB) - (6 * MiB), megabytes * MiB);
        Assert.Equal(0, (long)(await MemoryAsync(server))["reserved_bytes"]!);
    }

    [Fact]
    public async Task A_refused_write_says_when_to_come_again()
    {
        await using TestServer server = await TestServer.StartAsync(null, "--performance:cpu:memory_pool_size_mb=16");
        Collection collection = await CreateAsync(server);
        while (true)
        {
            using HttpRequestMessage request = new(HttpMethod.Put, $"{collection.Path}/points?durability=os")
            {
                Content = new StringContent(Points(Guid.NewGuid().ToString("N")), null, "application/json"),
            };
            using HttpResponseMessage response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
            if (response.StatusCode == HttpStatusCode.InsufficientStorage)
            {
                Assert.True(response.Headers.RetryAfter!.Delta > TimeSpan.Zero);
                return;
            }

            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Fact]
    public async Task Memory_is_told_by_part_and_the_parts_are_the_whole()
    {
        await using TestServer server = await TestServer.StartAsync();
        Collection collection = await CreateAsync(server);
        const int PayloadBytes = 1000;
        string payload = $$"""{"text":"{{new string('x', PayloadBytes)}}"}""";
        (await collection.SendAsync(HttpMethod.Put, "/points", Points("a", payload))).ShouldBe(HttpStatusCode.OK);

        JsonNode memory = (await collection.SendAsync(HttpMethod.Get, "")).ShouldBe(HttpStatusCode.OK).Json["memory"]!;
        JsonNode segment = (await collection.SendAsync(HttpMethod.Get, "/segments")).ShouldBe(HttpStatusCode.OK).Json["segments"]![0]!["memory"]!;

        Assert.Equal(segment.ToJsonString(), memory.ToJsonString());
        long Part(string name) => (long)memory[name + "_bytes"]!;
        Assert.InRange(Part("vectors"), BatchPoints * Dimension * sizeof(float), Part("total"));
        Assert.InRange(Part("payloads"), BatchPoints * PayloadBytes, BatchPoints * (PayloadBytes + 20));
        Assert.InRange(Part("links"), 1, Part("vectors"));
        Assert.InRange(Part("points"), BatchPoints * 24, 16 * 1024);
        Assert.Equal(0, Part("log_buffers"));
        Assert.Equal(Part("total"), memory.AsObject().Where(part => part.Key is not ("total_bytes" or "payloads_uncompressed_bytes")).Sum(part => (long)part.Value!));
        Assert.Equal(Part("total"), (long)(await MemoryAsync(server))["used_bytes"]!);
    }

    private static async Task<Collection> CreateAsync(TestServer server)
    {
        Collection collection = new(server.Http, "large");
        string definition = $$"""{"dimension":{{Dimension}},"metric":"euclidean","hnsw_config":{"m":4,"ef_construction":4} }""";
        (await collection.SendAsync(HttpMethod.Put, "", definition)).ShouldBe(HttpStatusCode.Created);
        return collection;
    }

    private static async Task<JsonNode> MemoryAsync(TestServer server)
        => JsonNode.Parse(await server.Http.GetStringAsync("/api/status", TestContext.Current.CancellationToken))!["memory"]!;

    private static string Points(string batch, string payload = "{}")
    {
        string vector = Convert.ToBase64String(new byte[Dimension * sizeof(float)]);
        IEnumerable<string> points = Enumerable.Range(0, BatchPoints).Select(i => string.Create(
            CultureInfo.InvariantCulture, $$"""{ "id":"{{batch}}-{{i}}","vector":"{{vector}}","payload":{{payload}} }"""));
        return $$"""{"points":[{{string.Join(',', points)}}]}""";
    }
}

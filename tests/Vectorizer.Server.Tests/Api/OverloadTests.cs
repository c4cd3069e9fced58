using System.Net;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Vectorizer.Grains.Search;
using Vectorizer.Grains.Segments;
using Vectorizer.Server.Api.Http;
using Vectorizer.Server.Tests.Hosting;

namespace Vectorizer.Server.Tests.Api;

/// <summary>A server that has more to do than it can refuses, and says when to come back.</summary>
public sealed class OverloadTests
{
    [Fact]
    public async Task Searches_beyond_the_queue_are_refused_with_a_time_to_retry()
    {
        await using TestServer server = await TestServer.StartAsync(
            services => services.Configure<SearchOptions>(options => options.QueueCapacity = options.MaxThreads = 1));
        Collection collection = new(server.Http, "busy");
        (await collection.SendAsync(HttpMethod.Put, "", """{"dimension":3,"segments":2}""")).ShouldBe(HttpStatusCode.Created);
        await collection.UpsertAsync("""[{"id":"a","vector":[1,2,3]}]""");

        // One thread and one place to wait: what comes while both are taken has to be refused.
        using ManualResetEventSlim release = new();
        TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        SearchExecutor executor = server.Services.GetRequiredService<SearchExecutor>();
        Task<int> holding = executor.RunAsync(
            _ =>
            {
                held.SetResult();
                release.Wait(TestContext.Current.CancellationToken);
                return 0;
            },
            TimeSpan.FromMinutes(1),
            TestContext.Current.CancellationToken);
        await held.Task;
        Task<int> waiting = executor.RunAsync(_ => 0, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        Answer refused = await collection.SendAsync(HttpMethod.Post, "/query", """{"vector":[1,2,3]}""");
        refused.ShouldBeProblem(429, "overloaded");
        Assert.True((bool)refused.Json["retryable"]!);
        Assert.True(int.Parse(refused.RetryAfter!) >= 1);

        // The status is not one of those who wait.
        using HttpResponseMessage status = await server.Http.GetAsync("/api/status", TestContext.Current.CancellationToken);
        Answer told = (await Answer.ReadAsync(status)).ShouldBe(HttpStatusCode.OK);
        Assert.Equal(1, (int)told.Json["search"]!["running"]!);
        Assert.Equal(1, (int)told.Json["search"]!["queue_limit"]!);

        release.Set();
        await holding;
        await waiting;

        // The thread may still be on its way back.
        await Wait.UntilAsync(async () =>
            (await collection.SendAsync(HttpMethod.Post, "/query", """{"vector":[1,2,3]}""")).Status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_request_that_takes_too_long_ends_with_its_deadline()
    {
        await using TestServer server = await TestServer.StartAsync(
            services => services.Configure<SearchOptions>(options => options.MaxThreads = 1));
        Collection collection = new(server.Http, "slow");
        (await collection.SendAsync(HttpMethod.Put, "", """{"dimension":3}""")).ShouldBe(HttpStatusCode.Created);
        using ManualResetEventSlim release = new();
        Task<int> holding = server.Services.GetRequiredService<SearchExecutor>().RunAsync(
            _ =>
            {
                release.Wait(TestContext.Current.CancellationToken);
                return 0;
            },
            TimeSpan.FromMinutes(1),
            TestContext.Current.CancellationToken);

        // Only now, so that nothing before it is in a hurry.
        server.Services.GetRequiredService<IOptionsMonitor<RequestTimeoutOptions>>().CurrentValue.DefaultPolicy = RequestDeadline.Policy(TimeSpan.FromMilliseconds(100));
        Answer late = await collection.SendAsync(HttpMethod.Post, "/query", """{"vector":[1,2,3]}""");

        late.ShouldBeProblem(504, "deadline_exceeded");
        release.Set();
        await holding;
    }

    [Fact]
    public async Task Writes_beyond_what_segments_may_hold_are_refused_segment_by_segment()
    {
        await using TestServer server = await TestServer.StartAsync(
            services => services.Configure<IndexOptions>(options => options.MaxPendingPoints = 1));
        Collection collection = new(server.Http, "busy");
        (await collection.SendAsync(HttpMethod.Put, "", """{"dimension":256,"segments":3,"hnsw_config":{"ef_construction":4096}}"""))
            .ShouldBe(HttpStatusCode.Created);
        string vector = string.Join(',', Enumerable.Repeat("1", 256));
        string points = string.Join(',', Enumerable.Range(0, 300).Select(i => $$"""{"id":"{{i}}","vector":[{{i}},{{vector[2..]}}]}"""));

        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(
            _ => collection.SendAsync(HttpMethod.Put, "/points", $$"""{"points":[{{points}}]}""")));

        Answer[] refused = [.. answers.Where(answer => answer.Status != HttpStatusCode.OK)];
        Assert.NotEmpty(refused);
        Assert.All(refused, answer =>
        {
            answer.ShouldBeProblem(429, "overloaded");
            Assert.True(int.Parse(answer.RetryAfter!) >= 1);
            System.Text.Json.Nodes.JsonArray segments = answer.Json["segments"]!.AsArray();
            Assert.Equal([0, 1, 2], segments.Select(segment => (int)segment!["segment"]!));
            Assert.Contains(segments, segment => (string?)segment!["code"] == "overloaded");
            Assert.All(segments, segment => Assert.True(segment!["code"] is null ? segment["sequence"] is not null : segment["detail"] is not null));
        });

        // Each segment has taken somebody's points, perhaps no two of them those of the same request.
        Assert.Equal(
            [0, 1, 2],
            answers
                .SelectMany(answer => answer.Json["segments"]!.AsArray())
                .Where(segment => (long?)segment!["sequence"] is > 0)
                .Select(segment => (int)segment!["segment"]!)
                .Distinct()
                .Order());
        await Wait.UntilAsync(async () =>
            (await collection.SendAsync(HttpMethod.Put, "/points", $$"""{"points":[{{points}}]}""")).Status == HttpStatusCode.OK);
        Assert.Equal(300, await collection.CountAsync());
    }

    [Fact]
    public async Task Bodies_beyond_the_memory_for_bodies_are_refused()
    {
        await using TestServer server = await TestServer.StartAsync(
            services => services.AddSingleton(new BodyMemory(limitBytes: 1024 * 1024)));
        Collection collection = new(server.Http, "busy");
        (await collection.SendAsync(HttpMethod.Put, "", """{"dimension":3}""")).ShouldBe(HttpStatusCode.Created);
        string payload = new('x', 900_000);

        Answer refused = await collection.SendAsync(
            HttpMethod.Put, "/points", $$"""{"points":[{"id":"a","vector":[1,2,3],"payload":{"x":"{{payload}}"} }]}""");

        refused.ShouldBeProblem(429, "overloaded", null, "1048576");
        Assert.NotNull(refused.RetryAfter);
        Assert.Equal(0, await collection.CountAsync());
        await collection.UpsertAsync("""[{"id":"a","vector":[1,2,3]}]""");
    }
}

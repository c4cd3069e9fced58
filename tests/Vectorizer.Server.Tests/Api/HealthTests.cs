using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Vectorizer.Grains.Memory;
using Vectorizer.Grains.Storage;
using Vectorizer.Server.Api.Health;
using Vectorizer.Server.Tests.Hosting;

namespace Vectorizer.Server.Tests.Api;

/// <summary>What probes are told in each part of a node's life.</summary>
public sealed class HealthTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_node_that_has_opened_everything_is_alive_started_and_ready()
    {
        await using TestServer server = await TestServer.StartAsync();
        await Wait.UntilAsync(async () => (await AskAsync(server, "/health/ready")).Status == HttpStatusCode.OK);

        foreach (string path in (string[])["/health/live", "/health/startup", "/health/ready", "/health"])
        {
            (HttpStatusCode status, JsonNode answer) = await AskAsync(server, path);
            Assert.Equal(HttpStatusCode.OK, status);
            Assert.True((bool)answer["healthy"]!);
            Assert.Equal("ready", (string?)answer["status"]);
            Assert.Empty(answer["unavailable_segments"]!.AsArray());
        }
    }

    [Fact]
    public async Task A_node_that_is_recovering_is_alive_and_started_but_not_ready()
    {
        ApplicationLifetime lifetime = new(NullLogger<ApplicationLifetime>.Instance);
        await using TestServer server = await StartAsync(provider => new NodeState(NeverDone(provider), lifetime));

        Assert.Equal(HttpStatusCode.OK, (await AskAsync(server, "/health/live")).Status);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(server, "/health/startup")).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await AskAsync(server, "/health/ready")).Status);
        (HttpStatusCode status, JsonNode answer) = await AskAsync(server, "/api/status");
        Assert.Equal((HttpStatusCode.OK, "recovering"), (status, (string?)answer["status"]));
    }

    [Fact]
    public async Task A_node_that_was_told_to_stop_is_alive_but_takes_nothing_more()
    {
        ApplicationLifetime lifetime = new(NullLogger<ApplicationLifetime>.Instance);
        lifetime.StopApplication();
        await using TestServer server = await StartAsync(
            provider => new NodeState(provider.GetRequiredService<NodeRecovery>(), lifetime));

        Assert.Equal(HttpStatusCode.OK, (await AskAsync(server, "/health/live")).Status);
        foreach (string path in (string[])["/health/ready", "/health", "/api/status", "/status"])
        {
            (HttpStatusCode status, JsonNode answer) = await AskAsync(server, path);
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "stopping"), (status, (string?)answer["status"]));
        }
    }

    private static Task<TestServer> StartAsync(Func<IServiceProvider, NodeState> state)
        => TestServer.StartAsync(services => services.AddSingleton(state));

    private static NodeRecovery NeverDone(IServiceProvider provider) => new(
        provider.GetRequiredService<IGrainFactory>(),
        provider.GetRequiredService<MemoryBudget>(),
        TimeProvider.System,
        NullLogger<NodeRecovery>.Instance);

    private static async Task<(HttpStatusCode Status, JsonNode Answer)> AskAsync(TestServer server, string path)
    {
        using HttpResponseMessage response = await server.Http.GetAsync(path, Token);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!);
    }
}

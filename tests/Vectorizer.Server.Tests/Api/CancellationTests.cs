using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Vectorizer.Grains.Search;
using Vectorizer.Server.Tests.Hosting;

namespace Vectorizer.Server.Tests.Api;

/// <summary>Callers that hang up.</summary>
public sealed class CancellationTests
{
    [Theory]
    [InlineData("/query", """{"vector":[1,2,3]}""")]
    [InlineData("/query/batch", """{"queries":[{"vector":[1,2,3]},{"vector":[1,2,3]},{"vector":[1,2,3],"limit":1}]}""")]
    public async Task A_search_whose_caller_has_gone_leaves_the_queue_and_no_trace_in_the_log(string path, string body)
    {
        RecordingLogs logs = new();
        await using TestServer server = await TestServer.StartAsync(services =>
        {
            services.Configure<SearchOptions>(options => options.MaxThreads = 1);
            services.AddSingleton<ILoggerProvider>(logs);
        });
        CancellationToken token = TestContext.Current.CancellationToken;
        Collection collection = new(server.Http, "c");
        (await collection.SendAsync(HttpMethod.Put, "", """{"dimension":3,"segments":3}""")).ShouldBe(HttpStatusCode.Created);
        SearchExecutor executor = server.Services.GetRequiredService<SearchExecutor>();
        using ManualResetEventSlim release = new();
        TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<int> holding = executor.RunAsync(
            _ =>
            {
                held.SetResult();
                release.Wait(token);
                return 0;
            },
            TimeSpan.FromMinutes(1),
            token);
        await held.Task;

        using (TcpClient connection = new())
        {
            await connection.ConnectAsync(server.Url.Host, server.Url.Port, token);
            await connection.GetStream().WriteAsync(
                Encoding.ASCII.GetBytes(
                    $"POST {collection.Path}{path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + $"Content-Length: {body.Length}\r\n\r\n{body}"),
                token);
            await UntilAsync(() => executor.Statistics.Queued >= 1);
        }

        await UntilAsync(() => executor.Statistics.Queued == 0);
        release.Set();
        await holding;
        (await collection.SendAsync(HttpMethod.Post, "/query", """{"vector":[1,2,3]}""")).ShouldBe(HttpStatusCode.OK);
        Assert.DoesNotContain(logs.Lines, line => line.Contains("Vectorizer", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_body_that_breaks_off_stores_nothing_and_leaves_no_trace_in_the_log()
    {
        RecordingLogs logs = new();
        await using TestServer server = await TestServer.StartAsync(services => services.AddSingleton<ILoggerProvider>(logs));
        CancellationToken token = TestContext.Current.CancellationToken;
        Collection collection = new(server.Http, "c");
        (await collection.SendAsync(HttpMethod.Put, "", """{"dimension":3}""")).ShouldBe(HttpStatusCode.Created);
        string body = """{"points":[{"id":"a","vector":[1,2,3]}]}""";
        using (TcpClient connection = new())
        {
            await connection.ConnectAsync(server.Url.Host, server.Url.Port, token);
            await connection.GetStream().WriteAsync(
                Encoding.ASCII.GetBytes(
                    $"PUT {collection.Path}/points HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + $"Content-Length: {body.Length + 1}\r\n\r\n{body}"),
                token);
        }

        // A connection of its own that ends in order: when it is answered, the server has seen the other one's end.
        Assert.Equal(0, await collection.CountAsync());
        Assert.DoesNotContain(logs.Lines, line => line.Contains("Vectorizer.Server", StringComparison.Ordinal));
    }

    /// <summary>Waits for what another thread of this process is about to do.</summary>
    private static async Task UntilAsync(Func<bool> reached)
    {
        while (!reached())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TestContext.Current.CancellationToken);
        }
    }
}

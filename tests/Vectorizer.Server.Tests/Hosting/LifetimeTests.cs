using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Vectorizer.Server.Hosting.Logging;
using Vectorizer.Server.Tests.Api;

namespace Vectorizer.Server.Tests.Hosting;

/// <summary>How a server stops, reads its settings again, and tells the service manager: real processes, real signals.</summary>
public sealed class LifetimeTests : IDisposable
{
    private const string Points = """{"points":[{"id":"a","vector":[1,2,3]}]}""";

    private readonly DirectoryInfo _folder = Directory.CreateDirectory(
        Path.Combine(AppContext.BaseDirectory, "lifetime", Guid.NewGuid().ToString("N")));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_stop_lets_a_request_under_way_end_takes_no_other_and_exits_with_0()
    {
        await using ServerProcess server = ServerProcess.Start(_folder.FullName, "--server:port=0");
        Uri url = await server.AnnouncedAsync();
        await CreateAsync(url);
        await using Upload upload = await Upload.BeginAsync(url, Points);
        await server.SignalAsync("TERM");
        await Wait.UntilAsync(async () => !await ConnectsAsync(url));

        string answer = await upload.EndAsync();
        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.Equal(0, await server.ExitCodeAsync());
        Assert.Empty(server.Errors);

        await using ServerProcess again = ServerProcess.Start(_folder.FullName, "--server:port=0");
        Assert.Equal(1, await PointsAsync(await again.AnnouncedAsync()));
    }

    // The other value is 3,600 s, below: there the same request is waited for until the second signal.
    [Fact]
    public async Task A_request_that_does_not_end_within_half_of_the_grace_is_cut_off_and_the_exit_is_clean()
    {
        await using ServerProcess server = ServerProcess.Start(_folder.FullName, "--server:port=0", "--server:shutdown_grace_seconds=2");
        Uri url = await server.AnnouncedAsync();
        await CreateAsync(url);
        await using Upload upload = await Upload.BeginAsync(url, Points);
        Assert.Equal(0, await server.StopAsync());
        Assert.Empty(server.Errors);
    }

    [Theory]
    [InlineData("TERM", 143)]
    [InlineData("INT", 130)]
    public async Task A_second_signal_ends_the_process_at_once_and_loses_nothing(string signal, int exitCode)
    {
        await using (ServerProcess server = ServerProcess.Start(_folder.FullName, "--server:port=0", "--server:shutdown_grace_seconds=3600"))
        {
            Uri url = await server.AnnouncedAsync();
            await CreateAsync(url);
            using HttpClient http = new() { BaseAddress = url };
            await new Collection(http, "c").UpsertAsync("""[{"id":"kept","vector":[1,2,3]}]""");

            // It holds the stop up for half an hour.
            await using Upload upload = await Upload.BeginAsync(url, Points);
            await server.SignalAsync(signal);
            await Wait.UntilAsync(async () => !await ConnectsAsync(url));
            await server.SignalAsync(signal);
            Assert.Equal(exitCode, await server.ExitCodeAsync());
        }

        await using ServerProcess again = ServerProcess.Start(_folder.FullName, "--server:port=0");
        Assert.Equal(1, await PointsAsync(await again.AnnouncedAsync()));
    }

    [Fact]
    public async Task Systemd_is_told_of_the_start_of_being_alive_and_of_the_stop()
    {
        using NotifySocket systemd = new();
        await using ServerProcess server = ServerProcess.StartIn(
            new() { ["NOTIFY_SOCKET"] = systemd.Path, ["WATCHDOG_USEC"] = "200000" }, _folder.FullName, "--server:port=0");
        Assert.Equal("READY=1", await systemd.ReceiveAsync());
        Uri url = await server.AnnouncedAsync();
        Assert.True(await ConnectsAsync(url), "It was ready before it listened.");
        Assert.Equal("WATCHDOG=1", await systemd.ReceiveAsync());
        Assert.Equal("WATCHDOG=1", await systemd.ReceiveAsync());
        Task<int> stop = server.StopAsync();
        string message;
        do
        {
            message = await systemd.ReceiveAsync();
        }
        while (message == "WATCHDOG=1");

        Assert.Equal("STOPPING=1", message);
        Assert.Equal(0, await stop);
    }

    [Fact]
    public async Task A_watchdog_of_another_process_gets_no_pings()
    {
        using NotifySocket systemd = new();
        await using ServerProcess server = ServerProcess.StartIn(
            new() { ["NOTIFY_SOCKET"] = systemd.Path, ["WATCHDOG_USEC"] = "1000", ["WATCHDOG_PID"] = "1" }, _folder.FullName, "--server:port=0");
        Assert.Equal("READY=1", await systemd.ReceiveAsync());
        await server.AnnouncedAsync();
        Task<int> stop = server.StopAsync();
        Assert.Equal("STOPPING=1", await systemd.ReceiveAsync());
        Assert.Equal(0, await stop);
    }

    [Fact]
    public async Task SIGHUP_changes_the_level_at_once_names_what_waits_for_the_next_start_and_refuses_faults()
    {
        string file = Path.Combine(_folder.FullName, "node.yml");
        await File.WriteAllTextAsync(file, "logging:\n  level: warn\n", Token);
        await using ServerProcess server = ServerProcess.Start(_folder.FullName, "--server:port=0", $"--config={file}");
        Uri url = await server.AnnouncedAsync();
        using HttpClient http = new() { BaseAddress = url };

        await File.WriteAllTextAsync(file, "logging:\n  level: info\nlimits:\n  max_collections: 5\n", Token);
        await server.SignalAsync("HUP");
        await server.LineAsync(line => line.EndsWith("changed: logging.level, limits.max_collections.", StringComparison.Ordinal));
        await server.LineAsync(line => line.EndsWith("count from the next start on: limits.max_collections.", StringComparison.Ordinal));
        (await new Collection(http, "told").SendAsync(HttpMethod.Put, "", """{"dimension":3}""")).ShouldBe(HttpStatusCode.Created);
        await server.LineAsync(line => line.Contains("Collection told was created", StringComparison.Ordinal));

        await File.WriteAllTextAsync(file, "logging:\n  level: loud\n", Token);
        await server.SignalAsync("HUP");
        await server.LineAsync(line => line.Contains($"none was changed: {file}:2:3: logging.level is 'loud'", StringComparison.Ordinal));
        Assert.Equal(0, await server.StopAsync());
    }

    [Fact]
    public async Task A_level_that_is_raised_or_lowered_counts_at_once_for_loggers_that_exist()
    {
        await using TestServer server = await TestServer.StartAsync(null, "--logging:level=warn");
        LogLevels levels = server.Services.GetRequiredService<LogLevels>();
        ILogger logger = server.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Vectorizer.Any");
        Assert.Equal((false, true), (logger.IsEnabled(LogLevel.Information), logger.IsEnabled(LogLevel.Warning)));
        levels.Set("trace");
        Assert.True(logger.IsEnabled(LogLevel.Trace));
        levels.Set("error");
        Assert.Equal((false, true), (logger.IsEnabled(LogLevel.Warning), logger.IsEnabled(LogLevel.Error)));
    }

    [Fact]
    public async Task Without_vector_registers_the_server_runs_as_the_same_process_and_answers_the_same()
    {
        await using ServerProcess with = ServerProcess.Start(_folder.FullName, "--server:port=0", "--server:data_dir=with");
        await using ServerProcess without = ServerProcess.Start(
            _folder.FullName, "--server:port=0", "--server:data_dir=with out", "--performance.cpu.enable_simd", "false");
        (int bitsWith, string hitsWith) = await BitsAndHitsAsync(await with.AnnouncedAsync());
        (int bitsWithout, string hitsWithout) = await BitsAndHitsAsync(await without.AnnouncedAsync());
        Assert.True(bitsWith >= 128);
        Assert.Equal(0, bitsWithout);
        Assert.Equal(hitsWith, hitsWithout);
        Assert.True(Directory.Exists(Path.Combine(_folder.FullName, "with out")));

        // Its id has not changed: the signal reaches it.
        Assert.Equal(0, await without.StopAsync());
        Assert.Empty(without.Errors);
    }

    private static async Task<(int Bits, string Ids)> BitsAndHitsAsync(Uri url)
    {
        using HttpClient http = new() { BaseAddress = url };
        await CreateAsync(url);
        Collection collection = new(http, "c");
        await collection.UpsertAsync($"[{string.Join(',', Enumerable.Range(1, 50).Select(i => $$"""{"id":"{{i}}","vector":[{{i}},{{i * i % 7}},1]}"""))}]");
        Answer hits = (await collection.SendAsync(HttpMethod.Post, "/query", """{"vector":[20,3,1],"limit":5}""")).ShouldBe(HttpStatusCode.OK);
        using JsonDocument status = JsonDocument.Parse(await http.GetStringAsync("/api/status", Token));
        return (status.RootElement.GetProperty("vector_bits").GetInt32(), string.Join(' ', hits.Ids));
    }

    private static async Task CreateAsync(Uri url)
    {
        using HttpClient http = new() { BaseAddress = url };
        (await new Collection(http, "c").SendAsync(HttpMethod.Put, "", """{"dimension":3,"metric":"euclidean"}""")).ShouldBe(HttpStatusCode.Created);
    }

    private static async Task<long> PointsAsync(Uri url)
    {
        using HttpClient http = new() { BaseAddress = url };
        Collection collection = new(http, "c");
        await Wait.UntilAsync(async () => (await collection.SendAsync(HttpMethod.Get, "/points")).Status == HttpStatusCode.OK);
        return await collection.CountAsync();
    }

    private static async Task<bool> ConnectsAsync(Uri url)
    {
        try
        {
            using TcpClient connection = new();
            await connection.ConnectAsync(url.Host, url.Port, Token);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>An upsert that the server has begun to read, and whose last byte is held back.</summary>
    private sealed class Upload(TcpClient connection, byte last) : IAsyncDisposable
    {
        public static async Task<Upload> BeginAsync(Uri url, string body)
        {
            TcpClient connection = new();
            await connection.ConnectAsync(url.Host, url.Port, Token);
            NetworkStream stream = connection.GetStream();
            await stream.WriteAsync(
                Encoding.ASCII.GetBytes(
                    "PUT /api/v1/collections/c/points HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nExpect: 100-continue\r\n"
                    + $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n"),
                Token);

            // It asks for the body once it reads it.
            byte[] asked = new byte["HTTP/1.1 100 Continue\r\n\r\n".Length];
            await stream.ReadExactlyAsync(asked, Token);
            Assert.StartsWith("HTTP/1.1 100", Encoding.ASCII.GetString(asked), StringComparison.Ordinal);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(body[..^1]), Token);
            return new Upload(connection, (byte)body[^1]);
        }

        public async Task<string> EndAsync()
        {
            NetworkStream stream = connection.GetStream();
            await stream.WriteAsync(new[] { last }, Token);
            using StreamReader reader = new(stream);
            return await reader.ReadToEndAsync(Token);
        }

        public ValueTask DisposeAsync()
        {
            connection.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

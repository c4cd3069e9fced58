using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Vectorizer.Server.Hosting;

namespace Vectorizer.Server.Tests.Hosting;

/// <summary>What someone sees who starts the server.</summary>
public sealed class StartTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateDirectory(
        Path.Combine(AppContext.BaseDirectory, "start", Guid.NewGuid().ToString("N")));

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_first_lines_tell_where_it_listens_where_data_lives_and_a_first_request_that_works()
    {
        await using ServerProcess server = ServerProcess.Start(_folder.FullName, "--server:port=0");
        Uri url = await server.AnnouncedAsync();
        string[] lines = server.Output.Split('\n');

        Assert.Matches(@"^Vectorizer\.Orleans \d+\.\d+\.\d+$", lines[0]);
        Assert.Equal("127.0.0.1", url.Host);
        Assert.Contains("this machine only", server.Output, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(_folder.FullName, "data"), server.Output, StringComparison.Ordinal);
        Assert.True(Directory.Exists(Path.Combine(_folder.FullName, "data")));

        // Copied and pasted.
        string command = lines.Single(line => line.Contains("curl ", StringComparison.Ordinal)).Trim();
        using Process shell = Process.Start(new ProcessStartInfo("sh", ["-c", command.Replace("curl", "curl -s", StringComparison.Ordinal)])
        {
            RedirectStandardOutput = true,
        })!;
        string answer = await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.Contains("\"state\":\"ready\"", answer, StringComparison.Ordinal);

        // After that only the life of collections is told, a line each; and it is gone when told.
        Assert.Equal(0, await server.StopAsync());
        Assert.All(
            server.Output.TrimEnd('\n').Split('\n')[(lines.Length - 1)..],
            line => Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z info: Vectorizer\.", line));
        Assert.Empty(server.Errors);
    }

    [Fact]
    public async Task What_was_stored_is_there_after_a_restart()
    {
        await using (ServerProcess first = ServerProcess.Start(_folder.FullName, "--server:port=0"))
        {
            using HttpClient http = new() { BaseAddress = await first.AnnouncedAsync() };
            Api.Collection collection = new(http, "kept");
            (await collection.SendAsync(HttpMethod.Put, "", """{"dimension":3}""")).ShouldBe(HttpStatusCode.Created);
            await collection.UpsertAsync("""[{"id":"a","vector":[1,2,3],"payload":{"x":1}}]""");
            Assert.Equal(0, await first.StopAsync());
        }

        await using ServerProcess second = ServerProcess.Start(_folder.FullName, "--server:port=0");
        using HttpClient again = new() { BaseAddress = await second.AnnouncedAsync() };
        using JsonDocument status = await StatusWhenReadyAsync(again);
        Assert.Equal(1, status.RootElement.GetProperty("points").GetInt32());
        Api.Answer point = await new Api.Collection(again, "kept").SendAsync(HttpMethod.Get, "/points/a");
        Assert.Contains("\"payload\":{\"x\":1}", point.ShouldBe(HttpStatusCode.OK).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_servers_run_beside_each_other_when_their_ports_and_data_differ()
    {
        await using ServerProcess first = ServerProcess.Start(_folder.FullName, "--server:port=0", "--server:data_dir=one");
        await using ServerProcess second = ServerProcess.Start(_folder.FullName, "--server:port=0", "--server:data_dir=two");
        foreach (Uri url in (Uri[])[await first.AnnouncedAsync(), await second.AnnouncedAsync()])
        {
            using HttpClient http = new() { BaseAddress = url };
            using JsonDocument status = await StatusWhenReadyAsync(http);
            Assert.Equal(0, status.RootElement.GetProperty("collections").GetInt32());
        }
    }

    [Fact]
    public async Task A_port_in_use_is_told_in_one_line()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await ShouldRefuseAsync([$"--server:port={port}"], "server.port", $"127.0.0.1:{port}", "in use");
        Assert.False(Directory.Exists(Path.Combine(_folder.FullName, "data")));
    }

    [Fact]
    public async Task A_data_directory_in_use_is_told_in_one_line()
    {
        await using ServerProcess first = ServerProcess.Start(_folder.FullName, "--server:port=0");
        await first.AnnouncedAsync();
        await ShouldRefuseAsync(["--server:port=0"], "server.data_dir", "data");
    }

    [Fact]
    public async Task A_data_directory_that_cannot_be_written_to_is_told_in_one_line()
    {
        // A file where the folder should be: nobody can write below it, not even root.
        string file = Path.Combine(_folder.FullName, "file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        await ShouldRefuseAsync(["--server:port=0", $"--server:data_dir={file}"], "server.data_dir", file);
        await ShouldRefuseAsync(["--server:port=0", $"--server:data_dir={file}/below"], "server.data_dir", file);
        await ShouldRefuseAsync(["--server:port=0", "--server:data_dir=/proc/vectorizer"], "server.data_dir", "/proc/vectorizer");
    }

    [Theory]
    [InlineData("--server:port=65536", "server.port", "65536")]
    [InlineData("--server:port=-1", "server.port", "-1")]
    [InlineData("--server:port=http", "server.port is 'http'", "0..65535")]
    [InlineData("--server:host=nowhere", "server.host", "nowhere")]
    [InlineData("--server:host=203.0.113.7", "server.host", "203.0.113.7")]
    [InlineData("--server:data_dir=", "server.data_dir", "empty")]
    [InlineData("--performance:cpu:max_threads=0", "performance.cpu.max_threads", "1..1024")]
    [InlineData("--performance:cpu:max_threads=1025", "performance.cpu.max_threads", "1025")]
    [InlineData("--performance:cpu:memory_pool_size_mb=15", "performance.cpu.memory_pool_size_mb", "is 15; it must be within 16..")]
    [InlineData("--performance:cpu:memory_pool_size_mb=1000000000", "performance.cpu.memory_pool_size_mb", "MiB of memory that this")]
    [InlineData("--storage:min_free_mb=-1", "storage.min_free_mb", "0..16777216")]
    [InlineData("--storage:min_free_mb=16777216", "storage.min_free_mb", "of the volume")]
    [InlineData("--storage:reserve_mb=65537", "storage.reserve_mb", "0..65536")]
    [InlineData("--auto_save:enabled=maybe", "auto_save.enabled is 'maybe'", "true or false")]
    [InlineData("--auto_save:interval_seconds=0", "auto_save.interval_seconds is 0", "1..604800")]
    [InlineData("--auto_save:interval_seconds=604801", "auto_save.interval_seconds is 604801", "1..604800")]
    [InlineData("--auto_save:min_operations=0", "auto_save.min_operations is 0", "1..1000000000")]
    [InlineData("--auto_save:min_operations=1000000001", "auto_save.min_operations is 1000000001", "1..1000000000")]
    [InlineData("--auto_save:keep_snapshots=0", "auto_save.keep_snapshots is 0", "1..100")]
    [InlineData("--auto_save:keep_snapshots=101", "auto_save.keep_snapshots is 101", "1..100")]
    [InlineData("--auto_save:scrub_interval_seconds=0", "auto_save.scrub_interval_seconds is 0", "1..31536000")]
    [InlineData("--auto_save:scrub_interval_seconds=31536001", "auto_save.scrub_interval_seconds is 31536001", "1..31536000")]
    public async Task A_setting_that_cannot_be_used_is_told_in_one_line(string arg, string key, string value)
        => await ShouldRefuseAsync(["--server:port=0", arg], key, value);

    [Fact]
    public async Task The_port_of_the_settings_holds_whatever_the_environment_of_ASPNET_says()
    {
        await using ServerProcess server = ServerProcess.StartIn(
            new() { ["ASPNETCORE_URLS"] = "http://127.0.0.1:1", ["ASPNETCORE_HTTP_PORTS"] = "1", ["ASPNETCORE_HTTPS_PORTS"] = "2" },
            _folder.FullName,
            "--server:port=0");
        Assert.True((await server.AnnouncedAsync()).Port > 2);
        Assert.DoesNotContain("Overriding", server.Output + server.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Threads_that_search_are_as_many_as_set()
    {
        await using TestServer server = await TestServer.StartAsync(null, "--performance:cpu:max_threads=3");
        using JsonDocument status = await StatusWhenReadyAsync(server.Http);
        Assert.Equal(3, status.RootElement.GetProperty("search").GetProperty("threads").GetInt32());
    }

    [Theory]
    [InlineData(16)]
    [InlineData(32)]
    public async Task The_memory_for_points_is_as_much_as_set(int megabytes)
    {
        await using TestServer server = await TestServer.StartAsync(null, $"--performance:cpu:memory_pool_size_mb={megabytes}");
        using JsonDocument status = await StatusWhenReadyAsync(server.Http);
        Assert.Equal(megabytes * 1024 * 1024, status.RootElement.GetProperty("memory").GetProperty("limit_bytes").GetInt64());
    }

    [Fact]
    public async Task Unless_set_points_get_70_percent_of_the_memory_and_the_disk_keeps_some_free()
    {
        await using TestServer server = await TestServer.StartAsync();
        using JsonDocument status = await StatusWhenReadyAsync(server.Http);
        long limit = status.RootElement.GetProperty("memory").GetProperty("limit_bytes").GetInt64();
        Assert.Equal((long)(MachineMemory.Read().Bytes * 0.7), limit);
        JsonElement disk = status.RootElement.GetProperty("disk");
        long total = disk.GetProperty("total_bytes").GetInt64();
        Assert.Equal(Math.Min(1L << 30, total / 20), disk.GetProperty("low_water_bytes").GetInt64());
        Assert.Equal(Math.Clamp(total / 100, 1L << 20, 64L << 20), disk.GetProperty("reserve_bytes").GetInt64());
        Assert.False(disk.GetProperty("writes_refused").GetBoolean());
    }

    private async Task ShouldRefuseAsync(string[] args, params string[] words)
    {
        await using ServerProcess server = ServerProcess.Start(_folder.FullName, args);
        int exitCode = await server.ExitCodeAsync();
        Assert.Equal(1, exitCode);
        Assert.Empty(server.Output);
        string line = Assert.Single(server.Errors.TrimEnd('\n').Split('\n'));
        Assert.StartsWith("vectorizer cannot start: ", line, StringComparison.Ordinal);
        Assert.All(words, word => Assert.Contains(word, line, StringComparison.Ordinal));
    }

    private static async Task<JsonDocument> StatusWhenReadyAsync(HttpClient http)
    {
        while (true)
        {
            JsonDocument status = JsonDocument.Parse(await http.GetStringAsync("/api/status", TestContext.Current.CancellationToken));
            if (status.RootElement.GetProperty("status").GetString() != "recovering")
            {
                Assert.Equal("ready", status.RootElement.GetProperty("status").GetString());
                return status;
            }

            status.Dispose();
            await Task.Delay(TimeSpan.FromMilliseconds(20), TestContext.Current.CancellationToken);
        }
    }
}

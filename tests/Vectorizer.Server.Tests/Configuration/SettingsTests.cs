using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Vectorizer.Configuration.Declarations;
using Vectorizer.Grains.Memory;
using Vectorizer.Grains.Snapshots;
using Vectorizer.Server.Tests.Api;
using Vectorizer.Server.Tests.Hosting;

namespace Vectorizer.Server.Tests.Configuration;

/// <summary>What a server does with its settings; which of them it is given is tested where they are read.</summary>
public sealed class SettingsTests : IDisposable
{
    // As guides show it to operators, comments included.
    private const string Guide = """
        # config.production.yml
        server:
          host: "0.0.0.0"
          port: 15002
          data_dir: "/var/lib/vectorizer"

        logging:
          level: "warn" # Production: warn or error
          format: "json"
          log_requests: false # Disable in production for performance
          log_responses: false

        performance:
          cpu:
            max_threads: 16 # Match CPU cores
            enable_simd: true
            memory_pool_size_mb: 4096 # 4GB pool
          batch:
            default_size: 500
            max_size: 2000
            parallel_processing: true

        # Optimized collection config
        collections:
          default:
            dimension: 384
            metric: "cosine"
            hnsw_config:
              m: 32 # Higher for better recall
              ef_construction: 200 # Higher for better quality
              ef_search: 100 # Higher for better results
            quantization:
              enabled: true
              type: "scalar"
              bits: 8 # 8-bit quantization for 4x memory savings
            compression:
              enabled: true
              threshold_bytes: 1024

        auto_save:
          enabled: true
          interval_seconds: 300 # Save every 5 minutes
          min_operations: 1000 # Or after 1000 operations
        """;

    private readonly DirectoryInfo _folder = Directory.CreateDirectory(
        Path.Combine(AppContext.BaseDirectory, "settings", Guid.NewGuid().ToString("N")));

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_file_of_the_guide_boots_when_only_port_and_folder_are_changed_and_does_what_it_says()
    {
        int port = FreePort();
        string yaml = Guide.Replace("15002", $"{port}", StringComparison.Ordinal)
            .Replace("/var/lib/vectorizer", Path.Combine(_folder.FullName, "data"), StringComparison.Ordinal);
        await using ServerProcess server = ServerProcess.Start(_folder.FullName, "--config", Write(yaml));
        await server.AnnouncedAsync();

        // 0.0.0.0 is every address of the machine, and none to call.
        using HttpClient http = new() { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        using JsonDocument status = JsonDocument.Parse(await http.GetStringAsync("/api/status", TestContext.Current.CancellationToken));
        Assert.Equal(16, status.RootElement.GetProperty("search").GetProperty("threads").GetInt32());
        Assert.Equal(4096L * 1024 * 1024, status.RootElement.GetProperty("memory").GetProperty("limit_bytes").GetInt64());
        Assert.NotEqual(0, status.RootElement.GetProperty("vector_bits").GetInt32());
        Assert.Equal(Path.Combine(_folder.FullName, "data"), status.RootElement.GetProperty("data_dir").GetString());

        // Its first line comes with the level warn as well; the life of collections, requests and answers do not.
        Collection collection = new(http, "c");
        (await collection.SendAsync(HttpMethod.Put, "", """{"dimension":3}""")).ShouldBe(HttpStatusCode.Created);
        await ShouldBatchAsTheGuideSaysAsync(collection);
        await ShouldCreateAsTheGuideSaysAsync(new Collection(http, "default"));
        Assert.Equal(0, await server.StopAsync());
        JsonElement line = JsonElement.Parse(Assert.Single(server.Output.TrimEnd('\n').Split('\n')));
        Assert.Contains("every machine", line.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Empty(server.Errors);
    }

    [Fact]
    public async Task Every_setting_of_auto_save_reaches_the_silo()
    {
        string file = Write("""
            auto_save:
              enabled: false
              interval_seconds: 11
              min_operations: 12
              keep_snapshots: 13
              scrub_interval_seconds: 14
            """);
        await using TestServer server = await TestServer.StartAsync(null, "--config", file);
        AutoSaveOptions save = server.Services.GetRequiredService<IOptions<AutoSaveOptions>>().Value;
        Assert.Equal(
            (false, TimeSpan.FromSeconds(11), 12L, 13, TimeSpan.FromSeconds(14)),
            (save.Enabled, save.Interval, save.MinOperations, save.Keep, save.ScrubInterval));
    }

    [Fact]
    public async Task The_file_for_production_boots_when_only_its_paths_and_ports_are_changed()
    {
        string root = typeof(SettingsTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(metadata => metadata.Key == "RepositoryRoot").Value!;
        int port = FreePort();
        string yaml = await File.ReadAllTextAsync(Path.Combine(root, "config/config.production.yml"), TestContext.Current.CancellationToken);
        string changed = yaml.Replace("15002", $"{port}", StringComparison.Ordinal)
            .Replace("/var/lib/vectorizer", Path.Combine(_folder.FullName, "data"), StringComparison.Ordinal);
        Assert.NotEqual(yaml, changed);

        await using ServerProcess server = ServerProcess.StartIn(
            new() { ["VECTORIZER_CONFIG"] = Write(changed), ["VECTORIZER_URL"] = "http://127.0.0.1:1" }, _folder.FullName);
        Assert.Equal(port, (await server.AnnouncedAsync()).Port);
        Assert.True(Directory.Exists(Path.Combine(_folder.FullName, "data")));
        Assert.Equal(0, await server.StopAsync());
        Assert.Empty(server.Errors);
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_told_at_once_a_line_each_and_without_secrets()
    {
        string file = Write("""
            server:
              prot: 15002
            auth:
              jwt_secret: hush-hush
            persistence:
              provider: redis
              redis:
                connection_string: password=hush-hush
            """);
        await using ServerProcess server = ServerProcess.StartIn(
            new() { ["VECTORIZER__SERVER__PORT"] = "-1" },
            _folder.FullName,
            "--config=" + file,
            "--performance.cpu.memory_pool_size_mb=1000000000");
        Assert.Equal(1, await server.ExitCodeAsync());
        Assert.Empty(server.Output);
        string[] lines = server.Errors.TrimEnd('\n').Split('\n');
        Assert.All(lines, line => Assert.StartsWith("vectorizer cannot start: ", line, StringComparison.Ordinal));
        Assert.Collection(
            lines,
            line => Assert.EndsWith($"{file}:2:3: server.prot is no setting; did you mean server.port?", line, StringComparison.Ordinal),
            line => Assert.EndsWith($"{file}:3:1: auth is not in this version; remove it.", line, StringComparison.Ordinal),
            line => Assert.EndsWith("environment variable VECTORIZER__SERVER__PORT: server.port is -1; it must be within 0..65535.", line, StringComparison.Ordinal),
            line => Assert.Contains("argument --performance.cpu.memory_pool_size_mb: performance.cpu.memory_pool_size_mb is 1000000000", line, StringComparison.Ordinal),
            line => Assert.EndsWith("persistence.redis.connection_string names no host.", line, StringComparison.Ordinal));
        Assert.DoesNotContain("hush", server.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder.FullName, "data")));
    }

    [Fact]
    public async Task A_bare_variable_sets_and_an_appsettings_file_does_not()
    {
        await File.WriteAllTextAsync(
            Path.Combine(_folder.FullName, "appsettings.json"), """{"server":{"data_dir":"elsewhere"}}""", TestContext.Current.CancellationToken);
        await using ServerProcess server = ServerProcess.StartIn(new() { ["server__port"] = "0" }, _folder.FullName);
        await server.AnnouncedAsync();
        Assert.True(Directory.Exists(Path.Combine(_folder.FullName, "data")));
        Assert.Equal(0, await server.StopAsync());
    }

    [Fact]
    public void The_least_memory_of_the_declaration_is_that_of_the_pool()
    {
        NumberSettingAttribute rule = Assert.IsType<NumberSettingAttribute>(
            SettingCatalog.Node.Find("performance.cpu.memory_pool_size_mb")!.Rule);
        Assert.Equal(MemoryOptions.MinPoolBytes, rule.Min * 1024 * 1024);
    }

    private static async Task ShouldBatchAsTheGuideSaysAsync(Collection collection)
    {
        string points = string.Join(',', Enumerable.Range(0, 2_001).Select(i => $$"""{"id":"{{i}}","vector":[1,2,{{i}}]}"""));
        (await collection.SendAsync(HttpMethod.Put, "/points", $$"""{"points":[{{points}}]}""")).ShouldBeProblem(422, "validation_failed", "/points", "2000");
        string fewer = points[..points.LastIndexOf(",{", StringComparison.Ordinal)];
        (await collection.SendAsync(HttpMethod.Put, "/points", $$"""{"points":[{{fewer}}]}""")).ShouldBe(HttpStatusCode.OK);
    }

    private static async Task ShouldCreateAsTheGuideSaysAsync(Collection collection)
    {
        JsonNode created = (await collection.SendAsync(HttpMethod.Put, "", "{}")).ShouldBe(HttpStatusCode.Created).Json;
        Assert.Equal((384, "cosine"), ((int)created["dimension"]!, (string?)created["metric"]));
        JsonNode hnsw = created["hnsw_config"]!;
        Assert.Equal((32, 200, 100), ((int)hnsw["m"]!, (int)hnsw["ef_construction"]!, (int)hnsw["ef_search"]!));
        JsonNode quantization = created["quantization"]!;
        Assert.Equal((true, "scalar", 8), ((bool)quantization["enabled"]!, (string?)quantization["type"], (int)quantization["bits"]!));
        JsonNode compression = created["compression"]!;
        Assert.Equal((true, 1024), ((bool)compression["enabled"]!, (int)compression["threshold_bytes"]!));
    }

    private static int FreePort()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private string Write(string yaml)
    {
        string file = Path.Combine(_folder.FullName, "node.yml");
        File.WriteAllText(file, yaml);
        return file;
    }
}

using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using Vectorizer.Clustering.Persistence;
using Vectorizer.Storage.Snapshots;

namespace Vectorizer.Server.Tests.Hosting;

/// <summary>Where the state of grains and the snapshots are kept, as the settings say.</summary>
public sealed class StoreTests : IDisposable
{
    private const string AzureAccount = "AccountName=devstoreaccount1;AccountKey=c2VjcmV0;";

    private readonly DirectoryInfo _folder = Directory.CreateDirectory(
        Path.Combine(AppContext.BaseDirectory, "stores", Guid.NewGuid().ToString("N")));

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Without_any_setting_state_is_kept_below_the_data_directory_and_survives_a_restart()
    {
        string data = Path.Combine(_folder.FullName, "data");
        GrainId grain = GrainId.Create("segment", "1/0");
        await using (TestServer server = await TestServer.StartAsync(null, $"--server:data_dir={data}"))
        {
            Assert.IsType<FileGrainStorage>(Storage(server));
            await Storage(server).WriteStateAsync("manifest", grain, new GrainState<string>("kept"));
            Assert.Single(Directory.GetFiles(Path.Combine(data, "state")));
            Assert.IsType<FileSnapshotStore>(server.Services.GetRequiredService<ISnapshotStore>());
        }

        await using TestServer again = await TestServer.StartAsync(null, $"--server:data_dir={data}");
        GrainState<string> read = new();
        await Storage(again).ReadStateAsync("manifest", grain, read);
        Assert.Equal("kept", read.State);
    }

    [Fact]
    public async Task A_state_directory_without_the_file_that_tells_whose_it_is_is_not_taken()
    {
        string data = Path.Combine(_folder.FullName, "data");
        Directory.CreateDirectory(Path.Combine(data, "state"));
        await ShouldRefuseAsync([$"--server:data_dir={data}"], "server.data_dir", "'state'", "node.json");
    }

    [Theory]
    [InlineData("--persistence:provider=Files", "persistence.provider is 'Files'", "file, redis or azure_blob")]
    [InlineData("--persistence:provider=", "persistence.provider is ''", "file, redis or azure_blob")]
    [InlineData("--snapshots:store=redis", "snapshots.store is 'redis'", "files or azure_blob")]
    [InlineData("--persistence:provider=redis", "persistence.redis.connection_string", "persistence.redis.connection_string_file")]
    [InlineData("--persistence:provider=azure_blob", "persistence.azure_blob.connection_string", "connection_string_file")]
    [InlineData("--snapshots:store=azure_blob", "snapshots.store 'azure_blob'", "persistence.azure_blob.connection_string")]
    public async Task A_store_that_cannot_be_chosen_is_told_in_one_line(string arg, string key, string words)
        => await ShouldRefuseAsync([arg], key, words);

    [Theory]
    [InlineData("redis", "redis", "hush-hush,nonsense=1")]
    [InlineData("redis", "redis", "password=hush-hush")]
    [InlineData("azure_blob", "azure_blob", "hush-hush")]
    [InlineData("azure_blob", "azure_blob", "AccountName=a;AccountKey=hush-hush")]
    public async Task A_connection_string_that_cannot_be_read_is_told_without_it(string provider, string section, string text)
    {
        string errors = await ShouldRefuseAsync(
            [$"--persistence:provider={provider}", $"--persistence:{section}:connection_string={text}"], $"persistence.{section}.connection_string");
        Assert.DoesNotContain("hush", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("Upper")]
    [InlineData("two--hyphens")]
    [InlineData("-first")]
    [InlineData("under_score")]
    public async Task A_container_that_Azure_would_refuse_is_told_in_one_line(string container)
        => await ShouldRefuseAsync(
            ["--persistence:provider=azure_blob", $"--persistence:azure_blob:connection_string={AzureAccount}", $"--persistence:azure_blob:container={container}"],
            "persistence.azure_blob.container",
            $"'{container}'");

    [Fact]
    public async Task A_secret_may_lie_in_a_file_and_not_in_both_places()
    {
        string file = Path.Combine(_folder.FullName, "secret");
        int port = FreePort();
        await File.WriteAllTextAsync(file, $"127.0.0.1:{port},password=hush-hush\n", TestContext.Current.CancellationToken);
        string[] args = ["--persistence:provider=redis", $"--persistence:redis:connection_string_file={file}"];

        // It was read: the message names the address that stands in it.
        string errors = await ShouldRefuseAsync(args, "persistence.redis", $"127.0.0.1:{port}");
        Assert.DoesNotContain("hush", errors, StringComparison.Ordinal);
        await ShouldRefuseAsync([.. args, "--persistence:redis:connection_string=127.0.0.1"], "connection_string_file are both set");

        await File.WriteAllTextAsync(file, "\n", TestContext.Current.CancellationToken);
        await ShouldRefuseAsync(args, "persistence.redis.connection_string_file", file, "empty");
        await ShouldRefuseAsync(
            ["--persistence:provider=redis", $"--persistence:redis:connection_string_file={file}.missing"],
            "persistence.redis.connection_string_file",
            $"{file}.missing");
    }

    [Theory]
    [InlineData("--persistence:provider=azure_blob")]
    [InlineData("--snapshots:store=azure_blob")]
    public async Task An_account_that_cannot_be_reached_is_told_in_one_line(string arg)
        => await ShouldRefuseAsync(
            [arg, $"--persistence:azure_blob:connection_string={AzureAccount}BlobEndpoint=http://127.0.0.1:{FreePort()}/devstoreaccount1;"],
            "persistence.azure_blob",
            "Container 'vectorizer' cannot be used");

    private static IGrainStorage Storage(TestServer server)
        => server.Services.GetRequiredKeyedService<IGrainStorage>(VectorizerStorage.ProviderName);

    private static int FreePort()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private async Task<string> ShouldRefuseAsync(string[] args, params string[] words)
    {
        await using ServerProcess server = ServerProcess.Start(_folder.FullName, ["--server:port=0", .. args]);
        Assert.Equal(1, await server.ExitCodeAsync());
        Assert.Empty(server.Output);
        string line = Assert.Single(server.Errors.TrimEnd('\n').Split('\n'));
        Assert.StartsWith("vectorizer cannot start: ", line, StringComparison.Ordinal);
        Assert.All(words, word => Assert.Contains(word, line, StringComparison.Ordinal));
        return line;
    }
}

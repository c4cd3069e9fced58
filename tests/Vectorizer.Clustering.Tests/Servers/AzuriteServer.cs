using System.Reflection;
using Azure.Storage.Blobs;
using Vectorizer.Azure.Blobs;
using Vectorizer.Clustering.Tests.Servers;

[assembly: AssemblyFixture(typeof(AzuriteServer))]

namespace Vectorizer.Clustering.Tests.Servers;

/// <summary>Azure's own emulator of Blob Storage for the tests.</summary>
public sealed class AzuriteServer : IAsyncLifetime
{
    // The account that every emulator has. Its key is published, and no secret.
    private const string Account = "devstoreaccount1";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static readonly string s_program = typeof(AzuriteServer).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "AzuritePath").Value!;

    private ServerProcess? _process;

    /// <summary>A key of the right form that does not fit.</summary>
    public static string WrongKey { get; } = Convert.ToBase64String(new byte[64]);

    public async ValueTask InitializeAsync()
    {
        Assert.True(File.Exists(s_program), $"Azurite is missing from '{s_program}'; ./test.sh installs it.");
        _process = await ServerProcess.StartAsync("node", (port, _) =>
        [
            s_program, "--blobHost", "127.0.0.1", "--blobPort", $"{port}",
            "--inMemoryPersistence", "--skipApiVersionCheck", "--disableTelemetry", "--silent",
        ]);
    }

    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>How to reach an emulator.</summary>
    /// <param name="port">Its port; this one's unless given.</param>
    /// <param name="key">The account's key.</param>
    public string ConnectionString(int? port = null, string key = Key)
        => $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={key};"
            + $"BlobEndpoint=http://127.0.0.1:{port ?? _process!.Port}/{Account};";

    /// <summary>A client of a container that need not exist. Failures are told at once.</summary>
    internal BlobContainerClient Container(string name, Action<BlobClientOptions>? configure = null, string key = Key)
        => AzureContainer.Client(ConnectionString(key: key), name, options =>
        {
            options.Retry.MaxRetries = 0;
            configure?.Invoke(options);
        });

    /// <summary>A client of a container that no other test uses.</summary>
    internal async Task<BlobContainerClient> NewContainerAsync(Action<BlobClientOptions>? configure = null)
    {
        BlobContainerClient container = Container($"test-{Guid.NewGuid():N}", configure);
        await AzureContainer.EnsureAsync(container, TestContext.Current.CancellationToken);
        return container;
    }
}

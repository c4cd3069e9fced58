using Azure.Storage.Blobs;
using StackExchange.Redis;
using Vectorizer.Azure.Blobs;
using Vectorizer.Azure.Persistence;
using Vectorizer.Azure.Snapshots;
using Vectorizer.Clustering.Persistence;
using Vectorizer.Configuration.Sections;
using Vectorizer.Grains.Storage;
using Vectorizer.Server.Configuration;
using Vectorizer.Storage.Files;
using Vectorizer.Storage.Snapshots;

namespace Vectorizer.Server.Hosting;

/// <summary>Chooses where the state of grains and the snapshots are kept. The options have been validated.</summary>
internal static class Stores
{
    /// <summary>Makes sure that the settings of the chosen stores can be read.</summary>
    /// <exception cref="StartupException">Those of one cannot.</exception>
    public static void Check(PersistenceOptions persistence, SnapshotOptions snapshots)
    {
        if (persistence.Provider == PersistenceOptions.RedisName)
        {
            _ = StoreConnections.Redis(persistence.Redis);
        }

        if (NeedsAzure(persistence, snapshots))
        {
            _ = StoreConnections.Azure(persistence.AzureBlob);
        }
    }

    /// <summary>Adds the storage of grain state.</summary>
    public static void AddGrainState(ISiloBuilder silo, PersistenceOptions options)
    {
        _ = options.Provider switch
        {
            PersistenceOptions.RedisName => silo.AddRedisGrainStorage(StoreConnections.Redis(options.Redis)),
            PersistenceOptions.AzureBlobName => silo.AddAzureBlobGrainStorage(StoreConnections.Azure(options.AzureBlob)),
            _ => silo.AddFileGrainStorage(services => services.GetRequiredService<NodeStorage>().Data),
        };
    }

    /// <summary>Adds the store of snapshots.</summary>
    public static void AddSnapshots(IServiceCollection services, SnapshotOptions options, AzureBlobOptions azure)
    {
        if (options.Store == SnapshotOptions.AzureBlob)
        {
            BlobContainerClient container = StoreConnections.Azure(azure);
            services.AddSingleton<ISnapshotStore>(provider =>
            {
                DataDirectory data = provider.GetRequiredService<NodeStorage>().Data;
                return new AzureBlobSnapshotStore(container, data.Identity.ClusterId, data.Identity.Node, data.Disk);
            });
        }
    }

    /// <summary>Makes sure, before the silo starts, that the stores on other machines can be reached.</summary>
    /// <exception cref="StartupException">One cannot.</exception>
    public static async Task ReachAsync(PersistenceOptions persistence, SnapshotOptions snapshots)
    {
        if (persistence.Provider == PersistenceOptions.RedisName)
        {
            await ReachRedisAsync(StoreConnections.Redis(persistence.Redis));
        }

        if (NeedsAzure(persistence, snapshots))
        {
            await ReachAzureAsync(StoreConnections.Azure(persistence.AzureBlob));
        }
    }

    private static bool NeedsAzure(PersistenceOptions persistence, SnapshotOptions snapshots)
        => persistence.Provider == PersistenceOptions.AzureBlobName || snapshots.Store == SnapshotOptions.AzureBlob;

    private static async Task ReachRedisAsync(ConfigurationOptions redis)
    {
        try
        {
            await using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(redis);
            await connection.GetDatabase().PingAsync();
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            string why = exception is RedisConnectionException { FailureType: not ConnectionFailureType.None } failed
                ? failed.FailureType.ToString()
                : exception.Message;
            throw new StartupException(
                $"persistence.redis: no connection to {string.Join(", ", redis.EndPoints)}: {why}. "
                    + "Start Redis, or check address and password in persistence.redis.connection_string.");
        }
    }

    private static async Task ReachAzureAsync(BlobContainerClient container)
    {
        try
        {
            await AzureContainer.EnsureAsync(container, CancellationToken.None);
        }
        catch (AzureContainerException exception)
        {
            throw new StartupException($"persistence.azure_blob: {exception.Message}");
        }
    }
}

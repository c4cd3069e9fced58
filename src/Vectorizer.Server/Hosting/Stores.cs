using Azure.Storage.Blobs;
using Vectorizer.Azure.Persistence;
using Vectorizer.Azure.Snapshots;
using Vectorizer.Clustering.Persistence;
using Vectorizer.Grains.Storage;
using Vectorizer.Server.Configuration;
using Vectorizer.Storage.Files;
using Vectorizer.Storage.Snapshots;

namespace Vectorizer.Server.Hosting;

/// <summary>Chooses where the state of grains and the snapshots are kept. The options have been validated.</summary>
internal static class Stores
{
    /// <summary>Adds the storage of grain state.</summary>
    public static void AddGrainState(ISiloBuilder silo, PersistenceOptions options)
    {
        string setting = $"persistence.provider '{options.Provider}'";
        _ = options.Provider switch
        {
            PersistenceOptions.RedisName => silo.AddRedisGrainStorage(options.Redis.Connect(setting)),
            PersistenceOptions.AzureBlobName => silo.AddAzureBlobGrainStorage(options.AzureBlob.Connect(setting)),
            _ => silo.AddFileGrainStorage(services => services.GetRequiredService<NodeStorage>().Data),
        };
    }

    /// <summary>Adds the store of snapshots.</summary>
    public static void AddSnapshots(IServiceCollection services, SnapshotOptions options, AzureBlobOptions azure)
    {
        if (options.Store == SnapshotOptions.AzureBlob)
        {
            BlobContainerClient container = azure.Connect($"snapshots.store '{options.Store}'");
            services.AddSingleton(provider =>
            {
                DataDirectory data = provider.GetRequiredService<NodeStorage>().Data;
                return new AzureBlobSnapshotStore(container, data.Identity.ClusterId, data.Identity.Node, data.Disk);
            });
            services.AddSingleton<ISnapshotStore>(provider => provider.GetRequiredService<AzureBlobSnapshotStore>());
            services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<AzureBlobSnapshotStore>());
        }
    }
}

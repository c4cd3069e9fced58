using Microsoft.Extensions.Configuration;

namespace Vectorizer.Configuration.Sections;

/// <summary>All settings of a node, by section.</summary>
public sealed class NodeSettings
{
    /// <summary>Where the node listens and where its data lives.</summary>
    [ConfigurationKeyName("server")]
    public ServerOptions Server { get; set; } = new();

    /// <summary>What it tells on its standard output.</summary>
    [ConfigurationKeyName("logging")]
    public LoggingSettings Logging { get; set; } = new();

    /// <summary>The most that callers may ask for.</summary>
    [ConfigurationKeyName("limits")]
    public LimitSettings Limits { get; set; } = new();

    /// <summary>What it may use of the machine.</summary>
    [ConfigurationKeyName("performance")]
    public PerformanceOptions Performance { get; set; } = new();

    /// <summary>Answers of searches that it keeps.</summary>
    [ConfigurationKeyName("caching")]
    public CachingSettings Caching { get; set; } = new();

    /// <summary>How much of the disk it leaves alone.</summary>
    [ConfigurationKeyName("storage")]
    public DiskOptions Disk { get; set; } = new();

    /// <summary>When segments are saved by themselves.</summary>
    [ConfigurationKeyName("auto_save")]
    public AutoSaveSettings AutoSave { get; set; } = new();

    /// <summary>Where snapshots are kept.</summary>
    [ConfigurationKeyName("snapshots")]
    public SnapshotOptions Snapshots { get; set; } = new();

    /// <summary>Where the state of grains is kept.</summary>
    [ConfigurationKeyName("persistence")]
    public PersistenceOptions Persistence { get; set; } = new();

    /// <summary>What holds for collections.</summary>
    [ConfigurationKeyName("collections")]
    public CollectionsSettings Collections { get; set; } = new();

    /// <summary>What is wrong between settings that are each right by themselves, with the key that asks for the other.</summary>
    public IEnumerable<(string Key, string Fault)> Conflicts()
    {
        BatchOptions batch = Performance.Batch;
        if (batch.DefaultSize > batch.MaxSize)
        {
            yield return (
                "performance.batch.default_size",
                $"performance.batch.default_size is {batch.DefaultSize}; it must be within 1..{batch.MaxSize}, which is performance.batch.max_size.");
        }

        string provider = $"persistence.provider '{Persistence.Provider}'";
        if (Persistence.Provider == PersistenceOptions.RedisName && Persistence.Redis.Fault(provider) is string redis)
        {
            yield return ("persistence.provider", redis);
        }

        if (Persistence.Provider == PersistenceOptions.AzureBlobName)
        {
            if (Persistence.AzureBlob.Fault(provider) is string azure)
            {
                yield return ("persistence.provider", azure);
            }
        }
        else if (Snapshots.Store == SnapshotOptions.AzureBlob
            && Persistence.AzureBlob.Fault($"snapshots.store '{Snapshots.Store}'") is string azure)
        {
            yield return ("snapshots.store", azure);
        }

        foreach ((string Key, string Fault) conflict in Collections.Default.Quantization.Conflicts(Collections.Default.Metric))
        {
            yield return conflict;
        }
    }
}

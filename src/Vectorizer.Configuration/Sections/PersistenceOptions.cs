using Microsoft.Extensions.Configuration;
using Vectorizer.Configuration.Declarations;

namespace Vectorizer.Configuration.Sections;

/// <summary>Where the state of grains is kept.</summary>
public sealed class PersistenceOptions
{
    /// <summary>In files of this node.</summary>
    public const string File = "file";

    /// <summary>In Redis.</summary>
    public const string RedisName = "redis";

    /// <summary>In Azure Blob Storage.</summary>
    public const string AzureBlobName = "azure_blob";

    /// <summary>In files of this node, which need nothing but the data directory; in Redis; or in Azure Blob Storage.</summary>
    [ConfigurationKeyName("provider")]
    [ChoiceSetting(File, RedisName, AzureBlobName)]
    public string Provider { get; set; } = File;

    /// <summary>Used by the provider <c>redis</c>.</summary>
    [ConfigurationKeyName("redis")]
    public RedisPersistenceOptions Redis { get; set; } = new();

    /// <summary>Used by the provider <c>azure_blob</c> and by <see cref="SnapshotOptions.Store"/>.</summary>
    [ConfigurationKeyName("azure_blob")]
    public AzureBlobOptions AzureBlob { get; set; } = new();
}

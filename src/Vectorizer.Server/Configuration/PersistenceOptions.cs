namespace Vectorizer.Server.Configuration;

/// <summary>Section <c>persistence</c>: where the state of grains is kept.</summary>
internal sealed class PersistenceOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "persistence";

    /// <summary>In files of this node.</summary>
    public const string File = "file";

    /// <summary>In Redis.</summary>
    public const string RedisName = "redis";

    /// <summary>In Azure Blob Storage.</summary>
    public const string AzureBlobName = "azure_blob";

    /// <summary><c>file</c>, <c>redis</c> or <c>azure_blob</c>. <c>file</c> unless set, which needs nothing but the data directory.</summary>
    [ConfigurationKeyName("provider")]
    public string Provider { get; set; } = File;

    /// <summary>Used by the provider <c>redis</c>.</summary>
    [ConfigurationKeyName("redis")]
    public RedisPersistenceOptions Redis { get; set; } = new();

    /// <summary>Used by the provider <c>azure_blob</c> and by <see cref="SnapshotOptions.Store"/>.</summary>
    [ConfigurationKeyName("azure_blob")]
    public AzureBlobOptions AzureBlob { get; set; } = new();

    /// <exception cref="StartupException">An option cannot be used.</exception>
    public void Validate()
    {
        string setting = $"persistence.provider '{Provider}'";
        switch (Provider)
        {
            case File:
                break;
            case RedisName:
                _ = Redis.Connect(setting);
                break;
            case AzureBlobName:
                _ = AzureBlob.Connect(setting);
                break;
            default:
                throw new StartupException($"persistence.provider is '{Provider}'; it must be {File}, {RedisName} or {AzureBlobName}.");
        }
    }
}

namespace Vectorizer.Server.Configuration;

/// <summary>Section <c>snapshots</c>: where snapshots are kept.</summary>
internal sealed class SnapshotOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "snapshots";

    /// <summary>In the data directory.</summary>
    public const string Files = "files";

    /// <summary>In Azure Blob Storage, as <see cref="AzureBlobOptions"/> tells.</summary>
    public const string AzureBlob = "azure_blob";

    /// <summary><c>files</c> or <c>azure_blob</c>. <c>files</c> unless set.</summary>
    [ConfigurationKeyName("store")]
    public string Store { get; set; } = Files;

    /// <exception cref="StartupException">An option cannot be used.</exception>
    public void Validate(AzureBlobOptions azure)
    {
        switch (Store)
        {
            case Files:
                break;
            case AzureBlob:
                _ = azure.Connect($"snapshots.store '{Store}'");
                break;
            default:
                throw new StartupException($"snapshots.store is '{Store}'; it must be {Files} or {AzureBlob}.");
        }
    }
}

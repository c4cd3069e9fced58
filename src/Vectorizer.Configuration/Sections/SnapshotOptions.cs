using Microsoft.Extensions.Configuration;
using Vectorizer.Configuration.Declarations;

namespace Vectorizer.Configuration.Sections;

/// <summary>Where snapshots are kept.</summary>
public sealed class SnapshotOptions
{
    /// <summary>In the data directory.</summary>
    public const string Files = "files";

    /// <summary>In Azure Blob Storage, as <see cref="AzureBlobOptions"/> tells.</summary>
    public const string AzureBlob = "azure_blob";

    /// <summary>In files of the data directory, or in the container of <c>persistence.azure_blob</c>.</summary>
    [ConfigurationKeyName("store")]
    [ChoiceSetting(Files, AzureBlob)]
    public string Store { get; set; } = Files;
}

using Microsoft.Extensions.Configuration;
using Vectorizer.Configuration.Declarations;

namespace Vectorizer.Configuration.Sections;

/// <summary>The container of Azure Blob Storage that holds the state of grains, snapshots, or both.</summary>
public sealed class AzureBlobOptions
{
    /// <summary>Key of the connection string.</summary>
    public const string ConnectionStringKey = "persistence.azure_blob.connection_string";

    /// <summary>Connection string of the storage account, as the portal shows it.</summary>
    [ConfigurationKeyName("connection_string")]
    [SecretSetting(Example = "DefaultEndpointsProtocol=https;AccountName=…;AccountKey=…;EndpointSuffix=core.windows.net")]
    public string? ConnectionString { get; set; }

    /// <summary>File that holds the connection string, in the place of that key.</summary>
    [ConfigurationKeyName("connection_string_file")]
    [PathSetting("a file", Example = "/etc/vectorizer/azure-connection-string")]
    public string? ConnectionStringFile { get; set; }

    /// <summary>Name of the container. It is made when it does not exist. Each cluster has one of its own.</summary>
    [ConfigurationKeyName("container")]
    [NameSetting(
        "^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$",
        "3..63 lower-case letters, digits and single hyphens, with a letter or digit first and last")]
    public string Container { get; set; } = "vectorizer";

    internal string? Fault(string neededBy)
        => SecretPair.Fault(ConnectionStringKey, ConnectionString, ConnectionStringFile, neededBy);
}

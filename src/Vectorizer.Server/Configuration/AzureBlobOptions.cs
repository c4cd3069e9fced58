using System.Text.RegularExpressions;
using Azure.Storage.Blobs;
using Vectorizer.Azure.Blobs;

namespace Vectorizer.Server.Configuration;

/// <summary>Section <c>persistence.azure_blob</c>: the container that holds the state of grains, snapshots, or both.</summary>
internal sealed partial class AzureBlobOptions
{
    private const string Key = "persistence.azure_blob.connection_string";

    /// <summary>Of the storage account, as the portal shows it.</summary>
    [ConfigurationKeyName("connection_string")]
    public string? ConnectionString { get; set; }

    /// <summary>Path of a file that holds the connection string.</summary>
    [ConfigurationKeyName("connection_string_file")]
    public string? ConnectionStringFile { get; set; }

    /// <summary>
    /// Name of the container, 3..63 lower-case letters, digits and single hyphens. <c>vectorizer</c> unless set. It is made
    /// when it does not exist. Each cluster has one of its own.
    /// </summary>
    [ConfigurationKeyName("container")]
    public string Container { get; set; } = "vectorizer";

    /// <summary>A client of the container.</summary>
    /// <exception cref="StartupException">A setting is missing or cannot be used.</exception>
    public BlobContainerClient Connect(string neededBy)
    {
        if (Container.Length is < 3 or > 63 || !ContainerName().IsMatch(Container))
        {
            throw new StartupException(
                $"persistence.azure_blob.container is '{Container}'; it must have 3..63 lower-case letters, digits and single hyphens, "
                    + "with a letter or digit first and last.");
        }

        string text = SecretSetting.Require(Key, ConnectionString, ConnectionStringFile, neededBy);
        try
        {
            return AzureContainer.Client(text, Container);
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            throw new StartupException(
                $"{Key} cannot be read; it must be like 'DefaultEndpointsProtocol=https;AccountName=…;AccountKey=…;EndpointSuffix=core.windows.net'.");
        }
    }

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex ContainerName();
}

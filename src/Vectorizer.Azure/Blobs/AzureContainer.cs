using Azure.Core;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Vectorizer.Azure.Blobs;

/// <summary>The blob container of a cluster.</summary>
public static class AzureContainer
{
    /// <summary>A client of a container, which need not exist.</summary>
    /// <param name="connectionString">Of the storage account.</param>
    /// <param name="name">Of the container.</param>
    /// <param name="configure">Changes the options of the transport; may be null.</param>
    /// <exception cref="FormatException">The connection string cannot be read.</exception>
    public static BlobContainerClient Client(string connectionString, string name, Action<BlobClientOptions>? configure = null)
    {
        BlobClientOptions options = new();

        // A try gets half a minute, which a block of 4 MiB needs only below 150 KiB/s. Five tries with growing pauses bridge
        // a busy account or a short outage; a longer one is told to the caller, who knows what it means.
        options.Retry.Mode = RetryMode.Exponential;
        options.Retry.Delay = TimeSpan.FromMilliseconds(200);
        options.Retry.MaxDelay = TimeSpan.FromSeconds(5);
        options.Retry.MaxRetries = 4;
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(30);
        configure?.Invoke(options);
        return new BlobServiceClient(connectionString, options).GetBlobContainerClient(name);
    }

    /// <summary>Makes sure, once at the start, that the container is there and can be reached.</summary>
    /// <remarks>Asked for first: a key that may only read and write blobs must not fail for want of a right it does not need.</remarks>
    /// <exception cref="AzureContainerException">It cannot be used.</exception>
    public static async Task EnsureAsync(BlobContainerClient container, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(container);
        try
        {
            if (!await container.ExistsAsync(cancellationToken).ConfigureAwait(false))
            {
                await container.CreateIfNotExistsAsync(PublicAccessType.None, cancellationToken: cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (AzureFailure.Is(exception, cancellationToken))
        {
            throw new AzureContainerException($"Container '{container.Name}' cannot be used. {AzureFailure.Explain(exception)}", exception);
        }
    }
}

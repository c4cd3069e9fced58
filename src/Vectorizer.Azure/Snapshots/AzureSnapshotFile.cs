using Azure;
using Azure.Storage;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Vectorizer.Azure.Blobs;
using Vectorizer.Storage.Snapshots;

namespace Vectorizer.Azure.Snapshots;

/// <summary>A file of a snapshot in a container. Holds no connection: each read is a request of its own.</summary>
internal sealed class AzureSnapshotFile(BlockBlobClient blob, long length, ETag etag) : ISnapshotFile
{
    public string Path => $"{blob.BlobContainerName}/{blob.Name}";

    public long Length => length;

    public int Read(long offset, Span<byte> buffer)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        int wanted = (int)Math.Clamp(length - offset, 0, buffer.Length);
        int done = 0;
        while (done < wanted)
        {
            // Azure gives a checksum with ranges of at most a block.
            int range = Math.Min(wanted - done, BlockPlan.BlockBytes);
            ReadRange(offset + done, buffer.Slice(done, range));
            done += range;
        }

        return done;
    }

    public void Dispose()
    {
    }

    private void ReadRange(long offset, Span<byte> buffer)
    {
        try
        {
            using BlobDownloadStreamingResult answer = blob.DownloadStreaming(new BlobDownloadOptions
            {
                Range = new HttpRange(offset, buffer.Length),

                // Never half of one file and half of another that has taken its name.
                Conditions = new BlobRequestConditions { IfMatch = etag },
                TransferValidation = new DownloadTransferValidationOptions { ChecksumAlgorithm = StorageChecksumAlgorithm.MD5 },
            });
            answer.Content.ReadExactly(buffer);
        }
        catch (Exception exception) when (AzureFailure.Is(exception, CancellationToken.None))
        {
            throw new SnapshotStoreException(
                $"Container '{blob.BlobContainerName}', blob '{blob.Name}' could not be read at offset {offset}. {AzureFailure.Explain(exception)}",
                AzureFailure.IsMissing(exception),
                exception);
        }
    }
}

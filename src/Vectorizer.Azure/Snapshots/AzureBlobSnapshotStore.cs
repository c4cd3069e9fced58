using System.Buffers;
using System.Globalization;
using System.IO.Hashing;
using Azure;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Vectorizer.Azure.Blobs;
using Vectorizer.Storage.Files;
using Vectorizer.Storage.Snapshots;

namespace Vectorizer.Azure.Snapshots;

/// <summary>Snapshots of a node in Azure Blob Storage.</summary>
/// <remarks>
/// A file is the blob <c>snapshots/&lt;cluster&gt;/&lt;node&gt;/&lt;collection&gt;/&lt;segment&gt;/&lt;sequence&gt;/&lt;file&gt;</c>.
/// It is sent in blocks, each with a checksum that Azure compares, and becomes visible when the list of its blocks is
/// committed. After a cut the next call sends only the blocks that lack: those that were staged are known by their names.
/// Threads: any, for different snapshots. Every failure of Azure is a <see cref="SnapshotStoreException"/>.
/// </remarks>
public sealed class AzureBlobSnapshotStore : ISnapshotStore
{
    private const string HashKey = "xxhash128";

    private readonly BlobContainerClient _container;
    private readonly string _prefix;
    private readonly IDisk _disk;

    /// <param name="container">The container; it is not made here.</param>
    /// <param name="cluster">Id of the cluster.</param>
    /// <param name="node">Name of the node, which alone writes under it.</param>
    /// <param name="disk">The disk from which snapshots are taken over.</param>
    public AzureBlobSnapshotStore(BlobContainerClient container, string cluster, string node, IDisk disk)
    {
        _container = container;
        _prefix = $"snapshots/{Uri.EscapeDataString(cluster)}/{Uri.EscapeDataString(node)}/";
        _disk = disk;
    }

    /// <inheritdoc/>
    public void Keep(SnapshotId snapshot, string directory, CancellationToken cancellationToken)
    {
        IReadOnlyList<DiskEntry> files = _disk.TryList(directory)
            ?? throw new DiskException("list", directory, DiskError.NotFound, "no such directory");
        if (files.FirstOrDefault(entry => entry.IsDirectory) is { Name: { } folder })
        {
            throw new ArgumentException($"'{directory}' holds the folder '{folder}'; a snapshot is files only.", nameof(directory));
        }

        foreach (DiskEntry file in files)
        {
            Send(snapshot, file.Name, Path.Combine(directory, file.Name), cancellationToken);
        }

        // Only now: until here a repeated call finds everything it needs.
        foreach (DiskEntry file in files)
        {
            _disk.DeleteFile(Path.Combine(directory, file.Name));
        }

        _disk.DeleteDirectory(directory);
        _disk.SyncDirectory(Path.GetDirectoryName(Path.GetFullPath(directory))!);
    }

    /// <inheritdoc/>
    public ISnapshotFile Open(SnapshotId snapshot, string name)
    {
        BlockBlobClient blob = BlobOf(snapshot, name);
        BlobProperties properties = Ask("opened", blob.Name, () => blob.GetProperties().Value);
        return new AzureSnapshotFile(blob, properties.ContentLength, properties.ETag);
    }

    /// <inheritdoc/>
    public IReadOnlyList<long> List(long collectionId, int segment)
    {
        string prefix = SegmentPrefix(collectionId, segment);
        GetBlobsByHierarchyOptions options = new() { Prefix = prefix, Delimiter = "/", States = BlobStates.Uncommitted };
        return Ask("listed", prefix, () => _container.GetBlobsByHierarchy(options)
            .Where(item => item.IsPrefix)
            .Select(item => Sequence(item.Prefix[prefix.Length..^1]))
            .OfType<long>()
            .Order()
            .ToArray());
    }

    /// <inheritdoc/>
    public void Delete(SnapshotId snapshot) => DeleteAll(SnapshotPrefix(snapshot));

    /// <inheritdoc/>
    public void DeleteCollection(long collectionId) => DeleteAll(CollectionPrefix(collectionId));

    private static long? Sequence(string text)
        => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long sequence) ? sequence : null;

    private void Send(SnapshotId snapshot, string name, string path, CancellationToken cancellationToken)
    {
        BlockBlobClient blob = BlobOf(snapshot, name);
        using IDiskFile file = _disk.Open(path, DiskAccess.Read);
        long length = file.Length;
        if (BlockPlan.Count(length) > BlockPlan.MaxBlocks)
        {
            throw new SnapshotStoreException(
                $"'{path}' has {length} bytes; a blob of container '{_container.Name}' takes {(long)BlockPlan.MaxBlocks * BlockPlan.BlockBytes}. "
                    + "Give the collection more segments.");
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(BlockPlan.BlockBytes);
        try
        {
            (List<string> blocks, string hash) = NameBlocks(file, length, buffer, cancellationToken);
            Ask("sent", blob.Name, () => SendBlocks(blob, file, length, blocks, hash, buffer, cancellationToken), cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Names the blocks, and hashes the whole.</summary>
    private static (List<string> Blocks, string Hash) NameBlocks(
        IDiskFile file, long length, byte[] buffer, CancellationToken cancellationToken)
    {
        XxHash128 whole = new();
        List<string> blocks = [];
        for (int index = 0; index < BlockPlan.Count(length); index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadOnlySpan<byte> block = ReadBlock(file, length, index, buffer).Span;
            whole.Append(block);
            blocks.Add(BlockPlan.Id(index, block));
        }

        return (blocks, Convert.ToHexStringLower(whole.GetCurrentHash()));
    }

    private static ReadOnlyMemory<byte> ReadBlock(IDiskFile file, long length, int index, byte[] buffer)
    {
        long offset = (long)index * BlockPlan.BlockBytes;
        Memory<byte> block = buffer.AsMemory(0, (int)Math.Min(BlockPlan.BlockBytes, length - offset));
        int read = file.Read(offset, block.Span);
        return read == block.Length
            ? block
            : throw new SnapshotStoreException($"'{file.Path}' ended at {offset + read} while it was sent; it had {length} bytes before.");
    }

    private static bool SendBlocks(
        BlockBlobClient blob, IDiskFile file, long length, List<string> blocks, string hash, byte[] buffer, CancellationToken cancellationToken)
    {
        if (IsKept(blob, length, hash, cancellationToken))
        {
            return false;
        }

        HashSet<string> staged = Staged(blob, cancellationToken);
        for (int index = 0; index < blocks.Count; index++)
        {
            if (staged.Contains(blocks[index]))
            {
                continue;
            }

            ReadOnlyMemory<byte> bytes = ReadBlock(file, length, index, buffer);
            using MemoryStream stream = new(buffer, 0, bytes.Length, writable: false);
            blob.StageBlock(
                blocks[index],
                stream,
                new BlockBlobStageBlockOptions
                {
                    TransferValidation = new UploadTransferValidationOptions { ChecksumAlgorithm = StorageChecksumAlgorithm.MD5 },
                },
                cancellationToken);
        }

        CommitBlockListOptions options = new() { Metadata = new Dictionary<string, string> { [HashKey] = hash } };
        blob.CommitBlockList(blocks, options, cancellationToken);
        long kept = blob.GetProperties(cancellationToken: cancellationToken).Value.ContentLength;
        return kept == length
            ? true
            : throw new SnapshotStoreException(
                $"Container '{blob.BlobContainerName}', blob '{blob.Name}' has {kept} bytes of {length} that were sent. "
                    + "See that nobody else writes to this container, and try again.");
    }

    /// <summary>Whether an earlier call has taken the file over as a whole.</summary>
    private static bool IsKept(BlockBlobClient blob, long length, string hash, CancellationToken cancellationToken)
    {
        try
        {
            BlobProperties properties = blob.GetProperties(cancellationToken: cancellationToken);
            return properties.ContentLength == length && properties.Metadata.TryGetValue(HashKey, out string? kept) && kept == hash;
        }
        catch (RequestFailedException exception) when (AzureFailure.IsMissing(exception))
        {
            return false;
        }
    }

    /// <summary>Names of the blocks that earlier calls have sent and that no list names yet.</summary>
    private static HashSet<string> Staged(BlockBlobClient blob, CancellationToken cancellationToken)
    {
        try
        {
            BlockList list = blob.GetBlockList(BlockListTypes.Uncommitted, cancellationToken: cancellationToken);
            return [.. list.UncommittedBlocks.Select(block => block.Name)];
        }
        catch (RequestFailedException exception) when (AzureFailure.IsMissing(exception))
        {
            return [];
        }
    }

    private void DeleteAll(string prefix)
    {
        GetBlobsOptions options = new() { Prefix = prefix, States = BlobStates.Uncommitted };
        Ask("deleted", prefix, () =>
        {
            foreach (BlobItem item in _container.GetBlobs(options))
            {
                BlockBlobClient blob = _container.GetBlockBlobClient(item.Name);
                if (!blob.DeleteIfExists(DeleteSnapshotsOption.IncludeSnapshots))
                {
                    // Blocks without a list are no blob yet. An empty list drops them, and makes one that can be deleted.
                    blob.CommitBlockList([]);
                    blob.DeleteIfExists(DeleteSnapshotsOption.IncludeSnapshots);
                }
            }

            return true;
        });
    }

    private T Ask<T>(string done, string name, Func<T> request, CancellationToken cancellationToken = default)
    {
        try
        {
            return request();
        }
        catch (Exception exception) when (AzureFailure.Is(exception, cancellationToken) && exception is not (SnapshotStoreException or DiskException))
        {
            throw new SnapshotStoreException(
                $"Container '{_container.Name}', blob '{name}' could not be {done}. {AzureFailure.Explain(exception)}",
                AzureFailure.IsMissing(exception),
                exception);
        }
    }

    private BlockBlobClient BlobOf(SnapshotId snapshot, string name)
    {
        if (string.IsNullOrEmpty(name) || name.Contains('/', StringComparison.Ordinal))
        {
            throw new ArgumentException($"'{name}' is no name of a file.", nameof(name));
        }

        return _container.GetBlockBlobClient(SnapshotPrefix(snapshot) + name);
    }

    private string SnapshotPrefix(SnapshotId snapshot)
        => string.Create(CultureInfo.InvariantCulture, $"{SegmentPrefix(snapshot.CollectionId, snapshot.Segment)}{snapshot.Sequence}/");

    private string SegmentPrefix(long collectionId, int segment)
        => string.Create(CultureInfo.InvariantCulture, $"{CollectionPrefix(collectionId)}{segment}/");

    private string CollectionPrefix(long collectionId) => string.Create(CultureInfo.InvariantCulture, $"{_prefix}{collectionId}/");
}

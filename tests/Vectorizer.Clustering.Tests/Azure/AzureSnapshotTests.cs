using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Vectorizer.Azure.Snapshots;
using Vectorizer.Clustering.Tests.Servers;
using Vectorizer.Storage.Files;
using Vectorizer.Storage.Snapshots;

namespace Vectorizer.Clustering.Tests.Azure;

/// <summary>Snapshots in a container: taken over whole, once, and read back as they were.</summary>
public sealed class AzureSnapshotTests(AzuriteServer azurite) : IDisposable
{
    private const int BlockBytes = 4 * 1024 * 1024;

    private static readonly SnapshotId s_snapshot = new(7, 3, 4711);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("vectorizer-");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task What_was_taken_over_is_read_in_any_range_and_the_directory_is_gone()
    {
        AzureBlobSnapshotStore store = Store(await azurite.NewContainerAsync());
        byte[] bytes = NewBytes((2 * BlockBytes) + 1000);
        string directory = NewSnapshot(("graph", bytes), ("empty", []), ("points", bytes[..BlockBytes]));
        store.Keep(s_snapshot, directory, Cancelled);
        Assert.False(Directory.Exists(directory));

        using ISnapshotFile graph = store.Open(s_snapshot, "graph");
        Assert.Equal(bytes.Length, graph.Length);
        (long Offset, int Count)[] ranges =
        [
            (0, bytes.Length), (0, 1), (BlockBytes - 1, 2), (BlockBytes - 7, BlockBytes + 14), (bytes.Length - 1, 1), (12_345, 0),
        ];
        foreach ((long offset, int count) in ranges)
        {
            byte[] buffer = new byte[count];
            Assert.Equal(count, graph.Read(offset, buffer));
            Assert.True(bytes.AsSpan((int)offset, count).SequenceEqual(buffer), $"{offset}, {count}");
        }

        // Fewer only at the end.
        byte[] tail = new byte[100];
        Assert.Equal(40, graph.Read(bytes.Length - 40, tail));
        Assert.Equal(bytes[^40..], tail[..40]);
        Assert.Equal(0, graph.Read(bytes.Length, tail));
        Assert.Equal(0, graph.Read(bytes.Length + 1L, tail));

        using ISnapshotFile empty = store.Open(s_snapshot, "empty");
        Assert.Equal(0, empty.Length);
        Assert.Equal(0, empty.Read(0, tail));
        using ISnapshotFile points = store.Open(s_snapshot, "points");
        Assert.Equal(BlockBytes, points.Length);
    }

    [Fact]
    public async Task After_a_cut_only_the_blocks_that_lack_are_sent()
    {
        RequestFault fault = new();
        BlobContainerClient container = await azurite.NewContainerAsync(fault.Attach);
        AzureBlobSnapshotStore store = Store(container);
        byte[] small = NewBytes(1_000);
        byte[] large = NewBytes((4 * BlockBytes) + 1);
        string directory = NewSnapshot(("a-small", small), ("b-large", large));

        // One block of the first file, then two of five.
        fault.CutAfterBlocks = 3;
        SnapshotStoreException exception = Assert.Throws<SnapshotStoreException>(() => store.Keep(s_snapshot, directory, Cancelled));
        Assert.Contains(container.Name, exception.Message, StringComparison.Ordinal);
        Assert.Contains("b-large", exception.Message, StringComparison.Ordinal);
        Assert.Equal(["a-small", "b-large"], Names(directory));
        Assert.Equal([s_snapshot.Sequence], store.List(7, 3));
        Assert.True(Assert.Throws<SnapshotStoreException>(() => store.Open(s_snapshot, "b-large")).IsMissing);

        fault.CutAfterBlocks = null;
        store.Keep(s_snapshot, directory, Cancelled);
        Assert.Equal(3 + 3, fault.BlocksSent);
        Assert.Equal(small, ReadAll(store, "a-small"));
        Assert.Equal(large, ReadAll(store, "b-large"));
    }

    [Fact]
    public async Task Blocks_of_another_content_are_not_taken_for_those_that_were_sent()
    {
        RequestFault fault = new() { CutAfterBlocks = 2 };
        AzureBlobSnapshotStore store = Store(await azurite.NewContainerAsync(fault.Attach));
        byte[] bytes = NewBytes(3 * BlockBytes);
        string directory = NewSnapshot(("graph", bytes));
        Assert.Throws<SnapshotStoreException>(() => store.Keep(s_snapshot, directory, Cancelled));

        bytes[0] ^= 1;
        await File.WriteAllBytesAsync(Path.Combine(directory, "graph"), bytes, Cancelled);
        fault.CutAfterBlocks = null;
        store.Keep(s_snapshot, directory, Cancelled);
        Assert.Equal(2 + 2, fault.BlocksSent);
        Assert.Equal(bytes, ReadAll(store, "graph"));
    }

    [Fact]
    public async Task A_bit_that_turns_over_on_its_way_there_is_refused_and_a_repeated_call_mends_it()
    {
        RequestFault fault = new() { FlipsSent = true };
        AzureBlobSnapshotStore store = Store(await azurite.NewContainerAsync(fault.Attach));
        byte[] bytes = NewBytes(10_000);
        string directory = NewSnapshot(("graph", bytes));
        SnapshotStoreException exception = Assert.Throws<SnapshotStoreException>(() => store.Keep(s_snapshot, directory, Cancelled));
        Assert.Contains("MD5", exception.Message, StringComparison.OrdinalIgnoreCase);

        fault.FlipsSent = false;
        store.Keep(s_snapshot, directory, Cancelled);
        Assert.Equal(bytes, ReadAll(store, "graph"));
    }

    [Fact]
    public async Task A_bit_that_turns_over_on_its_way_back_is_found()
    {
        RequestFault fault = new();
        AzureBlobSnapshotStore store = Store(await azurite.NewContainerAsync(fault.Attach));
        byte[] bytes = NewBytes(10_000);
        store.Keep(s_snapshot, NewSnapshot(("graph", bytes)), Cancelled);
        using ISnapshotFile file = store.Open(s_snapshot, "graph");
        fault.FlipsReceived = true;
        SnapshotStoreException exception = Assert.Throws<SnapshotStoreException>(() => file.Read(0, new byte[bytes.Length]));
        Assert.Contains("offset 0", exception.Message, StringComparison.Ordinal);
        Assert.False(exception.IsMissing);
        fault.FlipsReceived = false;
        Assert.Equal(bytes, ReadAll(store, "graph"));
    }

    [Fact]
    public async Task A_blob_that_is_replaced_while_it_is_read_is_not_read_half_and_half()
    {
        BlobContainerClient container = await azurite.NewContainerAsync();
        AzureBlobSnapshotStore store = Store(container);
        store.Keep(s_snapshot, NewSnapshot(("graph", NewBytes(1_000))), Cancelled);
        using ISnapshotFile file = store.Open(s_snapshot, "graph");
        await container.GetBlobClient(Blobs(container).Single()).UploadAsync(new BinaryData(NewBytes(1_000)), overwrite: true, Cancelled);
        SnapshotStoreException exception = Assert.Throws<SnapshotStoreException>(() => file.Read(0, new byte[10]));
        Assert.Contains("changed meanwhile", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_missing_and_a_container_that_is_not_there_is_a_failure()
    {
        AzureBlobSnapshotStore store = Store(await azurite.NewContainerAsync());
        SnapshotStoreException missing = Assert.Throws<SnapshotStoreException>(() => store.Open(s_snapshot, "graph"));
        Assert.True(missing.IsMissing);
        Assert.Contains("/7/3/4711/graph", missing.Message, StringComparison.Ordinal);

        AzureBlobSnapshotStore nowhere = Store(azurite.Container("no-such-container"));
        Action[] calls =
        [
            () => nowhere.Open(s_snapshot, "graph"),
            () => nowhere.List(7, 3),
            () => nowhere.Delete(s_snapshot),
            () => nowhere.DeleteCollection(7),
            () => nowhere.Keep(s_snapshot, NewSnapshot(("graph", [1])), Cancelled),
        ];
        foreach (Action call in calls)
        {
            SnapshotStoreException exception = Assert.Throws<SnapshotStoreException>(call);
            Assert.False(exception.IsMissing);
            Assert.Contains("no-such-container", exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_key_that_does_not_fit_is_told_without_the_key()
    {
        AzureBlobSnapshotStore store = Store(azurite.Container("any", key: AzuriteServer.WrongKey));
        SnapshotStoreException exception = Assert.Throws<SnapshotStoreException>(() => store.List(7, 3));
        Assert.Contains("Access was refused", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(AzuriteServer.WrongKey, exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Snapshots_are_listed_and_deleted_one_by_one_and_by_collection_and_no_others_with_them()
    {
        RequestFault fault = new();
        BlobContainerClient container = await azurite.NewContainerAsync(fault.Attach);
        AzureBlobSnapshotStore store = Store(container);
        AzureBlobSnapshotStore other = Store(container, "node b");
        SnapshotId[] kept = [new(7, 3, 20), new(7, 3, 100), new(7, 30, 5), new(70, 3, 6)];
        foreach (SnapshotId id in kept)
        {
            store.Keep(id, NewSnapshot(("graph", [1]), ("points", [2])), Cancelled);
        }

        other.Keep(new SnapshotId(7, 3, 55), NewSnapshot(("graph", [1])), Cancelled);

        // One that was cut off.
        fault.CutAfterBlocks = fault.BlocksSent + 1;
        Assert.Throws<SnapshotStoreException>(
            () => store.Keep(new SnapshotId(7, 3, 9), NewSnapshot(("graph", NewBytes(BlockBytes + 1))), Cancelled));
        fault.CutAfterBlocks = null;

        // By number, not as text.
        Assert.Equal([9, 20, 100], store.List(7, 3));
        store.Delete(new SnapshotId(7, 3, 9));
        store.Delete(new SnapshotId(7, 3, 20));
        store.Delete(new SnapshotId(7, 3, 12_345));
        Assert.Equal([100], store.List(7, 3));
        store.DeleteCollection(7);
        Assert.Empty(store.List(7, 3));
        Assert.Empty(store.List(7, 30));
        Assert.Equal([6], store.List(70, 3));
        Assert.Equal([55], other.List(7, 3));
    }

    [Fact]
    public async Task A_cancelled_call_leaves_the_directory_and_is_no_failure_of_the_store()
    {
        AzureBlobSnapshotStore store = Store(await azurite.NewContainerAsync());
        string directory = NewSnapshot(("graph", [1]));
        Assert.ThrowsAny<OperationCanceledException>(() => store.Keep(s_snapshot, directory, new CancellationToken(canceled: true)));
        Assert.Equal(["graph"], Names(directory));
    }

    [Fact]
    public async Task What_is_no_snapshot_is_refused()
    {
        AzureBlobSnapshotStore store = Store(await azurite.NewContainerAsync());
        Assert.Throws<DiskException>(() => store.Keep(s_snapshot, Path.Combine(_folder.FullName, "nowhere"), Cancelled));
        string directory = NewSnapshot(("graph", [1]));
        Directory.CreateDirectory(Path.Combine(directory, "folder"));
        Assert.Throws<ArgumentException>(() => store.Keep(s_snapshot, directory, Cancelled));
        Assert.Throws<ArgumentException>(() => store.Open(s_snapshot, "../graph"));
    }

    [Fact]
    public async Task A_failure_between_taking_over_and_tidying_up_sends_nothing_again()
    {
        RequestFault fault = new();
        BlobContainerClient container = await azurite.NewContainerAsync(fault.Attach);
        AzureBlobSnapshotStore store = Store(container);
        byte[] bytes = NewBytes(BlockBytes + 1);
        store.Keep(s_snapshot, NewSnapshot(("graph", bytes)), Cancelled);
        string left = NewSnapshot(("graph", bytes));
        store.Keep(s_snapshot, left, Cancelled);
        Assert.Equal(2, fault.BlocksSent);
        Assert.False(Directory.Exists(left));
        Assert.Equal(bytes, ReadAll(store, "graph"));
        Assert.Equal(2, (await container.GetBlockBlobClient(Blobs(container).Single())
            .GetBlockListAsync(BlockListTypes.Committed, cancellationToken: Cancelled)).Value.CommittedBlocks.Count());
    }

    private static byte[] NewBytes(int count)
    {
        byte[] bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }

    private static string[] Names(string directory) => [.. Directory.GetFiles(directory).Select(path => Path.GetFileName(path)).Order()];

    private static List<string> Blobs(BlobContainerClient container)
        => [.. container.GetBlobs(cancellationToken: Cancelled).Select(blob => blob.Name)];

    private static AzureBlobSnapshotStore Store(BlobContainerClient container, string node = "node a")
        => new(container, "cluster", node, Disk.ForThisMachine());

    private static byte[] ReadAll(AzureBlobSnapshotStore store, string name)
    {
        using ISnapshotFile file = store.Open(s_snapshot, name);
        byte[] bytes = new byte[file.Length];
        Assert.Equal(bytes.Length, file.Read(0, bytes));
        return bytes;
    }

    private string NewSnapshot(params (string Name, byte[] Bytes)[] files)
    {
        string directory = Path.Combine(_folder.FullName, Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(directory);
        foreach ((string name, byte[] bytes) in files)
        {
            File.WriteAllBytes(Path.Combine(directory, name), bytes);
        }

        return directory;
    }
}

using System.Globalization;
using System.Text;
using Vectorizer.Storage.Formats;
using Vectorizer.Storage.Formats.V1;
using Vectorizer.Storage.Rows;

namespace Vectorizer.Storage.Files;

/// <summary>The directory that holds everything a node keeps, and its lock.</summary>
/// <remarks>
/// <code>
/// node.json  lock  reserve                   reserve: space for deletes on a full disk
/// state/                                     state of grains, when it is kept in files
/// catalog/log/                               the collections
/// segments/&lt;collection id&gt;/&lt;number&gt;/log/     the writes of a segment
///                              /snapshots/&lt;sequence&gt;/    its points after one of them
///                              /*.rows       for a moment: rows outside of memory, in files without a name
/// </code>
/// Names of collections never appear: a directory is named by an internal id, which is never used again.
/// Ownership: one process at a time. The lock ends with the process, however that ends.
/// </remarks>
public sealed class DataDirectory : IDisposable
{
    /// <summary>The file that tells whose data it is.</summary>
    public const string NodeFile = "node.json";

    /// <summary>How the name of a directory ends that holds a snapshot which is being written.</summary>
    internal const string UnfinishedSnapshot = ".unfinished";

    /// <summary>How the name ends when it is being deleted.</summary>
    internal const string DeletedSnapshot = ".deleted" + UnfinishedSnapshot;

    private const string NewNodeFile = "node.json.new";
    private const string LockFile = "lock";
    private const string Dropped = ".dropped";
    private const int MaxNodeFileBytes = 64 * 1024;

    private readonly IDiskFile _lock;

    private DataDirectory(IDisk disk, string path, IDiskFile fileLock, NodeIdentity identity, VolumeInfo volume)
    {
        Disk = disk;
        FullPath = path;
        _lock = fileLock;
        Identity = identity;
        IsVolatile = volume.IsVolatile;
        VolumeType = volume.TypeName;
    }

    public IDisk Disk { get; }

    /// <summary>The directory itself.</summary>
    public string FullPath { get; }

    /// <summary>Whose data it holds.</summary>
    public NodeIdentity Identity { get; }

    /// <summary>Whether it lives in memory: then nothing in it survives a power failure, and fsync must not be promised.</summary>
    public bool IsVolatile { get; }

    /// <summary>The file system, for messages.</summary>
    public string VolumeType { get; }

    /// <summary>Bytes that can still be written, asked anew.</summary>
    public long FreeBytes => Disk.Describe(FullPath).FreeBytes;

    /// <summary>Where the catalog's log is.</summary>
    public string CatalogLogDirectory => Path.Combine(FullPath, "catalog", "log");

    /// <summary>Where the state of grains is, when it is kept in files.</summary>
    public string StateDirectory => Path.Combine(FullPath, "state");

    private string SegmentsDirectory => Path.Combine(FullPath, "segments");

    /// <summary>Opens a data directory, or makes one of a missing or empty directory.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="path">The directory. Its parent must exist: a missing mount must not lead to a new, empty database.</param>
    /// <param name="node">Name of this node.</param>
    /// <param name="clusterId">The cluster's id where it is known; otherwise one is drawn for a new directory.</param>
    /// <exception cref="DataDirectoryException">It cannot be used.</exception>
    public static DataDirectory Open(IDisk disk, string path, string node, string? clusterId = null)
    {
        string full = Path.GetFullPath(path);
        IDiskFile? fileLock = null;
        try
        {
            IReadOnlyList<DiskEntry> entries = disk.TryList(full) ?? Make(disk, full);
            RefuseForeign(full, entries);
            fileLock = disk.TryLock(Path.Combine(full, LockFile)) ?? throw InUse(disk, full);
            WriteProcessId(fileLock);

            // Asked only now: before, another process might just have been making it.
            NodeIdentity? found = disk.TryList(full)!.Any(entry => entry.Name == NodeFile) ? ReadIdentity(disk, full) : null;
            TestDisk(disk, full, found is not null);
            NodeIdentity identity = found
                ?? WriteIdentity(disk, full, new NodeIdentity(node, clusterId ?? Guid.NewGuid().ToString("N")));
            if (identity.Node != node || (clusterId is not null && identity.ClusterId != clusterId))
            {
                throw new DataDirectoryException(
                    full,
                    DataDirectoryFault.OtherNode,
                    $"it belongs to node '{identity.Node}' of cluster {identity.ClusterId}, this is node '{node}'"
                        + (clusterId is null ? "." : $" of cluster {clusterId}.")
                        + " Set node.name to the former name, or choose another directory.");
            }

            return new DataDirectory(disk, full, fileLock, identity, disk.Describe(full));
        }
        catch (DiskException exception)
        {
            fileLock?.Dispose();
            throw Explain(full, exception);
        }
        catch
        {
            fileLock?.Dispose();
            throw;
        }
    }

    /// <summary>Reads whose data a directory holds, without a lock.</summary>
    /// <exception cref="DataDirectoryException">It is not a data directory of this version.</exception>
    public static NodeIdentity ReadIdentity(IDisk disk, string path)
    {
        string file = Path.Combine(path, NodeFile);
        try
        {
            using IDiskFile opened = disk.Open(file, DiskAccess.Read);
            byte[] bytes = new byte[Math.Min(opened.Length, MaxNodeFileBytes)];
            return NodeFileFormat.Read(bytes.AsMemory(0, opened.Read(0, bytes)), file);
        }
        catch (FormatMismatchException exception)
        {
            (DataDirectoryFault fault, string advice) = exception.Mismatch switch
            {
                FormatMismatch.TooNew => (DataDirectoryFault.TooNew, "Start the newer version that wrote it."),
                FormatMismatch.TooOld => (DataDirectoryFault.TooOld, "Start the version that wrote it and move the data from there."),
                _ => (DataDirectoryFault.Foreign, "Choose another directory."),
            };
            throw new DataDirectoryException(path, fault, $"{exception.Message} {advice}", exception);
        }
        catch (CorruptDataException exception)
        {
            throw new DataDirectoryException(
                path, DataDirectoryFault.Damaged, $"{exception.Message} Restore {NodeFile} from a backup.", exception);
        }
        catch (DiskException exception)
        {
            throw Explain(path, exception);
        }
    }

    /// <summary>Where the log of a segment is.</summary>
    public string LogDirectory(long collectionId, int segment)
        => Path.Combine(SegmentDirectory(collectionId, segment), "log");

    /// <summary>Where the snapshots of a segment are.</summary>
    public string SnapshotDirectory(long collectionId, int segment)
        => Path.Combine(SegmentDirectory(collectionId, segment), "snapshots");

    /// <summary>
    /// Makes room for a new snapshot of a segment: what an earlier attempt has left is removed, the directory above is
    /// created durably.
    /// </summary>
    /// <returns>A directory that does not exist.</returns>
    public string PrepareSnapshot(long collectionId, int segment, long sequence)
    {
        string directory = SnapshotDirectory(collectionId, segment);
        CreateDurably(directory);
        string unfinished = Path.Combine(
            directory, sequence.ToString("D20", CultureInfo.InvariantCulture) + UnfinishedSnapshot);
        DeleteTree(unfinished);
        return unfinished;
    }

    /// <summary>Whether a segment has ever been saved here: its log may then be empty although it holds points.</summary>
    public bool HasSnapshots(long collectionId, int segment) => Disk.TryList(SnapshotDirectory(collectionId, segment)) is not null;

    /// <summary>Deletes snapshots of a segment that were never finished, or whose deletion was cut short.</summary>
    /// <returns>How many.</returns>
    public int SweepSnapshots(long collectionId, int segment)
    {
        string directory = SnapshotDirectory(collectionId, segment);
        string[] unfinished = [.. (Disk.TryList(directory) ?? [])
            .Select(entry => entry.Name)
            .Where(name => name.EndsWith(UnfinishedSnapshot, StringComparison.Ordinal))];
        foreach (string name in unfinished)
        {
            DeleteTree(Path.Combine(directory, name));
        }

        return unfinished.Length;
    }

    /// <summary>Makes the files of a segment's rows that are kept outside of memory.</summary>
    public RowFiles RowFiles(long collectionId, int segment) => new(Disk, SegmentDirectory(collectionId, segment));

    /// <summary>Deletes row files of a segment whose process ended before it had taken away their names.</summary>
    /// <returns>How many.</returns>
    public int SweepRowFiles(long collectionId, int segment)
    {
        string directory = SegmentDirectory(collectionId, segment);
        string[] left = [.. (Disk.TryList(directory) ?? [])
            .Select(entry => entry.Name)
            .Where(name => name.EndsWith(Rows.RowFiles.Extension, StringComparison.Ordinal))];
        foreach (string name in left)
        {
            Disk.DeleteFile(Path.Combine(directory, name));
        }

        return left.Length;
    }

    /// <summary>Creates the directory for the log of a segment, durably, if it is not there yet.</summary>
    public void CreateLogDirectory(long collectionId, int segment) => CreateDurably(LogDirectory(collectionId, segment));

    /// <summary>Creates the directory for the log of the catalog, durably, if it is not there yet.</summary>
    public void CreateCatalogLogDirectory() => CreateDurably(CatalogLogDirectory);

    /// <summary>Creates the directory for the state of grains, durably, if it is not there yet.</summary>
    public void CreateStateDirectory() => CreateDurably(StateDirectory);

    /// <summary>Ids of the collections that have a directory, ascending. One that the catalog does not know is an orphan.</summary>
    public IReadOnlyList<long> CollectionsOnDisk()
        => [.. (Disk.TryList(SegmentsDirectory) ?? [])
            .Where(entry => entry.IsDirectory && IsNumber(entry.Name))
            .Select(entry => long.Parse(entry.Name, CultureInfo.InvariantCulture))
            .Order()];

    /// <summary>Numbers of the segments of a collection that have a directory, ascending.</summary>
    public IReadOnlyList<int> SegmentsOnDisk(long collectionId)
        => [.. (Disk.TryList(CollectionDirectory(collectionId)) ?? [])
            .Where(entry => entry.IsDirectory && IsNumber(entry.Name))
            .Select(entry => int.Parse(entry.Name, CultureInfo.InvariantCulture))
            .Order()];

    /// <summary>Removes everything that a collection has on this disk. Its logs must have been closed.</summary>
    /// <remarks>
    /// 1. Rename, synced: from here on it is gone, whatever happens. 2. Delete; a crash leaves a rest for
    /// <see cref="SweepDropped"/>.
    /// </remarks>
    public void DropCollection(long collectionId)
    {
        string directory = CollectionDirectory(collectionId);
        if (Disk.TryList(directory) is null)
        {
            return;
        }

        string dropped = directory + Dropped;
        Disk.Rename(directory, dropped);
        Disk.SyncDirectory(SegmentsDirectory);
        DeleteTree(dropped);
        Disk.SyncDirectory(SegmentsDirectory);
    }

    /// <summary>Deletes what drops have left that were cut short.</summary>
    /// <returns>Collections whose rest was deleted.</returns>
    public int SweepDropped()
    {
        int swept = 0;
        foreach (DiskEntry entry in Disk.TryList(SegmentsDirectory) ?? [])
        {
            if (entry.IsDirectory && entry.Name.EndsWith(Dropped, StringComparison.Ordinal) && IsNumber(entry.Name[..^Dropped.Length]))
            {
                DeleteTree(Path.Combine(SegmentsDirectory, entry.Name));
                swept++;
            }
        }

        if (swept > 0)
        {
            Disk.SyncDirectory(SegmentsDirectory);
        }

        return swept;
    }

    /// <summary>Lets go of the directory.</summary>
    public void Dispose() => _lock.Dispose();

    private static IReadOnlyList<DiskEntry> Make(IDisk disk, string path)
    {
        string? parent = Path.GetDirectoryName(path);
        if (parent is null || disk.TryList(parent) is null)
        {
            throw new DataDirectoryException(
                path, DataDirectoryFault.Missing, $"'{parent}' does not exist. Is a volume not mounted? Otherwise create it.");
        }

        disk.CreateDirectory(path);
        disk.SyncDirectory(parent);
        return [];
    }

    private static void RefuseForeign(string path, IReadOnlyList<DiskEntry> entries)
    {
        if (entries.Any(entry => entry.Name == NodeFile))
        {
            return;
        }

        // What a first start may have left, or the file system itself.
        DiskEntry other = entries.FirstOrDefault(entry =>
            entry.Name is not (LockFile or NewNodeFile or DiskReserve.FileName or "lost+found" or DiskSelfTest.FirstName or DiskSelfTest.SecondName));
        if (other.Name is not null)
        {
            throw new DataDirectoryException(
                path,
                DataDirectoryFault.Foreign,
                $"it holds '{other.Name}' but no {NodeFile}. Choose an empty directory, or restore {NodeFile} from a backup.");
        }
    }

    private static DataDirectoryException InUse(IDisk disk, string path)
    {
        using IDiskFile file = disk.Open(Path.Combine(path, LockFile), DiskAccess.Read);
        Span<byte> bytes = stackalloc byte[32];
        string owner = Encoding.ASCII.GetString(bytes[..file.Read(0, bytes)]).Trim();
        return new DataDirectoryException(
            path,
            DataDirectoryFault.InUse,
            $"process {(owner.Length > 0 ? owner : "(unknown)")} is using it. Stop that process, or choose another directory.");
    }

    private static void WriteProcessId(IDiskFile file)
    {
        try
        {
            file.Truncate(0);
            file.Write(0, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}\n")));
        }
        catch (DiskException exception) when (exception.IsDiskFull)
        {
            // The lock is held all the same. The number is for the message to another process.
        }
    }

    private static void TestDisk(IDisk disk, string path, bool holdsData)
    {
        try
        {
            DiskSelfTest.Run(disk, path);
        }
        catch (DiskException exception) when (exception.IsDiskFull && holdsData)
        {
            // It failed the way a full disk must. What is stored there can be read and deleted.
            DiskSelfTest.RemoveRest(disk, path);
        }
    }

    private static NodeIdentity WriteIdentity(IDisk disk, string path, NodeIdentity identity)
    {
        string temporary = Path.Combine(path, NewNodeFile);
        if (disk.TryList(path)!.Any(entry => entry.Name == NewNodeFile))
        {
            disk.DeleteFile(temporary);
        }

        using (IDiskFile file = disk.Open(temporary, DiskAccess.CreateNew))
        {
            file.Write(0, NodeFileFormat.Write(identity));
            file.Sync();
        }

        disk.Rename(temporary, Path.Combine(path, NodeFile));
        disk.SyncDirectory(path);
        return identity;
    }

    private static DataDirectoryException Explain(string path, DiskException exception)
    {
        (DataDirectoryFault fault, string advice) = exception.Error switch
        {
            DiskError.ReadOnly => (DataDirectoryFault.ReadOnly, "Its file system is mounted read-only: mount it for writing."),
            DiskError.NotPermitted => (DataDirectoryFault.NotPermitted, "Give the user of this process the right to write there."),
            DiskError.DiskFull => (DataDirectoryFault.DiskFull, "Free space or raise the quota."),
            DiskError.NotFound => (DataDirectoryFault.Missing, "It is not a directory, or was removed."),
            _ => (DataDirectoryFault.Failed, "Check the disk and the system's log."),
        };
        return new DataDirectoryException(path, fault, $"{exception.Message} {advice}", exception);
    }

    private void CreateDurably(string directory)
    {
        string parent = FullPath;
        foreach (string name in Path.GetRelativePath(FullPath, directory).Split(Path.DirectorySeparatorChar))
        {
            string child = Path.Combine(parent, name);
            Disk.CreateDirectory(child);

            // Also when it was there before: whoever made it may have been stopped before the sync.
            Disk.SyncDirectory(parent);
            parent = child;
        }
    }

    /// <summary>Deletes a directory and what it holds, if it exists.</summary>
    internal void DeleteTree(string directory)
    {
        if (Disk.TryList(directory) is not { } entries)
        {
            return;
        }

        foreach (DiskEntry entry in entries)
        {
            string path = Path.Combine(directory, entry.Name);
            if (entry.IsDirectory)
            {
                DeleteTree(path);
            }
            else
            {
                Disk.DeleteFile(path);
            }
        }

        Disk.DeleteDirectory(directory);
    }

    private string SegmentDirectory(long collectionId, int segment)
        => Path.Combine(CollectionDirectory(collectionId), Number(segment));

    private string CollectionDirectory(long collectionId) => Path.Combine(SegmentsDirectory, Number(collectionId));

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static bool IsNumber(string name)
        => long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out long value) && Number(value) == name;
}

using System.Globalization;
using Vectorizer.Storage.Files;

namespace Vectorizer.Storage.Snapshots;

/// <summary>Keeps snapshots in the data directory, each in a directory named by its sequence.</summary>
public sealed class FileSnapshotStore(DataDirectory data) : ISnapshotStore
{
    private const string Deleted = ".deleted";

    private readonly IDisk _disk = data.Disk;

    /// <inheritdoc/>
    public void Keep(SnapshotId snapshot, string directory, CancellationToken cancellationToken)
    {
        // Of a save that was cut short before a manifest named it.
        Delete(snapshot);
        _disk.Rename(directory, DirectoryOf(snapshot));
        _disk.SyncDirectory(data.SnapshotDirectory(snapshot.CollectionId, snapshot.Segment));
    }

    /// <inheritdoc/>
    public ISnapshotFile Open(SnapshotId snapshot, string name)
    {
        string path = Path.Combine(DirectoryOf(snapshot), name);
        try
        {
            return new LocalFile(_disk.Open(path, DiskAccess.Read));
        }
        catch (DiskException exception) when (exception.Error == DiskError.NotFound)
        {
            throw new SnapshotStoreException($"'{path}' is missing.", isMissing: true, exception);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<long> List(long collectionId, int segment)
        => [.. (_disk.TryList(data.SnapshotDirectory(collectionId, segment)) ?? [])
            .Where(entry => entry.IsDirectory && long.TryParse(entry.Name, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Select(entry => long.Parse(entry.Name, CultureInfo.InvariantCulture))
            .Order()];

    /// <inheritdoc/>
    public void Delete(SnapshotId snapshot)
    {
        string directory = DirectoryOf(snapshot);
        if (_disk.TryList(directory) is null)
        {
            return;
        }

        // What is half deleted must not be found under its name again, nor be taken for the new one that replaces it.
        string deleted = directory + Deleted + DataDirectory.UnfinishedSnapshot;
        data.DeleteTree(deleted);
        _disk.Rename(directory, deleted);
        data.DeleteTree(deleted);
        _disk.SyncDirectory(data.SnapshotDirectory(snapshot.CollectionId, snapshot.Segment));
    }

    /// <summary>Nothing is to be done: the snapshots are gone with the directory of the collection.</summary>
    public void DeleteCollection(long collectionId)
    {
    }

    private string DirectoryOf(SnapshotId snapshot) => Path.Combine(
        data.SnapshotDirectory(snapshot.CollectionId, snapshot.Segment),
        snapshot.Sequence.ToString("D20", CultureInfo.InvariantCulture));

    private sealed class LocalFile(IDiskFile file) : ISnapshotFile
    {
        public string Path => file.Path;

        public long Length { get; } = file.Length;

        // Positioned reads of the system: callers do not share a position.
        public int Read(long offset, Span<byte> buffer) => file.Read(offset, buffer);

        public void Dispose() => file.Dispose();
    }
}

using System.Globalization;
using Vectorizer.Storage.Files;

namespace Vectorizer.Storage.Snapshots;

/// <summary>Keeps snapshots in the data directory, each in a directory named by its sequence.</summary>
public sealed class FileSnapshotStore(DataDirectory data) : ISnapshotStore
{
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
            return new LocalSnapshotFile(_disk.Open(path, DiskAccess.Read));
        }
        catch (DiskException exception) when (exception.Error == DiskError.NotFound)
        {
            throw new SnapshotStoreException($"'{path}' is missing.", isMissing: true, exception);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<long> List(long collectionId, int segment)
        => [.. (_disk.TryList(data.SnapshotDirectory(collectionId, segment)) ?? [])
            .Where(entry => entry.IsDirectory)
            .Select(entry => SequenceOf(entry.Name))
            .OfType<long>()
            .Order()];

    /// <inheritdoc/>
    public void Delete(SnapshotId snapshot)
    {
        string directory = DirectoryOf(snapshot);
        if (_disk.TryList(directory) is null)
        {
            return;
        }

        // What is half deleted must not be found under its name again, also when the power fails meanwhile. Not the name
        // under which a snapshot is written: the new one of this sequence may be waiting there to be kept.
        string deleted = directory + DataDirectory.DeletedSnapshot;
        string parent = data.SnapshotDirectory(snapshot.CollectionId, snapshot.Segment);
        data.DeleteTree(deleted);
        _disk.Rename(directory, deleted);
        _disk.SyncDirectory(parent);
        data.DeleteTree(deleted);
        _disk.SyncDirectory(parent);
    }

    /// <summary>Nothing is to be done: the snapshots are gone with the directory of the collection.</summary>
    public void DeleteCollection(long collectionId)
    {
    }

    /// <summary>The sequence that the name of a snapshot's directory tells, or null for any other name.</summary>
    internal static long? SequenceOf(string name)
        => long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out long sequence) && NameOf(sequence) == name
            ? sequence
            : null;

    private static string NameOf(long sequence) => sequence.ToString("D20", CultureInfo.InvariantCulture);

    private string DirectoryOf(SnapshotId snapshot) => Path.Combine(
        data.SnapshotDirectory(snapshot.CollectionId, snapshot.Segment),
        NameOf(snapshot.Sequence));
}

using Vectorizer.Storage.Files;

namespace Vectorizer.Storage.Snapshots;

/// <summary>Where a node keeps its snapshots: immutable files, a few for each snapshot.</summary>
/// <remarks>
/// All calls block, and may be made from several threads for different snapshots. A snapshot counts only once a manifest
/// names it: what a store holds beyond that is an orphan for the sweeper.
/// </remarks>
public interface ISnapshotStore
{
    /// <summary>Takes over a finished snapshot. When this returns, its files are durable here and the directory is gone.</summary>
    /// <param name="snapshot">Its name.</param>
    /// <param name="directory">
    /// A directory beside the store's own, with synced files that nobody changes any more. After a failure it is left as it
    /// was, and the call may be repeated: what was taken over before is not sent again.
    /// </param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DiskException">A call of the system failed.</exception>
    /// <exception cref="SnapshotStoreException">The store could not be reached, or refused.</exception>
    void Keep(SnapshotId snapshot, string directory, CancellationToken cancellationToken);

    /// <summary>Opens a file of a snapshot for reading.</summary>
    /// <exception cref="SnapshotStoreException">The store could not be reached, or has no such file.</exception>
    /// <exception cref="DiskException">A call of the system failed.</exception>
    ISnapshotFile Open(SnapshotId snapshot, string name);

    /// <summary>Sequences of the snapshots that a segment has here, whole or in part, ascending.</summary>
    IReadOnlyList<long> List(long collectionId, int segment);

    /// <summary>Removes a snapshot, or what is there of it.</summary>
    void Delete(SnapshotId snapshot);

    /// <summary>Removes all snapshots of a dropped collection.</summary>
    void DeleteCollection(long collectionId);
}

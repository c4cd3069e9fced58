namespace Vectorizer.Storage.Files;

/// <summary>The calls of the operating system on which every promise about stored bytes rests.</summary>
/// <remarks>
/// All calls block and are safe to make from several threads. Every failure is a <see cref="DiskException"/>: nothing is
/// retried (except calls that a signal interrupted) and no error is dropped.
/// Nothing is durable by itself: bytes become so by <see cref="IDiskFile.Sync"/>, names by <see cref="SyncDirectory"/> of
/// the directory that holds them.
/// </remarks>
public interface IDisk
{
    /// <summary>Opens an existing file, or creates one that may not exist yet, readable by its owner alone.</summary>
    IDiskFile Open(string path, DiskAccess access);

    /// <summary>Opens or creates a file and takes its lock, which ends with the process. Null when another process has it.</summary>
    IDiskFile? TryLock(string path);

    /// <summary>Creates a directory that only its owner can enter. One that exists already is left as it is.</summary>
    void CreateDirectory(string path);

    /// <summary>Makes the names in a directory durable.</summary>
    void SyncDirectory(string path);

    /// <summary>Gives a file or directory another name on the same file system, replacing a file that has it.</summary>
    void Rename(string from, string to);

    /// <summary>Removes a file.</summary>
    void DeleteFile(string path);

    /// <summary>Removes an empty directory.</summary>
    void DeleteDirectory(string path);

    /// <summary>What a directory holds, ordered by name; null when there is no such directory.</summary>
    IReadOnlyList<DiskEntry>? TryList(string path);

    /// <summary>Describes the file system under an existing directory.</summary>
    VolumeInfo Describe(string path);

    /// <summary>Whether a sync that cannot succeed is seen to fail. Asked once at start by <see cref="DiskSelfTest"/>.</summary>
    bool ReportsFailedSync();
}

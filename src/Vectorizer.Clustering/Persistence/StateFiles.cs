using System.Collections.Concurrent;
using Vectorizer.Storage.Files;
using Vectorizer.Storage.Formats;
using Vectorizer.Storage.Formats.V1;

namespace Vectorizer.Clustering.Persistence;

/// <summary>Records of state as files: one each, replaced as a whole.</summary>
/// <remarks>
/// <code>
/// &lt;hash of the key&gt;.state       the record
/// &lt;hash of the key&gt;.state.new   one that is being written; swept at the next start
/// </code>
/// Invariant: a <c>.state</c> file is whole, or it was damaged later. At most one write of a key is under way: callers see to
/// that. Ownership: the data directory's lock keeps other processes away.
/// </remarks>
internal sealed class StateFiles
{
    private const string Extension = ".state";
    private const string Unfinished = ".state.new";

    private readonly IDisk _disk;
    private readonly string _directory;

    // Keys whose last change may or may not survive a power failure. Nothing may be built on either.
    private readonly ConcurrentDictionary<string, string> _sealed = new(StringComparer.Ordinal);

    /// <summary>Opens a directory and removes what writes have left that were cut short.</summary>
    /// <exception cref="DiskException">A call of the system failed.</exception>
    public StateFiles(IDisk disk, string directory)
    {
        _disk = disk;
        _directory = directory;
        int swept = 0;
        foreach (DiskEntry entry in disk.TryList(directory) ?? throw NoDirectory(directory))
        {
            if (!entry.IsDirectory && entry.Name.EndsWith(Unfinished, StringComparison.Ordinal))
            {
                disk.DeleteFile(Path.Combine(directory, entry.Name));
                swept++;
            }
        }

        // Also when nothing was swept: the names that are here may be those of a process that was stopped before its sync.
        disk.SyncDirectory(directory);
        Swept = swept;
    }

    /// <summary>Unfinished files that were removed.</summary>
    public int Swept { get; }

    /// <summary>The file that holds a record, or would.</summary>
    public string PathOf(GrainStateKey key) => Path.Combine(_directory, key.Hash + Extension);

    /// <summary>Reads a record; null when there is none.</summary>
    /// <exception cref="DiskException">A call of the system failed.</exception>
    /// <exception cref="CorruptDataException">The file is damaged, or belongs to another key.</exception>
    /// <exception cref="FormatMismatchException">It is of another product or version.</exception>
    /// <exception cref="GrainStateException">An earlier change of this record may or may not be stored.</exception>
    public StateFile? TryRead(GrainStateKey key)
    {
        RefuseSealed(key);
        string path = PathOf(key);
        IDiskFile file;
        try
        {
            file = _disk.Open(path, DiskAccess.Read);
        }
        catch (DiskException exception) when (exception.Error == DiskError.NotFound)
        {
            // Missing, and not the whole directory: else a lost mount would make every grain a new one.
            return _disk.TryList(_directory) is null ? throw NoDirectory(_directory) : null;
        }

        using (file)
        {
            long length = file.Length;
            if (length > StateFileFormat.MaxFileBytes)
            {
                throw new CorruptDataException(path, StateFileFormat.MaxFileBytes, $"it has {length} bytes, more than any state");
            }

            byte[] bytes = new byte[length];
            return GrainStateCodec.Open(key, bytes.AsMemory(0, file.Read(0, bytes)), path);
        }
    }

    /// <summary>Replaces a record. When this returns, it is durable.</summary>
    /// <remarks>
    /// 1. Written beside and synced: a failure leaves the old record. 2. Renamed: a crash leaves the old or the new one, whole.
    /// 3. The name synced: only now is it kept. If that fails, nobody knows which one the next start will find, and the
    /// record is sealed until then.
    /// </remarks>
    /// <inheritdoc cref="Delete" path="/exception"/>
    public void Replace(GrainStateKey key, ReadOnlySpan<byte> bytes)
    {
        RefuseSealed(key);
        string path = PathOf(key);
        string unfinished = Path.Combine(_directory, key.Hash + Unfinished);
        using (IDiskFile file = Create(unfinished))
        {
            file.Write(0, bytes);
            file.Sync();
        }

        _disk.Rename(unfinished, path);
        SyncNames(key);
    }

    /// <summary>Removes a record. When this returns, it is gone for good.</summary>
    /// <exception cref="DiskException">A call of the system failed.</exception>
    /// <exception cref="GrainStateException">An earlier change of this record may or may not be stored.</exception>
    public void Delete(GrainStateKey key)
    {
        RefuseSealed(key);
        _disk.DeleteFile(PathOf(key));
        SyncNames(key);
    }

    private static DiskException NoDirectory(string directory)
        => new("open", directory, DiskError.NotFound, "no such directory");

    private IDiskFile Create(string path)
    {
        try
        {
            return _disk.Open(path, DiskAccess.CreateNew);
        }
        catch (DiskException exception) when (exception.Error == DiskError.Exists)
        {
            // Left by a write that failed.
            _disk.DeleteFile(path);
            return _disk.Open(path, DiskAccess.CreateNew);
        }
    }

    private void SyncNames(GrainStateKey key)
    {
        try
        {
            _disk.SyncDirectory(_directory);
        }
        catch (DiskException exception)
        {
            _sealed[key.Hash] = exception.Message;
            throw;
        }
    }

    private void RefuseSealed(GrainStateKey key)
    {
        if (_sealed.TryGetValue(key.Hash, out string? reason))
        {
            throw new GrainStateException(
                $"The last change of the {key} may or may not be stored, so it is neither read nor written: {reason} "
                    + "Check the disk and the system's log, then restart the server.");
        }
    }
}

namespace Vectorizer.Storage.Files;

/// <summary>A file that holds nothing but space, so that deleting needs none that is not there.</summary>
/// <remarks>
/// It is given up by cutting it to nothing, and made again when there is room. Neither is synced: whatever a crash leaves of
/// it is looked at by the next start, which makes it again or, on a full disk, does without.
/// Threads: any.
/// </remarks>
internal sealed class DiskReserve
{
    /// <summary>Name of the file in the data directory.</summary>
    public const string FileName = "reserve";

    private const int WriteBytes = 1024 * 1024;

    private readonly IDisk _disk;
    private readonly string _directory;
    private readonly Lock _gate = new();
    private bool _isIntact;

    /// <summary>Looks at what an earlier run has left.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="directory">The data directory.</param>
    /// <param name="bytes">How much is kept; 0 for none, and then a file that is there is removed.</param>
    public DiskReserve(IDisk disk, string directory, long bytes)
    {
        _disk = disk;
        _directory = directory;
        Bytes = bytes;
        if (!Exists)
        {
            return;
        }

        if (bytes == 0)
        {
            disk.DeleteFile(FilePath);
            return;
        }

        using IDiskFile file = disk.Open(FilePath, DiskAccess.Write);
        if (file.Length > bytes)
        {
            file.Truncate(bytes);
        }

        _isIntact = file.Length == bytes;
    }

    /// <summary>Bytes that it has when it is intact; 0 for no reserve.</summary>
    public long Bytes { get; }

    /// <summary>Whether it is missing.</summary>
    public bool IsSpent => Bytes > 0 && !Volatile.Read(ref _isIntact);

    private string FilePath => Path.Combine(_directory, FileName);

    private bool Exists => _disk.TryList(_directory)!.Any(entry => entry.Name == FileName);

    /// <summary>Takes the space. On a disk that has not enough nothing is taken.</summary>
    /// <exception cref="DiskException">The disk failed otherwise.</exception>
    public void Make()
    {
        lock (_gate)
        {
            if (!IsSpent)
            {
                return;
            }

            try
            {
                using IDiskFile file = _disk.Open(FilePath, Exists ? DiskAccess.Write : DiskAccess.CreateNew);
                if (TryFill(file))
                {
                    Volatile.Write(ref _isIntact, true);
                }
            }
            catch (DiskException exception) when (exception.IsDiskFull)
            {
                // Not even room for the name: it stays spent.
            }
        }
    }

    /// <summary>Gives the space back.</summary>
    /// <exception cref="DiskException">The disk failed.</exception>
    public void GiveUp()
    {
        lock (_gate)
        {
            if (Bytes == 0 || IsSpent)
            {
                return;
            }

            using IDiskFile file = _disk.Open(FilePath, DiskAccess.Write);
            file.Truncate(0);
            Volatile.Write(ref _isIntact, false);
        }
    }

    private bool TryFill(IDiskFile file)
    {
        try
        {
            if (!file.Preallocate(Bytes))
            {
                Write(file);
            }

            return true;
        }
        catch (DiskException exception) when (exception.IsDiskFull)
        {
            file.Truncate(0);
            return false;
        }
    }

    // Bytes that no file system can store in less room.
    private void Write(IDiskFile file)
    {
        byte[] noise = new byte[Math.Min(Bytes, WriteBytes)];
        Random.Shared.NextBytes(noise);
        for (long done = 0; done < Bytes; done += noise.Length)
        {
            file.Write(done, noise.AsSpan(0, (int)Math.Min(noise.Length, Bytes - done)));
        }
    }
}

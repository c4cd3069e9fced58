namespace Vectorizer.Storage.Log;

/// <summary>Sizes shared by all logs of a node.</summary>
public sealed record LogOptions
{
    /// <summary>
    /// Bytes after which the next group goes to a new file, 4 KiB..1 GiB. A file is dropped as a whole, so smaller ones
    /// give space back sooner; a new one costs two syncs and one of the directory.
    /// </summary>
    public long RollBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>
    /// Bytes reserved when a file gets its first record; each later step doubles the file. Small, since most of ten
    /// thousand collections may stay small.
    /// </summary>
    public long FirstPreallocationBytes { get; init; } = 16 * 1024;

    /// <summary>The largest step of preallocation in bytes.</summary>
    public long MaxPreallocationBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>
    /// Files that stay open at a time. Idle logs beyond it are synced and closed, so that thousands of them live
    /// within a usual limit of 1,024 descriptors.
    /// </summary>
    public int MaxOpenFiles { get; init; } = 256;

    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(RollBytes, 4096);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(RollBytes, 1L << 30);
        ArgumentOutOfRangeException.ThrowIfNegative(FirstPreallocationBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxPreallocationBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxOpenFiles, 1);
    }
}

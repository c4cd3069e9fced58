using Vectorizer.Storage.Files;

namespace Vectorizer.Grains.Tests.Storage;

/// <summary>The machine's disk, which waits or fails where a test tells it to.</summary>
internal sealed class FaultyDisk : IDisk
{
    private readonly IDisk _disk = Disk.ForThisMachine();

    /// <summary>Called before each sync of a file; it may block or throw.</summary>
    public Action<string> BeforeSync { get; set; } = _ => { };

    /// <summary>Called before each write to a file; it may block or throw.</summary>
    public Action<string> BeforeWrite { get; set; } = _ => { };

    /// <summary>Called before space is reserved for a file; it may block or throw.</summary>
    public Action<string> BeforePreallocate { get; set; } = _ => { };

    /// <summary>What the volume is said to be; null for what it is.</summary>
    public VolumeInfo? Volume { get; set; }

    public int Syncs { get; private set; }

    public static DiskException Failure(string operation, string path, DiskError error = DiskError.Other)
        => new(operation, path, error, error == DiskError.DiskFull ? "ENOSPC" : "EIO");

    public IDiskFile Open(string path, DiskAccess access) => new File(this, _disk.Open(path, access));

    public IDiskFile? TryLock(string path) => _disk.TryLock(path);

    public void CreateDirectory(string path) => _disk.CreateDirectory(path);

    public void SyncDirectory(string path) => _disk.SyncDirectory(path);

    public void Rename(string from, string to) => _disk.Rename(from, to);

    public void DeleteFile(string path) => _disk.DeleteFile(path);

    public void DeleteDirectory(string path) => _disk.DeleteDirectory(path);

    public IReadOnlyList<DiskEntry>? TryList(string path) => _disk.TryList(path);

    public VolumeInfo Describe(string path) => Volume ?? _disk.Describe(path);

    public bool ReportsFailedSync() => _disk.ReportsFailedSync();

    private sealed class File(FaultyDisk disk, IDiskFile file) : IDiskFile
    {
        public string Path => file.Path;

        public long Length => file.Length;

        public int Read(long offset, Span<byte> buffer) => file.Read(offset, buffer);

        public void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            disk.BeforeWrite(Path);
            file.Write(offset, bytes);
        }

        public void Sync()
        {
            disk.Syncs++;
            disk.BeforeSync(Path);
            file.Sync();
        }

        public void Truncate(long length) => file.Truncate(length);

        public bool Preallocate(long length)
        {
            disk.BeforePreallocate(Path);
            return file.Preallocate(length);
        }

        public void Dispose() => file.Dispose();
    }
}

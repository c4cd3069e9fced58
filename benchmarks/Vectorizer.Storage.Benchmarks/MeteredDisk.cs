using Vectorizer.Storage.Files;

namespace Vectorizer.Storage.Benchmarks;

/// <summary>A disk that counts the syncs of files, and may make each of them slower.</summary>
internal sealed class MeteredDisk(IDisk disk, TimeSpan syncDelay) : IDisk
{
    private int _syncs;

    /// <summary>Syncs of files so far.</summary>
    public int Syncs => Volatile.Read(ref _syncs);

    public IDiskFile Open(string path, DiskAccess access) => new MeteredFile(this, disk.Open(path, access));

    public IDiskFile? TryLock(string path) => disk.TryLock(path);

    public void CreateDirectory(string path) => disk.CreateDirectory(path);

    public void SyncDirectory(string path) => disk.SyncDirectory(path);

    public void Rename(string from, string to) => disk.Rename(from, to);

    public void DeleteFile(string path) => disk.DeleteFile(path);

    public void DeleteDirectory(string path) => disk.DeleteDirectory(path);

    public IReadOnlyList<DiskEntry>? TryList(string path) => disk.TryList(path);

    public VolumeInfo Describe(string path) => disk.Describe(path);

    public bool ReportsFailedSync() => disk.ReportsFailedSync();

    private void Count()
    {
        Interlocked.Increment(ref _syncs);
        Thread.Sleep(syncDelay);
    }

    private sealed class MeteredFile(MeteredDisk disk, IDiskFile file) : IDiskFile
    {
        public string Path => file.Path;

        public long Length => file.Length;

        public int Read(long offset, Span<byte> buffer) => file.Read(offset, buffer);

        public void Write(long offset, ReadOnlySpan<byte> bytes) => file.Write(offset, bytes);

        public void Sync()
        {
            disk.Count();
            file.Sync();
        }

        public void Truncate(long length) => file.Truncate(length);

        public bool Preallocate(long length) => file.Preallocate(length);

        public void Dispose() => file.Dispose();
    }
}

using Vectorizer.Storage.Files;

namespace Vectorizer.Storage.Tests.Rows;

/// <summary>A disk whose newest file a test can reach although it has no name, and whose calls fail where it says so.</summary>
internal sealed class ShownDisk(IDisk disk) : IDisk
{
    /// <summary>The file that was opened last.</summary>
    public IDiskFile Newest { get; private set; } = null!;

    /// <summary>Called before each read and write of a file, with its name.</summary>
    public Action<string> Before { get; set; } = _ => { };

    /// <summary>Whether the file system can reserve space.</summary>
    public bool CanPreallocate { get; set; } = true;

    public IDiskFile Open(string path, DiskAccess access)
    {
        Newest = disk.Open(path, access);
        return new File(this, Newest);
    }

    public IDiskFile? TryLock(string path) => disk.TryLock(path);

    public void CreateDirectory(string path) => disk.CreateDirectory(path);

    public void SyncDirectory(string path) => disk.SyncDirectory(path);

    public void Rename(string from, string to) => disk.Rename(from, to);

    public void DeleteFile(string path) => disk.DeleteFile(path);

    public void DeleteDirectory(string path) => disk.DeleteDirectory(path);

    public IReadOnlyList<DiskEntry>? TryList(string path) => disk.TryList(path);

    public VolumeInfo Describe(string path) => disk.Describe(path);

    public bool ReportsFailedSync() => disk.ReportsFailedSync();

    private sealed class File(ShownDisk disk, IDiskFile file) : IDiskFile
    {
        public string Path => file.Path;

        public long Length => file.Length;

        public int Read(long offset, Span<byte> buffer)
        {
            disk.Before("read");
            return file.Read(offset, buffer);
        }

        public void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            disk.Before("write");
            file.Write(offset, bytes);
        }

        public void Sync() => file.Sync();

        public void Truncate(long length) => file.Truncate(length);

        public bool Preallocate(long length)
        {
            disk.Before("preallocate");
            return disk.CanPreallocate && file.Preallocate(length);
        }

        public void Dispose() => file.Dispose();
    }
}

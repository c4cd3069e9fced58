using Vectorizer.Storage.Files;

namespace Vectorizer.Storage.Tests.Simulation;

/// <summary>Makes the storage code behave as if it had forgotten a call, or misjudged its result.</summary>
internal sealed class FaultyDisk(IDisk disk, PlantedFault fault) : IDisk
{
    public IDiskFile Open(string path, DiskAccess access)
    {
        IDiskFile file = disk.Open(path, access);
        if (path.EndsWith(".snapshot", StringComparison.Ordinal) && fault == PlantedFault.PublishAnUnsyncedSnapshot)
        {
            return new FaultyFile(file, PlantedFault.AcknowledgeBeforeSync, isNew: false);
        }

        return path.EndsWith(".log", StringComparison.Ordinal) && access != DiskAccess.Read
            ? new FaultyFile(file, fault, isNew: access == DiskAccess.CreateNew)
            : file;
    }

    public IDiskFile? TryLock(string path) => disk.TryLock(path);

    public void CreateDirectory(string path) => disk.CreateDirectory(path);

    public void SyncDirectory(string path)
    {
        bool skips = fault switch
        {
            PlantedFault.SkipDirectorySync => path.EndsWith("/log", StringComparison.Ordinal),
            PlantedFault.KeepASnapshotWithoutItsName => path.EndsWith("/snapshots", StringComparison.Ordinal),
            _ => false,
        };
        if (!skips)
        {
            disk.SyncDirectory(path);
        }
    }

    public void Rename(string from, string to) => disk.Rename(from, to);

    public void DeleteFile(string path) => disk.DeleteFile(path);

    public void DeleteDirectory(string path) => disk.DeleteDirectory(path);

    public IReadOnlyList<DiskEntry>? TryList(string path) => disk.TryList(path);

    public VolumeInfo Describe(string path) => disk.Describe(path);

    public bool ReportsFailedSync() => disk.ReportsFailedSync();

    private sealed class FaultyFile(IDiskFile file, PlantedFault fault, bool isNew) : IDiskFile
    {
        private bool _skipsNextSync = isNew && fault == PlantedFault.SkipHeaderSync;
        private bool _isNew = isNew;

        public string Path => file.Path;

        public long Length => file.Length;

        public int Read(long offset, Span<byte> buffer) => file.Read(offset, buffer);

        public void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            if (fault == PlantedFault.TrustTheCache && !_isNew)
            {
                byte[] present = new byte[bytes.Length];
                if (file.Read(offset, present) == bytes.Length && bytes.SequenceEqual(present))
                {
                    return;
                }
            }

            try
            {
                file.Write(offset, bytes);
            }
            catch (DiskException exception) when (fault == PlantedFault.WriteOnAfterAnError && exception.Error == DiskError.Other)
            {
            }
        }

        public void Sync()
        {
            bool skips = _skipsNextSync || (fault == PlantedFault.AcknowledgeBeforeSync && !_isNew);
            _skipsNextSync = false;
            _isNew = false;
            if (skips)
            {
                return;
            }

            try
            {
                file.Sync();
            }
            catch (DiskException) when (fault == PlantedFault.RetryFailedSync)
            {
                file.Sync();
            }
        }

        public void Truncate(long length)
        {
            if (fault != PlantedFault.LeaveTheTail)
            {
                file.Truncate(length);
            }
        }

        public bool Preallocate(long length) => file.Preallocate(length);

        public void Dispose() => file.Dispose();
    }
}

using System.Runtime.Versioning;
using Microsoft.Extensions.Logging.Abstractions;
using Vectorizer.Storage.Files;
using Vectorizer.Storage.Formats.V1;
using Vectorizer.Storage.Log;

namespace Vectorizer.Storage.Tests.Files;

/// <summary>The system calls, on real file systems, with real errors.</summary>
[SupportedOSPlatform("linux")]
public sealed class LibcDiskTests
{
    private readonly LibcDisk _disk = new();

    [Fact]
    public void The_self_test_passes_and_leaves_nothing_behind()
    {
        using TemporaryDirectory directory = new();
        DiskSelfTest.Run(_disk, directory.FullPath);
        DiskSelfTest.Run(new PortableDisk(), directory.FullPath);
        Assert.Empty(_disk.TryList(directory.FullPath)!);
    }

    [Fact]
    public void The_self_test_fails_on_a_disk_that_hides_failed_syncs()
    {
        using TemporaryDirectory directory = new();
        Assert.True(_disk.ReportsFailedSync());
        Assert.Throws<DiskException>(() => DiskSelfTest.Run(new Hiding(_disk), directory.FullPath));
    }

    [Fact]
    public void Files_belong_to_their_owner_alone()
    {
        using TemporaryDirectory directory = new();
        string child = directory.Combine("d");
        _disk.CreateDirectory(child);
        _disk.CreateDirectory(child);
        _disk.Open(Path.Combine(child, "f"), DiskAccess.CreateNew).Dispose();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(child));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(child, "f")));
    }

    [Fact]
    public void Both_implementations_do_the_same()
    {
        foreach (IDisk disk in (IDisk[])[_disk, new PortableDisk()])
        {
            using TemporaryDirectory directory = new();
            string first = directory.Combine("a");
            string second = directory.Combine("b");
            using (IDiskFile file = disk.Open(first, DiskAccess.CreateNew))
            {
                file.Write(3, [1, 2, 3]);
                file.Sync();
                Assert.Equal(6, file.Length);
                file.Truncate(5);
                byte[] read = new byte[10];
                Assert.Equal(4, file.Read(1, read));
                Assert.Equal([0, 0, 1, 2], read[..4]);
                if (file.Preallocate(100))
                {
                    Assert.Equal(100, file.Length);
                }
            }

            Assert.Equal(DiskError.Exists, Assert.Throws<DiskException>(() => disk.Open(first, DiskAccess.CreateNew)).Error);
            disk.Rename(first, second);
            disk.SyncDirectory(directory.FullPath);
            Assert.Equal(DiskError.NotFound, Assert.Throws<DiskException>(() => disk.Open(first, DiskAccess.Write)).Error);
            Assert.Equal(DiskError.NotFound, Assert.Throws<DiskException>(() => disk.DeleteFile(first)).Error);
            Assert.Throws<DiskException>(() => disk.DeleteDirectory(directory.FullPath));
            Assert.Throws<DiskException>(() => disk.SyncDirectory(first));
            Assert.Equal([new DiskEntry("b", false)], disk.TryList(directory.FullPath)!);
            Assert.Null(disk.TryList(first));
            disk.DeleteFile(second);
            Assert.False(disk.Describe(directory.FullPath).IsVolatile);
            Assert.InRange(disk.Describe(directory.FullPath).FreeBytes, 1, long.MaxValue);

            using IDiskFile? held = disk.TryLock(directory.Combine("lock"));
            Assert.NotNull(held);
            Assert.Null(disk.TryLock(directory.Combine("lock")));
        }
    }

    [Fact]
    public void An_error_names_operation_path_and_error()
    {
        DiskException error = Assert.Throws<DiskException>(() => _disk.Open("/proc/no-such-file", DiskAccess.Read));
        Assert.Equal("open", error.Operation);
        Assert.Equal("/proc/no-such-file", error.Path);
        Assert.StartsWith("ENOENT", error.ErrorName, StringComparison.Ordinal);
        Assert.StartsWith(
            "EINVAL", Assert.Throws<DiskException>(() => _disk.Open("/dev/null", DiskAccess.Write).Sync()).ErrorName, StringComparison.Ordinal);
        Assert.True(Assert.Throws<DiskException>(() => _disk.Open("/dev/full", DiskAccess.Write).Write(0, [1])).IsDiskFull);
    }

    [Fact]
    public async Task A_log_on_a_full_volume_refuses_writes_and_goes_on_when_there_is_room()
    {
        await using MountedVolume volume = await MountedVolume.MountAsync("size=256k");
        string ballast = Path.Combine(volume.FullPath, "ballast");
        string directory = Path.Combine(volume.FullPath, "log");
        _disk.CreateDirectory(directory);
        await File.WriteAllBytesAsync(ballast, new byte[64 * 1024], TestContext.Current.CancellationToken);
        using LogStore store = new(_disk, new LogOptions());
        SegmentLog log = SegmentLog.Create(store, LogIdentity.OfSegment(1, 0), directory);
        int written = 0;
        LogDiskFullException full = Assert.Throws<LogDiskFullException>(() =>
        {
            for (; written < 1_000; written++)
            {
                log.Append([new EncodedRecord(LogRecordKind.SegmentWrite, new byte[4000])], 0);
                log.Sync();
            }
        });
        Assert.Contains("ENOSPC", full.Message, StringComparison.Ordinal);
        Assert.Equal(written, log.LastSequence);
        Assert.Null(log.Seal);

        File.Delete(ballast);
        log.Append([new EncodedRecord(LogRecordKind.SegmentWrite, new byte[4000])], 0);
        log.Close();

        RecoveredLog recovered = new LogRecovery(store, NullLogger<LogRecovery>.Instance)
            .Open(LogIdentity.OfSegment(1, 0), directory, after: 0, (in LogEntry _) => { });
        Assert.Equal(written + 1, recovered.Report.Records);
        recovered.Log.Close();
    }

    /// <summary>The kernel itself returns the error: strace makes the third fdatasync of another process fail.</summary>
    [Fact]
    public async Task A_sync_that_fails_in_the_kernel_seals_the_log()
    {
        using TemporaryDirectory directory = new();
        string output = await OtherProcess.RunAsync(
            "strace",
            "-f", "-o", "/dev/null", "-e", "trace=fdatasync", "-e", "inject=fdatasync:error=EIO:when=3",
            OtherProcess.ThisProgram, "append", directory.FullPath, "4");

        // The first sync was that of the file header.
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("synced 1", lines[0]);
        Assert.Equal(4, lines.Length);
        Assert.All(lines[1..], line => Assert.Contains("EIO", line, StringComparison.Ordinal));
    }

    private sealed class Hiding(IDisk disk) : IDisk
    {
        public IDiskFile Open(string path, DiskAccess access) => disk.Open(path, access);

        public IDiskFile? TryLock(string path) => disk.TryLock(path);

        public void CreateDirectory(string path) => disk.CreateDirectory(path);

        public void SyncDirectory(string path) => disk.SyncDirectory(path);

        public void Rename(string from, string to) => disk.Rename(from, to);

        public void DeleteFile(string path) => disk.DeleteFile(path);

        public void DeleteDirectory(string path) => disk.DeleteDirectory(path);

        public IReadOnlyList<DiskEntry>? TryList(string path) => disk.TryList(path);

        public VolumeInfo Describe(string path) => disk.Describe(path);

        public bool ReportsFailedSync() => false;
    }
}

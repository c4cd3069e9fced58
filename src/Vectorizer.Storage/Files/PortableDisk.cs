namespace Vectorizer.Storage.Files;

/// <summary>The disk of a Windows or macOS machine, through .NET.</summary>
/// <remarks>
/// Not for Linux, where .NET drops the result of a failed sync. Names are not synced: NTFS and APFS keep their
/// directories in a journal, and neither system offers a call for it through .NET.
/// </remarks>
internal sealed class PortableDisk : IDisk
{
    public IDiskFile Open(string path, DiskAccess access) => access switch
    {
        DiskAccess.Read => Open("open", path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete),
        DiskAccess.Write => Open("open", path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete),
        DiskAccess.CreateNew => Open("create", path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete),
        _ => throw new ArgumentOutOfRangeException(nameof(access), access, null),
    };

    public IDiskFile? TryLock(string path)
    {
        try
        {
            // On Windows others may read whose lock it is. Elsewhere only the strictest mode takes a lock, which does
            // not keep anybody from reading.
            FileShare share = OperatingSystem.IsWindows() ? FileShare.Read : FileShare.None;
            return Open("lock", path, FileMode.OpenOrCreate, FileAccess.ReadWrite, share);
        }
        catch (DiskException exception) when (exception.Error == DiskError.Other)
        {
            // A sharing violation: somebody else has it open for writing.
            return null;
        }
    }

    public void CreateDirectory(string path)
        => ManagedFiles.Run("create directory", path, () => OperatingSystem.IsWindows()
            ? Directory.CreateDirectory(path)
            : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));

    public void SyncDirectory(string path)
    {
        if (!Directory.Exists(path))
        {
            throw new DiskException("sync directory", path, DiskError.NotFound, "no such directory");
        }
    }

    public void Rename(string from, string to) => ManagedFiles.Run("rename", from, () =>
    {
        if (Directory.Exists(from))
        {
            Directory.Move(from, to);
        }
        else
        {
            File.Move(from, to, overwrite: true);
        }

        return true;
    });

    public void DeleteFile(string path) => ManagedFiles.Run("delete", path, () =>
    {
        // File.Delete says nothing when there is no such file.
        if (!File.Exists(path))
        {
            throw new FileNotFoundException("No such file", path);
        }

        File.Delete(path);
        return true;
    });

    public void DeleteDirectory(string path) => ManagedFiles.Run("delete directory", path, () =>
    {
        Directory.Delete(path, recursive: false);
        return true;
    });

    public IReadOnlyList<DiskEntry>? TryList(string path) => ManagedFiles.TryList(path);

    public VolumeInfo Describe(string path) => ManagedFiles.Run("describe", path, () =>
    {
        DriveInfo drive = new(Path.GetFullPath(path));
        return new VolumeInfo(drive.DriveFormat, drive.DriveType == DriveType.Ram, drive.AvailableFreeSpace, drive.TotalSize);
    });

    /// <summary>True without a trial: a handle that cannot be synced cannot be had here, and the flush is checked.</summary>
    public bool ReportsFailedSync() => true;

    private static PortableFile Open(string operation, string path, FileMode mode, FileAccess access, FileShare share)
        => ManagedFiles.Run(operation, path, () =>
        {
            FileStreamOptions options = new() { Mode = mode, Access = access, Share = share, BufferSize = 0 };
            if (!OperatingSystem.IsWindows() && mode is FileMode.CreateNew or FileMode.OpenOrCreate)
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            return new PortableFile(path, new FileStream(path, options));
        });
}

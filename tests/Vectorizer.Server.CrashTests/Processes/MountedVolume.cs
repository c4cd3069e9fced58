namespace Vectorizer.Server.CrashTests.Processes;

/// <summary>A file system mounted for one test. Mounting needs root; a test that cannot mount fails, it is not skipped.</summary>
internal sealed class MountedVolume : IAsyncDisposable
{
    private readonly TestDirectory _directory = new();

    public string FullPath => _directory.FullPath;

    /// <summary>A small file system in memory.</summary>
    public static async Task<MountedVolume> InMemoryAsync(string size)
    {
        MountedVolume volume = new();
        await Tool.RunAsync("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", volume.FullPath);
        return volume;
    }

    /// <summary>A directory once more, to be read only.</summary>
    public static async Task<MountedVolume> ReadOnlyAsync(string directory)
    {
        MountedVolume volume = new();
        await Tool.RunAsync("mount", "--bind", directory, volume.FullPath);
        await Tool.RunAsync("mount", "-o", "remount,ro,bind", volume.FullPath);
        return volume;
    }

    /// <summary>Writes a file until no more than some bytes are free.</summary>
    /// <returns>The file.</returns>
    public string TakeAllBut(long bytes)
    {
        string path = Path.Combine(FullPath, $"filler-{Guid.NewGuid():N}");
        using FileStream file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        byte[] page = new byte[4096];
        try
        {
            while (new DriveInfo(FullPath).AvailableFreeSpace > bytes || bytes == 0)
            {
                file.Write(page);
            }
        }
        catch (IOException) when (bytes == 0)
        {
            // Full.
        }

        return path;
    }

    public async ValueTask DisposeAsync()
    {
        await Tool.RunAsync("umount", FullPath);
        _directory.Dispose();
    }
}

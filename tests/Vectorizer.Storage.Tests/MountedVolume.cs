namespace Vectorizer.Storage.Tests;

/// <summary>A small file system in memory. Mounting one needs root; a test that cannot mount fails, it is not skipped.</summary>
internal sealed class MountedVolume : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public string FullPath => _directory.FullPath;

    public static async Task<MountedVolume> MountAsync(string options)
    {
        MountedVolume volume = new();
        await OtherProcess.RunAsync("mount", "-t", "tmpfs", "-o", options, "tmpfs", volume.FullPath);
        return volume;
    }

    public Task RemountAsync(string options) => OtherProcess.RunAsync("mount", "-o", $"remount,{options}", FullPath);

    public async ValueTask DisposeAsync()
    {
        await OtherProcess.RunAsync("umount", FullPath);
        _directory.Dispose();
    }
}

namespace Vectorizer.Storage.Files;

/// <summary>Chooses the implementation for this machine.</summary>
public static class Disk
{
    /// <summary>
    /// The checked libc calls on Linux; elsewhere the platform's own flush, which on macOS asks the drive too
    /// (F_FULLFSYNC) and on Windows is FlushFileBuffers.
    /// </summary>
    public static IDisk ForThisMachine() => OperatingSystem.IsLinux() ? new LibcDisk() : new PortableDisk();
}

namespace Vectorizer.Storage.Files;

/// <summary>Tries in a directory everything that the logs will rely on, before anything is promised.</summary>
public static class DiskSelfTest
{
    internal const string FirstName = "self-test.new";
    internal const string SecondName = "self-test";

    /// <summary>Creates, writes, syncs, reads back, renames, syncs the directory and removes; leaves nothing behind.</summary>
    /// <exception cref="DiskException">A step failed, or did not do what it reported.</exception>
    public static void Run(IDisk disk, string directory)
    {
        if (!disk.ReportsFailedSync())
        {
            throw new DiskException("self-test", directory, DiskError.Other, "a failed sync is reported as success");
        }

        string first = Path.Combine(directory, FirstName);
        string second = Path.Combine(directory, SecondName);
        RemoveRest(disk, directory);
        Span<byte> written = stackalloc byte[1024];
        for (int i = 0; i < written.Length; i++)
        {
            written[i] = (byte)(i * 31);
        }

        using (IDiskFile file = disk.Open(first, DiskAccess.CreateNew))
        {
            file.Preallocate(4096);
            file.Write(0, written);
            file.Truncate(written.Length);
            file.Sync();
        }

        disk.Rename(first, second);
        disk.SyncDirectory(directory);
        Span<byte> read = stackalloc byte[written.Length + 1];
        using (IDiskFile file = disk.Open(second, DiskAccess.Read))
        {
            int count = file.Read(0, read);
            if (count != written.Length || !read[..count].SequenceEqual(written))
            {
                throw new DiskException("self-test", second, DiskError.Other, "the bytes read are not the bytes written");
            }
        }

        disk.DeleteFile(second);
        disk.SyncDirectory(directory);
    }

    /// <summary>Removes what a run left that failed or was killed half-way.</summary>
    internal static void RemoveRest(IDisk disk, string directory)
    {
        foreach (DiskEntry entry in disk.TryList(directory) ?? [])
        {
            if (entry.Name is FirstName or SecondName)
            {
                disk.DeleteFile(Path.Combine(directory, entry.Name));
            }
        }
    }
}

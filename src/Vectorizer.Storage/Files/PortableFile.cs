namespace Vectorizer.Storage.Files;

/// <summary>A file opened through .NET. Owns the stream, whose handle alone is used.</summary>
internal sealed class PortableFile(string path, FileStream stream) : IDiskFile
{
    public string Path => path;

    public long Length => ManagedFiles.Run("measure", path, () => RandomAccess.GetLength(stream.SafeFileHandle));

    public int Read(long offset, Span<byte> buffer)
    {
        try
        {
            int done = 0;
            while (done < buffer.Length)
            {
                int read = RandomAccess.Read(stream.SafeFileHandle, buffer[done..], offset + done);
                if (read == 0)
                {
                    break;
                }

                done += read;
            }

            return done;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw ManagedFiles.Translate("read", path, exception);
        }
    }

    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(stream.SafeFileHandle, bytes, offset);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw ManagedFiles.Translate("write", path, exception);
        }
    }

    public void Sync() => ManagedFiles.Run("sync", path, () =>
    {
        RandomAccess.FlushToDisk(stream.SafeFileHandle);
        return true;
    });

    public void Truncate(long length) => ManagedFiles.Run("truncate", path, () =>
    {
        RandomAccess.SetLength(stream.SafeFileHandle, length);
        return true;
    });

    public bool Preallocate(long length) => false;

    public void Dispose() => stream.Dispose();
}

using Vectorizer.Storage.Snapshots;

namespace Vectorizer.Storage.Tests.Snapshots;

/// <summary>A file of a snapshot whose bytes a test has made.</summary>
internal sealed class MemorySnapshot(byte[] bytes) : ISnapshotFile
{
    public string Path => "memory";

    public long Length => bytes.Length;

    public bool IsDisposed { get; private set; }

    public int Read(long offset, Span<byte> buffer)
    {
        int count = (int)Math.Clamp(bytes.Length - offset, 0, buffer.Length);
        bytes.AsSpan((int)offset, count).CopyTo(buffer);
        return count;
    }

    public void Dispose() => IsDisposed = true;
}

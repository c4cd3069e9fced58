using Vectorizer.Storage.Files;
using Vectorizer.Storage.Snapshots;

namespace Vectorizer.Storage.Benchmarks;

/// <summary>A snapshot's file on a disk.</summary>
internal sealed class LocalFile(IDiskFile file) : ISnapshotFile
{
    public string Path => file.Path;

    public long Length => file.Length;

    public int Read(long offset, Span<byte> buffer) => file.Read(offset, buffer);

    public void Dispose() => file.Dispose();
}

using Vectorizer.Storage.Files;

namespace Vectorizer.Storage.Snapshots;

/// <summary>A file of a snapshot on this machine's disk.</summary>
internal sealed class LocalSnapshotFile(IDiskFile file) : ISnapshotFile
{
    public string Path => file.Path;

    public long Length { get; } = file.Length;

    // Positioned reads of the system: callers do not share a position.
    public int Read(long offset, Span<byte> buffer) => file.Read(offset, buffer);

    public void Dispose() => file.Dispose();
}

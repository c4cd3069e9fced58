namespace Vectorizer.Storage.Snapshots;

/// <summary>An open file of a snapshot. Reads may come from several threads.</summary>
public interface ISnapshotFile : IDisposable
{
    /// <summary>Where it is, for messages.</summary>
    string Path { get; }

    /// <summary>Bytes in the file.</summary>
    long Length { get; }

    /// <summary>Reads until the buffer is full or the file ends.</summary>
    /// <returns>Bytes read; fewer than asked for only at the end of the file.</returns>
    int Read(long offset, Span<byte> buffer);
}

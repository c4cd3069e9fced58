namespace Vectorizer.Storage.Files;

/// <summary>An open file.</summary>
/// <remarks>Threads: any may read and write at the same time, as long as no two touch the same bytes and one of them writes; one at a time for the rest.</remarks>
public interface IDiskFile : IDisposable
{
    /// <summary>The path under which it was opened.</summary>
    string Path { get; }

    /// <summary>Bytes in the file.</summary>
    long Length { get; }

    /// <summary>Reads until the buffer is full or the file ends.</summary>
    /// <returns>Bytes read; fewer than asked for only at the end of the file.</returns>
    int Read(long offset, Span<byte> buffer);

    /// <summary>Writes all bytes. After an exception any part of them may have been written.</summary>
    void Write(long offset, ReadOnlySpan<byte> bytes);

    /// <summary>Makes bytes and length durable. After a failure the state of the unsynced bytes is unknown for ever.</summary>
    void Sync();

    /// <summary>Cuts the file off or extends it with zeros.</summary>
    void Truncate(long length);

    /// <summary>Reserves blocks up to <paramref name="length"/> and extends the file with zeros to it.</summary>
    /// <returns>False when the file system cannot do that: the file then grows by writes alone.</returns>
    bool Preallocate(long length);
}

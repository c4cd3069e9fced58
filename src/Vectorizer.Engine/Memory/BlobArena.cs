using System.Diagnostics;

namespace Vectorizer.Engine.Memory;

/// <summary>Byte strings of any length in native memory, written once.</summary>
/// <remarks>
/// Ownership: this object alone frees the chunks; a blob lives until <see cref="Dispose"/>.
/// Threads: one thread adds; a reader may read a blob whose address was published after it was written.
/// </remarks>
internal sealed unsafe class BlobArena : IDisposable
{
    private const int ChunkBytes = 1024 * 1024;
    private const int Alignment = 8;

    private readonly List<(nint Address, nuint Bytes)> _chunks = [];
    private byte* _free;
    private long _freeBytes;

    // Of the present chunk; and the physical memory of those before it.
    private long _chunkBytes;
    private long _formerBytes;

    /// <summary>Bytes handed out.</summary>
    public long UsedBytes { get; private set; }

    /// <summary>The physical memory that the blobs take at most.</summary>
    public long ResidentBytes { get; private set; }

    /// <summary>The physical memory that further blobs take at most, in whatever groups room is made for them.</summary>
    /// <remarks>
    /// A chunk is left unfilled only for a group that is larger than its rest. So of two chunks in a row the groups make up
    /// one at least, and each chunk has one page that is touched in part.
    /// </remarks>
    public static long MostBytesOf(long bytes)
        => bytes == 0 ? 0 : bytes + (((2 * bytes / ChunkBytes) + 3) * NativePages.PageBytes);

    /// <summary>The bytes that a blob takes.</summary>
    public static int SizeOf(int bytes) => checked(bytes + Alignment - 1) & ~(Alignment - 1);

    /// <summary>
    /// Makes room for blobs whose sizes add up to <paramref name="bytes"/>. The rest of the present chunk is given up when
    /// it is too small; nobody has touched it, so it takes no memory.
    /// </summary>
    /// <exception cref="OutOfMemoryException">No memory. The blobs there are stay as they are.</exception>
    public void EnsureCapacity(long bytes)
    {
        if (bytes > _freeBytes)
        {
            nuint chunkBytes = (nuint)Math.Max(ChunkBytes, bytes);
            byte* chunk = NativePages.Allocate(chunkBytes, hugePages: false);
            _chunks.Add(((nint)chunk, chunkBytes));
            _formerBytes = ResidentBytes;
            _chunkBytes = (long)chunkBytes;
            _free = chunk;
            _freeBytes = (long)chunkBytes;
        }
    }

    /// <summary>A blob, aligned to 8 bytes. There must be room for it.</summary>
    public byte* Allocate(int bytes)
    {
        int size = SizeOf(bytes);
        Debug.Assert(size <= _freeBytes, "room is made for a whole group of blobs before the first is written");
        byte* blob = _free;
        _free += size;
        _freeBytes -= size;
        UsedBytes += size;
        ResidentBytes = _formerBytes + NativePages.TouchedBytes(_chunkBytes - _freeBytes, _chunkBytes, hugePages: false);
        return blob;
    }

    /// <summary>Cuts the blob handed out last to its first bytes.</summary>
    public void TrimLast(int allocatedBytes, int bytes)
    {
        int rest = SizeOf(allocatedBytes) - SizeOf(bytes);
        Debug.Assert(rest >= 0, "a blob only gets shorter");
        _free -= rest;
        _freeBytes += rest;
        UsedBytes -= rest;
        ResidentBytes = _formerBytes + NativePages.TouchedBytes(_chunkBytes - _freeBytes, _chunkBytes, hugePages: false);
    }

    /// <summary>Frees all blobs.</summary>
    public void Dispose()
    {
        foreach ((nint address, nuint bytes) in _chunks)
        {
            NativePages.Free((byte*)address, bytes);
        }

        _chunks.Clear();
        _free = null;
        _freeBytes = 0;
    }
}

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

    /// <summary>Bytes handed out.</summary>
    public long UsedBytes { get; private set; }

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

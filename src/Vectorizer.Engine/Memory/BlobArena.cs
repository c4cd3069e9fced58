using System.Diagnostics;

namespace Vectorizer.Engine.Memory;

/// <summary>Byte strings of any length in native memory, written once, one behind the other in chunks.</summary>
/// <remarks>
/// A blob that is released leaves a gap: there are no free lists, which gaps of all sizes would fill badly. Instead whoever
/// holds the addresses moves what is left of a chunk with many gaps, and the whole chunk goes back to the operating system.
/// <code>
/// 1. arena.TryBeginLeaving()           chunks of which an eighth is gaps
/// 2. for each blob with IsLeaving:     Allocate, copy, publish the new address
/// 3. arena.FreeLeaving()               when nobody holds an old address
/// </code>
/// Ownership: this object alone frees the chunks; a blob lives until its chunk is freed.
/// Threads: one thread adds and releases; a reader may read a blob whose address was published after it was written.
/// </remarks>
internal sealed unsafe class BlobArena : IDisposable
{
    private const int ChunkBytes = 1024 * 1024;
    private const int Alignment = 8;

    // So that gaps take a fifteenth of the blobs on average, and seven bytes are moved for each that comes free.
    private const int LeavingPart = 8;

    // What may be moved at a time: a sixteenth of all, or four chunks.
    private const int MovedPart = 16;
    private const long MinMoved = 4 * ChunkBytes;
    private const long MinReleasedInPresent = 64 * 1024;

    // In order of their addresses.
    private readonly List<Chunk> _chunks = [];
    private Chunk? _present;

    /// <summary>Bytes handed out and not released.</summary>
    public long UsedBytes { get; private set; }

    /// <summary>The physical memory that the blobs take at most, gaps included.</summary>
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
        if (bytes == 0 || (_present is { } present && bytes <= present.Bytes - present.Filled))
        {
            return;
        }

        long chunkBytes = Math.Max(ChunkBytes, bytes);
        Chunk chunk = new(NativePages.Allocate((nuint)chunkBytes, hugePages: false), chunkBytes);
        _chunks.Insert(~IndexOf(chunk.Start), chunk);
        Chunk? former = _present;
        _present = chunk;
        if (former is not null && former.Released == former.Filled)
        {
            Free(former);
        }
    }

    /// <summary>A blob, aligned to 8 bytes. There must be room for it.</summary>
    public byte* Allocate(int bytes)
    {
        int size = SizeOf(bytes);
        Chunk chunk = _present!;
        Debug.Assert(size <= chunk.Bytes - chunk.Filled, "room is made for a whole group of blobs before the first is written");
        byte* blob = (byte*)chunk.Start + chunk.Filled;
        Fill(chunk, size);
        return blob;
    }

    /// <summary>Cuts the blob handed out last to its first bytes.</summary>
    public void TrimLast(int allocatedBytes, int bytes)
    {
        int rest = SizeOf(allocatedBytes) - SizeOf(bytes);
        Debug.Assert(rest >= 0, "a blob only gets shorter");
        Fill(_present!, -rest);
    }

    /// <summary>Gives a blob back that nobody reads any more. Its chunk goes when it has no other.</summary>
    public void Release(byte* blob, int bytes)
    {
        Chunk chunk = ChunkOf(blob);
        chunk.Released += SizeOf(bytes);
        UsedBytes -= SizeOf(bytes);
        Debug.Assert(chunk.Released <= chunk.Filled, "a blob is released once");
        if (chunk.Released == chunk.Filled && chunk != _present)
        {
            Free(chunk);
        }
    }

    /// <summary>
    /// Marks the chunks that are worth emptying, the emptiest first, until there is as much to move as may lie twice in memory
    /// for a while; false if there are none.
    /// </summary>
    public bool TryBeginLeaving()
    {
        long most = Math.Max(MinMoved, ResidentBytes / MovedPart);
        foreach (Chunk chunk in _chunks.OrderBy(static chunk => chunk.Rest))
        {
            // The present chunk goes on being filled unless it is worth a move by itself: a large group has a large one.
            long least = Math.Max(chunk.Filled / LeavingPart, chunk == _present ? MinReleasedInPresent : 1);
            if (chunk.Released >= least && most >= 0)
            {
                chunk.IsLeaving = true;
                most -= chunk.Rest;
                _present = chunk == _present ? null : _present;
            }
        }

        return _chunks.Exists(static chunk => chunk.IsLeaving);
    }

    /// <summary>Whether a blob lies in a chunk that is being emptied.</summary>
    public bool IsLeaving(byte* blob) => ChunkOf(blob).IsLeaving;

    /// <summary>Frees the marked chunks. Every blob in them has been moved and released.</summary>
    public void FreeLeaving()
    {
        foreach (Chunk chunk in _chunks.Where(static chunk => chunk.IsLeaving).ToArray())
        {
            Free(chunk);
        }
    }

    /// <summary>Frees all blobs.</summary>
    public void Dispose()
    {
        foreach (Chunk chunk in _chunks)
        {
            NativePages.Free((byte*)chunk.Start, (nuint)chunk.Bytes);
        }

        _chunks.Clear();
        _present = null;
    }

    private static long ResidentBytesOf(Chunk chunk)
        => NativePages.TouchedBytes(chunk.Filled, chunk.Bytes, hugePages: false);

    private void Fill(Chunk chunk, int bytes)
    {
        ResidentBytes -= ResidentBytesOf(chunk);
        chunk.Filled += bytes;
        ResidentBytes += ResidentBytesOf(chunk);
        UsedBytes += bytes;
    }

    private void Free(Chunk chunk)
    {
        ResidentBytes -= ResidentBytesOf(chunk);
        UsedBytes -= chunk.Rest;
        _chunks.RemoveAt(IndexOf(chunk.Start));
        NativePages.Free((byte*)chunk.Start, (nuint)chunk.Bytes);
    }

    private Chunk ChunkOf(byte* blob)
    {
        int index = IndexOf((nint)blob);
        return _chunks[index >= 0 ? index : ~index - 1];
    }

    private int IndexOf(nint address)
    {
        (int low, int high) = (0, _chunks.Count);
        while (low < high)
        {
            int middle = (low + high) >> 1;
            if (_chunks[middle].Start == address)
            {
                return middle;
            }

            (low, high) = _chunks[middle].Start < address ? (middle + 1, high) : (low, middle);
        }

        return ~low;
    }

    private sealed class Chunk(byte* start, long bytes)
    {
        public nint Start { get; } = (nint)start;

        public long Bytes { get; } = bytes;

        public long Filled { get; set; }

        public long Released { get; set; }

        public long Rest => Filled - Released;

        public bool IsLeaving { get; set; }
    }
}

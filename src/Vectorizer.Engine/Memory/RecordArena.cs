using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Vectorizer.Engine.Memory;

/// <summary>Records of one fixed size in native memory, numbered from 0.</summary>
/// <remarks>
/// Ownership: this object alone frees the chunks. The address of a record never changes: growth adds a chunk and moves
/// none, so that readers need no lock and may hold an address until <see cref="Dispose"/>.
/// Threads: one thread grows; any thread reads records below a count that was published after the growth.
/// </remarks>
internal sealed unsafe class RecordArena(int recordBytes) : IDisposable
{
    // Virtual size of a chunk. Only touched pages take memory, so that a collection of ten points stays small.
    private const int MaxChunkBytes = 16 * 1024 * 1024;

    private readonly int _shift = BitOperations.Log2((uint)Math.Max(1, MaxChunkBytes / recordBytes));

    // Replaced by a longer copy when it is full. A reader of the old table finds every record it may ask for.
    private nint[] _chunks = [];
    private int _chunkCount;

    /// <summary>Bytes of one record.</summary>
    public int RecordBytes => recordBytes;

    /// <summary>The record at <paramref name="index"/>.</summary>
    public byte* this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            Debug.Assert((uint)(index >> _shift) < (uint)_chunkCount, "a record is asked for that no chunk holds");
            nint chunk = Unsafe.Add(
                ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(_chunks), index >> _shift);
            return (byte*)chunk + ((long)(index & ((1 << _shift) - 1)) * recordBytes);
        }
    }

    /// <summary>Makes room for records 0..<paramref name="count"/> − 1. New records are zero.</summary>
    /// <exception cref="OutOfMemoryException">No memory. The records there are stay as they are.</exception>
    public void EnsureCapacity(int count)
    {
        while (((long)_chunkCount << _shift) < count)
        {
            // The first chunk without huge pages: two megabytes are much for a collection of ten points.
            byte* chunk = NativePages.Allocate(ChunkBytes, HasHugePages(_chunkCount));
            if (_chunkCount == _chunks.Length)
            {
                nint[] longer = new nint[Math.Max(4, _chunks.Length * 2)];
                _chunks.CopyTo(longer, 0);
                longer[_chunkCount] = (nint)chunk;
                Volatile.Write(ref _chunks, longer);
            }
            else
            {
                Volatile.Write(ref _chunks[_chunkCount], (nint)chunk);
            }

            _chunkCount++;
        }
    }

    /// <summary>The physical memory that the first <paramref name="count"/> records take at most.</summary>
    public long BytesOf(int count)
    {
        long full = NativePages.TouchedBytes((long)ChunkBytes, (long)ChunkBytes, hugePages: false) * (count >> _shift);
        long rest = (long)(count & ((1 << _shift) - 1)) * recordBytes;
        return rest == 0 ? full : full + NativePages.TouchedBytes(rest, (long)ChunkBytes, HasHugePages(count >> _shift));
    }

    /// <summary>Frees all records.</summary>
    public void Dispose()
    {
        for (int i = 0; i < _chunkCount; i++)
        {
            NativePages.Free((byte*)_chunks[i], ChunkBytes);
        }

        _chunks = [];
        _chunkCount = 0;
    }

    private static bool HasHugePages(int chunk) => chunk > 0;

    private nuint ChunkBytes => (nuint)recordBytes << _shift;
}

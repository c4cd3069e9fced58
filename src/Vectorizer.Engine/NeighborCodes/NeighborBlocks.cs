using System.Runtime.CompilerServices;
using Vectorizer.Engine.Memory;

namespace Vectorizer.Engine.NeighborCodes;

/// <summary>For each node of a graph its neighbours on layer 0 with their codes, in native memory.</summary>
/// <remarks>
/// What a walk reads of a node lies in one run of cache lines: it estimates the distances of all neighbours without touching
/// one of them.
/// Ownership: this object alone frees its memory; no address moves before <see cref="Dispose"/>.
/// Threads: a node's blocks are written under the lock of its links and read without one. A reader may find a lane while it is
/// rewritten: it then follows the old or the new link, each to a whole node, with an estimate that is wrong. That costs a
/// step of the walk or the place of one candidate, as any estimate may, and never shows: what a search returns has been
/// compared row by row.
/// </remarks>
internal sealed unsafe class NeighborBlocks(NeighborBlockLayout layout, RowCodes codes) : IDisposable
{
    private const int HalfLanes = NeighborBlockLayout.Lanes / 2;

    private readonly RecordArena _blocks = new(layout.NodeBytes);

    /// <summary>Where things lie.</summary>
    public NeighborBlockLayout Layout => layout;

    /// <summary>The first block of a node; the others follow it.</summary>
    public byte* this[int ordinal]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _blocks[ordinal];
    }

    /// <summary>Makes room for the blocks of nodes 0..<paramref name="count"/> − 1. New lanes are empty.</summary>
    /// <exception cref="OutOfMemoryException">No memory; the blocks there are stay as they are.</exception>
    public void EnsureCapacity(int count) => _blocks.EnsureCapacity(count);

    /// <summary>The physical memory that the blocks of so many nodes take at most.</summary>
    public long BytesOf(int count) => _blocks.BytesOf(count);

    /// <summary>
    /// Makes the lanes of a node say what its links do. Lanes whose link stays are not touched: mostly one of them changes.
    /// The caller holds the node's lock; the linked rows have been encoded.
    /// </summary>
    public void Update(int ordinal, ReadOnlySpan<int> links)
    {
        byte* blocks = _blocks[ordinal];
        int laneCount = layout.Blocks * NeighborBlockLayout.Lanes;
        Span<int> lanes = stackalloc int[laneCount];
        for (int lane = 0; lane < laneCount; lane++)
        {
            lanes[lane] = Link(blocks, lane) - 1;
        }

        Span<int> added = stackalloc int[laneCount];
        int addedCount = 0;
        foreach (int link in links)
        {
            if (!lanes.Contains(link))
            {
                added[addedCount++] = link;
            }
        }

        int next = 0;
        for (int lane = 0; lane < laneCount; lane++)
        {
            if (lanes[lane] >= 0 && links.Contains(lanes[lane]))
            {
                continue;
            }

            if (next < addedCount)
            {
                Write(blocks, lane, added[next++]);
            }
            else if (lanes[lane] >= 0)
            {
                Volatile.Write(ref Link(blocks, lane), 0);
            }
        }
    }

    /// <summary>Frees the blocks.</summary>
    public void Dispose() => _blocks.Dispose();

    private ref int Link(byte* blocks, int lane)
        => ref ((int*)(Block(blocks, lane) + layout.LinksOffset))[lane % NeighborBlockLayout.Lanes];

    private byte* Block(byte* blocks, int lane) => blocks + (lane / NeighborBlockLayout.Lanes * (long)layout.BlockBytes);

    private void Write(byte* blocks, int lane, int neighbor)
    {
        byte* block = Block(blocks, lane);
        byte* code = codes[neighbor];
        int place = lane % NeighborBlockLayout.Lanes;
        int shift = place < HalfLanes ? 0 : 4;
        int others = 0xF0 >> shift;
        byte* levels = block + NeighborBlockLayout.ByteOf(place);
        for (int i = 0; i < layout.Coordinates / 2; i++)
        {
            int two = code[RowCodes.LevelsOffset + i];
            levels[0] = (byte)((levels[0] & others) | ((two & 0xF) << shift));
            levels[HalfLanes] = (byte)((levels[HalfLanes] & others) | ((two >> 4) << shift));
            levels += 2 * HalfLanes;
        }

        ((float*)(block + layout.WeightsOffset))[place] = ((float*)code)[0];
        if (layout.HasSquares)
        {
            ((float*)(block + layout.SquaresOffset))[place] = ((float*)code)[1];
        }

        // Last, so that a reader hardly ever finds a link before its code.
        Volatile.Write(ref Link(blocks, lane), neighbor + 1);
    }
}

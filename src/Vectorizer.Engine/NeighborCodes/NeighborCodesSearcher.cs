using System.Numerics;
using System.Runtime.CompilerServices;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Memory;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.NeighborCodes;

/// <summary>Walks layer 0 by the codes that each node keeps of its neighbours.</summary>
/// <remarks>
/// A hop reads the blocks of one node and no other memory, where a walk by rows reads one row for each neighbour. It is the
/// layout of NGT-QG and of SymphonyQG (Gou et al., SIGMOD 2025); but codes are those of rows, not of differences between
/// rows, so that a row has one code, wherever it is linked from, and all estimates of it are the same.
/// The pool holds estimates, which only sort. The start is kept in front of everything, whatever its distance.
/// </remarks>
internal static unsafe class NeighborCodesSearcher
{
    // What comes behind, the processor fetches by itself once it is read one line after the other.
    private const int MostBytesAhead = 4_096;

    /// <summary>
    /// Leaves the nodes that seem nearest, at most <paramref name="ef"/>, in the scratch's pool, in order of their estimates.
    /// </summary>
    public static void Search(
        NeighborBlocks blocks,
        in QueryTables query,
        int start,
        int count,
        int ef,
        WalkScratch scratch,
        CancellationToken cancellationToken)
    {
        NeighborBlockLayout layout = blocks.Layout;
        CandidatePool pool = scratch.Pool;
        VisitedSet visited = scratch.Visited;
        float* distances = stackalloc float[NeighborBlockLayout.Lanes];

        pool.Reset(ef);
        visited.Reset(count);
        visited.TryMark(start);
        pool.Add(float.MinValue, start);
        while (pool.TryExpandNearest(out int nearest))
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            // What is likely to be expanded after this one: its blocks take as long to come as these take to be scored.
            if (pool.TryPeekNearest(out int next))
            {
                Prefetch.Lines(blocks[next], Math.Min(layout.NodeBytes, MostBytesAhead));
            }

            byte* block = blocks[nearest];
            for (int i = 0; i < layout.Blocks; i++)
            {
                uint below = NeighborEstimates.Compute(block, layout, query, pool.Bound, distances);
                int* links = (int*)(block + layout.LinksOffset);
                while (below != 0)
                {
                    int lane = BitOperations.TrailingZeroCount(below);
                    below &= below - 1;

                    // An empty lane links to −1, which counts as met. What is beyond the bound is not marked: it stays there.
                    int neighbor = links[lane] - 1;
                    if (distances[lane] < pool.Bound && visited.TryMark(neighbor))
                    {
                        pool.Add(distances[lane], neighbor);
                    }
                }

                block += layout.BlockBytes;
            }
        }
    }

    /// <summary>
    /// As <see cref="Search"/>, of the nodes that a filter accepts. The others carry the walk. Ends early where the scratch's
    /// effort is exceeded.
    /// </summary>
    public static void SearchAccepted<TFilter>(
        NeighborBlocks blocks,
        in QueryTables query,
        int start,
        int count,
        int ef,
        TFilter filter,
        WalkScratch scratch,
        CancellationToken cancellationToken)
        where TFilter : struct, IOrdinalFilter
    {
        NeighborBlockLayout layout = blocks.Layout;
        CandidatePool results = scratch.Pool;
        VisitedSet visited = scratch.Visited;
        PriorityQueue<int, float> frontier = scratch.Frontier;
        float* distances = stackalloc float[NeighborBlockLayout.Lanes];

        results.Reset(ef);
        frontier.Clear();
        visited.Reset(count);
        visited.TryMark(start);
        Meet(float.MinValue, start, filter, frontier, results);
        while (frontier.TryDequeue(out int nearest, out float bound) && bound < results.Bound)
        {
            if (cancellationToken.IsCancellationRequested || scratch.Effort.IsExceeded)
            {
                return;
            }

            if (frontier.TryPeek(out int next, out _))
            {
                Prefetch.Lines(blocks[next], Math.Min(layout.NodeBytes, MostBytesAhead));
            }

            scratch.Effort.Scored += layout.Blocks * NeighborBlockLayout.Lanes;
            byte* block = blocks[nearest];
            for (int i = 0; i < layout.Blocks; i++)
            {
                uint below = NeighborEstimates.Compute(block, layout, query, results.Bound, distances);
                int* links = (int*)(block + layout.LinksOffset);
                while (below != 0)
                {
                    int lane = BitOperations.TrailingZeroCount(below);
                    below &= below - 1;
                    int neighbor = links[lane] - 1;
                    if (distances[lane] < results.Bound && visited.TryMark(neighbor))
                    {
                        Meet(distances[lane], neighbor, filter, frontier, results);
                    }
                }

                block += layout.BlockBytes;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Meet<TFilter>(
        float distance, int ordinal, TFilter filter, PriorityQueue<int, float> frontier, CandidatePool results)
        where TFilter : struct, IOrdinalFilter
    {
        frontier.Enqueue(ordinal, distance);
        if (filter.Accepts(ordinal))
        {
            results.Add(distance, ordinal);
        }
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Vectorizer.Engine.Memory;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Hnsw;

/// <summary>A walk on layer 0 that scores nothing but matches.</summary>
/// <remarks>
/// A walk through the subgraph of the matches, whose links are made while it walks: a node's links, and where many of them
/// don't match, the matching links of those (the two hops of ACORN-1: Patel et al., arXiv:2403.04871). So the graph needs
/// nothing that is built for a filter, and a walk costs about what it would over a graph of the matches alone.
/// Marked as visited are matches that have been scored, and others whose links have been read.
/// </remarks>
internal readonly unsafe ref struct HnswMatchWalk<TScorer>(
    HnswGraph graph, TScorer scorer, MatchSet matches, WalkScratch scratch)
    where TScorer : struct, IScorer
{
    // As in HnswWalk.
    private const int CodesAhead = 4;
    private const int ListsAhead = 4;

    private readonly OrdinalBitmap _matches = matches.Ordinals;
    private readonly VisitedSet _visited = scratch.Visited;
    private readonly CandidatePool _pool = scratch.Pool;

    /// <summary>The most that <see cref="Gather"/> writes: a node's own links, and links of others until there are enough.</summary>
    public int Room => 2 * graph.MaxLinks(0);

    /// <summary>Enters a node if it may be found, or else what it leads to.</summary>
    public void Start(int ordinal, Span<int> fresh, Span<int> others)
    {
        if (!_visited.TryMark(ordinal))
        {
            return;
        }

        if (_matches.Contains(ordinal) && matches.Visible.Accepts(ordinal))
        {
            fresh[0] = ordinal;
            Score(fresh[..1]);
        }
        else
        {
            Score(fresh[..Gather(ordinal, fresh, others)]);
        }
    }

    /// <summary>Expands the nearest candidate; false if none is left.</summary>
    public bool TryStep(Span<int> fresh, Span<int> others)
    {
        if (!_pool.TryExpandNearest(out int nearest))
        {
            return false;
        }

        Score(fresh[..Gather(nearest, fresh, others)]);
        return true;
    }

    /// <summary>Marks and writes the matches that a node leads to and that the walk has not met yet.</summary>
    private int Gather(int ordinal, Span<int> fresh, Span<int> others)
    {
        int* links = graph.Links(ordinal, layer: 0);
        int linkCount = Volatile.Read(ref *links);
        int count = 0;
        int otherCount = 0;
        int matching = 0;
        for (int i = 1; i <= linkCount; i++)
        {
            int neighbor = links[i];
            if (_matches.Contains(neighbor))
            {
                matching++;
                if (_visited.TryMark(neighbor))
                {
                    fresh[count++] = neighbor;
                }
            }
            else if (!_visited.Contains(neighbor))
            {
                others[otherCount++] = neighbor;
            }
        }

        // Where most links match, those are enough to go on with.
        return 4 * matching >= 3 * linkCount ? count : GatherBehind(others[..otherCount], fresh, count);
    }

    /// <summary>Adds the matching links of nodes that don't match, until there are as many as a full list has.</summary>
    private int GatherBehind(ReadOnlySpan<int> others, Span<int> fresh, int count)
    {
        int enough = graph.MaxLinks(0);
        for (int i = 0; i < Math.Min(ListsAhead, others.Length); i++)
        {
            graph.PrefetchLinks(others[i], layer: 0);
        }

        for (int i = 0; i < others.Length && count < enough; i++)
        {
            if (i + ListsAhead < others.Length)
            {
                graph.PrefetchLinks(others[i + ListsAhead], layer: 0);
            }

            _visited.TryMark(others[i]);
            scratch.Effort.ListsRead++;
            int* links = graph.Links(others[i], layer: 0);
            int linkCount = Volatile.Read(ref *links);
            for (int j = 1; j <= linkCount; j++)
            {
                int neighbor = links[j];
                if (_matches.Contains(neighbor) && _visited.TryMark(neighbor))
                {
                    fresh[count++] = neighbor;
                }
            }
        }

        return count;
    }

    private void Score(ReadOnlySpan<int> fresh)
    {
        scratch.Effort.Scored += fresh.Length;
        int codeBytes = graph.CodeBytes;
        int asked = Math.Min(CodesAhead, fresh.Length);
        for (int i = 0; i < asked; i++)
        {
            Prefetch.Lines(graph.Code(fresh[i]), codeBytes);
        }

        if (_pool.TryPeekNearest(out int next))
        {
            graph.PrefetchLinks(next, layer: 0);
        }

        int scored = 0;
        for (; scored + 4 <= fresh.Length; scored += 4)
        {
            for (int end = Math.Min(fresh.Length, scored + CodesAhead + 4); asked < end; asked++)
            {
                Prefetch.Lines(graph.Code(fresh[asked]), codeBytes);
            }

            Vector128<float> distances = scorer.Distances(
                graph.Code(fresh[scored]),
                graph.Code(fresh[scored + 1]),
                graph.Code(fresh[scored + 2]),
                graph.Code(fresh[scored + 3]));
            if (Vector128.LessThanAny(distances, Vector128.Create(_pool.Bound)))
            {
                Enter(distances[0], fresh[scored]);
                Enter(distances[1], fresh[scored + 1]);
                Enter(distances[2], fresh[scored + 2]);
                Enter(distances[3], fresh[scored + 3]);
            }
        }

        for (; scored < fresh.Length; scored++)
        {
            Enter(scorer.Distance(graph.Code(fresh[scored])), fresh[scored]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Enter(float distance, int ordinal)
    {
        if (distance < _pool.Bound && matches.Visible.Accepts(ordinal) && _pool.Add(distance, ordinal))
        {
            graph.PrefetchLinks(ordinal, layer: 0);
        }
    }
}

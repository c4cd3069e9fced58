using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Hnsw;

/// <summary>Chooses links that lead into different directions: the heuristic of the paper's algorithm 4.</summary>
internal static unsafe class NeighborSelector<TDistance>
    where TDistance : struct, IDistance
{
    /// <summary>
    /// Copies at most <paramref name="max"/> of the candidates to <paramref name="chosen"/> and returns their number. A
    /// candidate is taken if it is nearer to the node than to every one taken before it. When there are no more
    /// candidates than places, all are taken.
    /// </summary>
    /// <param name="graph">The graph of the candidates.</param>
    /// <param name="candidates">With their distances to the node, nearest first.</param>
    /// <param name="max">Places for links.</param>
    /// <param name="chosen">At least <paramref name="max"/> long; must not overlap the candidates.</param>
    public static int Select(HnswGraph graph, ReadOnlySpan<Neighbor> candidates, int max, Span<Neighbor> chosen)
    {
        if (candidates.Length <= max)
        {
            candidates.CopyTo(chosen);
            return candidates.Length;
        }

        int count = 0;
        foreach (Neighbor candidate in candidates)
        {
            if (count == max)
            {
                break;
            }

            if (IsDiverse(graph, candidate, chosen[..count]))
            {
                chosen[count++] = candidate;
            }
        }

        return count;
    }

    private static bool IsDiverse(HnswGraph graph, Neighbor candidate, ReadOnlySpan<Neighbor> chosen)
    {
        float* row = graph.Row(candidate.Ordinal);
        foreach (Neighbor other in chosen)
        {
            float* otherRow = graph.Row(other.Ordinal);
            float distance = TDistance.Between(row, otherRow, graph.Stride);
            if (distance < candidate.Distance
                || (distance == candidate.Distance && AreCopies(row, otherRow, graph.Stride)))
            {
                return false;
            }
        }

        return true;
    }

    // Of many copies of the node's own row one is enough: they would fill its list, and no walk would find a way out.
    private static bool AreCopies(float* x, float* y, int length)
        => new ReadOnlySpan<byte>(x, length * sizeof(float)).SequenceEqual(new ReadOnlySpan<byte>(y, length * sizeof(float)));
}

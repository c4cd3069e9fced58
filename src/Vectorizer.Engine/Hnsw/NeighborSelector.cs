using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Hnsw;

/// <summary>Chooses links that lead into different directions: the heuristic of the paper's algorithm 4.</summary>
internal static unsafe class NeighborSelector<TNodes, TScorer>
    where TNodes : struct, INodes<TScorer>
    where TScorer : struct, IScorer
{
    /// <summary>
    /// Copies at most <paramref name="max"/> of the candidates to <paramref name="chosen"/> and returns their number. A
    /// candidate is taken if it is nearer to the node than to every one taken before it. When there are no more
    /// candidates than places, all are taken.
    /// </summary>
    /// <param name="nodes">The candidates' graph.</param>
    /// <param name="candidates">With their distances to the node, nearest first.</param>
    /// <param name="max">Places for links.</param>
    /// <param name="chosen">At least <paramref name="max"/> long; must not overlap the candidates.</param>
    /// <param name="scratch">Memory of the calling thread.</param>
    public static int Select(
        TNodes nodes, ReadOnlySpan<Neighbor> candidates, int max, Span<Neighbor> chosen, WalkScratch scratch)
    {
        if (candidates.Length <= max)
        {
            candidates.CopyTo(chosen);
            return candidates.Length;
        }

        return Extend(nodes, candidates, chosen[..max], count: 0, scratch);
    }

    /// <summary>
    /// Adds candidates behind the first <paramref name="count"/> of <paramref name="chosen"/>, until it is full, and returns
    /// their number in all. A candidate is taken if it is nearer to the node than to every one there is.
    /// </summary>
    public static int Extend(
        TNodes nodes, ReadOnlySpan<Neighbor> candidates, Span<Neighbor> chosen, int count, WalkScratch scratch)
    {
        byte** located = stackalloc byte*[chosen.Length];
        for (int i = 0; i < count; i++)
        {
            located[i] = nodes.Locate(chosen[i].Ordinal, candidates.Length + i, scratch);
        }

        for (int i = 0; i < candidates.Length && count < chosen.Length; i++)
        {
            byte* candidate = nodes.Locate(candidates[i].Ordinal, i, scratch);
            if (IsDiverse(nodes, candidate, candidates[i].Distance, located, count))
            {
                located[count] = candidate;
                chosen[count++] = candidates[i];
            }
        }

        return count;
    }

    private static bool IsDiverse(TNodes nodes, byte* candidate, float toNode, byte** chosen, int count)
    {
        for (int i = 0; i < count; i++)
        {
            float distance = nodes.Between(candidate, chosen[i]);
            if (distance < toNode || (distance == toNode && AreCopies(candidate, chosen[i], nodes.ComparedBytes)))
            {
                return false;
            }
        }

        return true;
    }

    // Of many copies of the node's own row one is enough: they would fill its list, and no walk would find a way out.
    private static bool AreCopies(byte* x, byte* y, int bytes)
        => new ReadOnlySpan<byte>(x, bytes).SequenceEqual(new ReadOnlySpan<byte>(y, bytes));
}

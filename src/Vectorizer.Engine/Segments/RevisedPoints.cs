using Vectorizer.Engine.Hnsw;

namespace Vectorizer.Engine.Segments;

/// <summary>The points of a group of writes that keep their vectors, and how they come by their links.</summary>
/// <remarks>
/// Each has a new ordinal and stands where the point stood that had the same vectors before the group. What the group itself
/// has stored has no links yet and lends none; a point that it has ended again needs none, since nobody will see it.
/// </remarks>
internal sealed class RevisedPoints(VectorIndex[] fields, PointTable points)
{
    private readonly List<(int Original, int Twin)>[] _twins = [.. fields.Select(_ => new List<(int, int)>())];
    private readonly Dictionary<int, int> _originals = [];
    private readonly Dictionary<int, int> _twinOf = [];

    /// <summary>Begins with another group.</summary>
    public void Clear()
    {
        _originals.Clear();
        foreach (List<(int, int)> twins in _twins)
        {
            twins.Clear();
        }
    }

    /// <summary>Finds the point from before the group that had the vectors of a revised one.</summary>
    /// <param name="old">The ordinal that is revised.</param>
    /// <param name="isOfGroup">Whether the group has stored it.</param>
    /// <param name="revised">The ordinal that it has now.</param>
    /// <param name="original">The point from before the group.</param>
    public bool TryFindOriginal(int old, bool isOfGroup, int revised, out int original)
    {
        original = old;
        if (isOfGroup && !_originals.TryGetValue(old, out original))
        {
            return false;
        }

        _originals[revised] = original;
        return true;
    }

    /// <summary>A vector field of a revised point must be linked.</summary>
    public void Add(int field, int original, int revised) => _twins[field].Add((original, revised));

    /// <summary>Links what can be linked without a search, and adds the rest to the nodes that are linked by one.</summary>
    /// <param name="run">Runs the linking.</param>
    /// <param name="unlinked">Gets fields and ordinals, and the lowest layer on which they are still to be linked.</param>
    public void Link(ParallelFor run, List<(int Field, int Ordinal, int Lowest)> unlinked)
    {
        for (int field = 0; field < fields.Length; field++)
        {
            List<(int Original, int Twin)> twins = _twins[field];
            twins.RemoveAll(pair => points.Ended.Contains(pair.Twin));
            if (twins.Count > 0)
            {
                Link(field, twins, run, unlinked);
            }
        }
    }

    private void Link(
        int field, List<(int Original, int Twin)> twins, ParallelFor run, List<(int Field, int Ordinal, int Lowest)> unlinked)
    {
        HnswGraph graph = fields[field].Graph;
        _twinOf.Clear();
        foreach ((int original, int twin) in twins)
        {
            _twinOf[original] = twin;
        }

        // One that cannot be linked like its original may have been the last neighbour of another one.
        bool[] isTwin = new bool[twins.Count];
        do
        {
            run(twins.Count, i => isTwin[i] = HnswTwins.CanCopyLinks(graph, twins[i].Original, twins[i].Twin, _twinOf));
        }
        while (RemoveOthers(field, twins, isTwin, unlinked));

        run(twins.Count, i => HnswTwins.CopyLinks(graph, twins[i].Original, twins[i].Twin, _twinOf));
        run(twins.Count, i => HnswTwins.Offer(graph, twins[i].Original, twins[i].Twin));
        foreach ((_, int twin) in twins)
        {
            if (graph.Level(twin) > 0)
            {
                unlinked.Add((field, twin, Lowest: 1));
            }
        }
    }

    private bool RemoveOthers(
        int field, List<(int Original, int Twin)> twins, bool[] isTwin, List<(int Field, int Ordinal, int Lowest)> unlinked)
    {
        int kept = 0;
        for (int i = 0; i < twins.Count; i++)
        {
            if (isTwin[i])
            {
                twins[kept++] = twins[i];
            }
            else
            {
                _twinOf.Remove(twins[i].Original);
                unlinked.Add((field, twins[i].Twin, Lowest: 0));
            }
        }

        bool anyOthers = kept < twins.Count;
        twins.RemoveRange(kept, twins.Count - kept);
        return anyOthers;
    }
}

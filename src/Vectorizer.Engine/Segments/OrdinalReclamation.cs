using System.Runtime.InteropServices;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Segments;

/// <summary>Makes the ordinals of dead points free, in rounds of small steps between the groups of writes.</summary>
/// <remarks>
/// A round takes what is dead when it begins. Its steps:
/// <code>
/// begin     no walk starts at a dead node any more
/// sweep     every other node's links to the dead are replaced (HnswGraphRepair.Repair)
/// detach    the links of the dead count no more; what had no other link to it gets one
/// hide      nothing leads to the dead: no link, no id, no visible sequence. The epoch ends
/// clear     when no reader is left from before, nor a capture: the dead link to nothing any more
/// free      when none of them does: ordinals are free, blobs released
/// move      blobs out of chunks with many gaps, which are freed when no reader is left from before that
/// </code>
/// What holds between two steps: no link leads from a node that has been swept, or was added since the beginning, to the dead
/// (linkers leave out what has been ended), and counts of links are right, those of detached nodes left out. So a round may
/// stop anywhere, and writes, captures and a compaction may come in between.
/// A step that throws may be done again: what it has done by then it finds done. At most links back are lost.
/// Threads: one, which excludes writes and the beginning of captures.
/// </remarks>
internal sealed class OrdinalReclamation(SegmentIndex index, ReaderEpochs epochs)
{
    // Floats that a step's nodes have, about: ten milliseconds on two threads, which writes wait for.
    private const int FloatsPerStep = 200_000;
    private const int MinNodesPerStep = 64;
    private const int MaxNodesPerStep = 2_048;
    private const int NodesPerTask = 16;

    // Steps that follow links or records to random places.
    private const int DeadPerStep = 2_048;

    private readonly List<int> _dead = [];
    private readonly List<int> _orphans = [];
    private readonly int _nodesPerStep = Math.Clamp(
        FloatsPerStep / index.Fields.Sum(field => field.Dimension), MinNodesPerStep, MaxNodesPerStep);

    private OrdinalSet _going = new();
    private Step _step;

    // Within the step: the first ordinal, or place in the list of the dead, that is still to come.
    private int _next;
    private int _end;
    private long _tag;

    // Within the detaching of a part of the dead: the field, and whether the links of the part are counted out there.
    private int _field;
    private bool _isCountedOut;

    private enum Step
    {
        Begin,
        Sweep,
        Detach,
        Clear,
        Free,
        Move,
        EndMove,
    }

    /// <summary>Whether a round has begun and not ended.</summary>
    public bool IsUnderWay => _step != Step.Begin;

    /// <summary>Does the next step.</summary>
    public RepairProgress Advance(ParallelFor run) => _step switch
    {
        Step.Begin => Begin(),
        Step.Sweep => Sweep(run),
        Step.Detach => Detach(),
        Step.Clear => Clear(),
        Step.Free => Free(),
        Step.Move => Move(),
        _ => EndMove(),
    };

    private RepairProgress Begin()
    {
        if (index.Points.Ended.Count == 0)
        {
            return RepairProgress.Done;
        }

        _going = index.Points.Ended.Copy();
        _end = index.Points.Count;
        _dead.Clear();
        _dead.EnsureCapacity(_going.Count);
        for (int ordinal = 0; ordinal < _end; ordinal++)
        {
            if (_going.Contains(ordinal))
            {
                _dead.Add(ordinal);
            }
        }

        foreach (VectorIndex field in index.Indexes)
        {
            ReplaceEntry(field.Graph);
        }

        return GoTo(Step.Sweep);
    }

    /// <summary>Puts the highest living node in the place of an entry that goes.</summary>
    private void ReplaceEntry(HnswGraph graph)
    {
        if (!graph.TryGetEntry(out int entry, out _) || !_going.Contains(entry))
        {
            return;
        }

        int highest = -1;
        int highestLevel = HnswGraph.NoLevel;
        for (int ordinal = 0; ordinal < _end; ordinal++)
        {
            // By its hash first: a look at every node would be a miss of every cache.
            if (HnswLevels.Of(ordinal, graph.M) > highestLevel && !_going.Contains(ordinal) && graph.Level(ordinal) > highestLevel)
            {
                (highest, highestLevel) = (ordinal, graph.Level(ordinal));
            }
        }

        graph.TryReplaceEntry(entry, highest);
    }

    private RepairProgress Sweep(ParallelFor run)
    {
        int first = _next;
        int count = Math.Min(_nodesPerStep, _end - first);
        foreach (VectorIndex field in index.Indexes)
        {
            // A task's nodes, then the links back to them: other tasks write to the nodes that those start at.
            List<BackLink>[] backLinks = new List<BackLink>[(count + NodesPerTask - 1) / NodesPerTask];
            run(backLinks.Length, task =>
            {
                List<BackLink> ofTask = backLinks[task] = [];
                int end = Math.Min(first + count, first + ((task + 1) * NodesPerTask));
                for (int ordinal = first + (task * NodesPerTask); ordinal < end; ordinal++)
                {
                    if (!_going.Contains(ordinal))
                    {
                        field.Repair(ordinal, _going, ofTask);
                    }
                }
            });
            run(backLinks.Length, task => field.LinkBack(backLinks[task]));
        }

        _next += count;
        return _next < _end ? RepairProgress.Working : GoTo(Step.Detach);
    }

    private RepairProgress Detach()
    {
        int end = Math.Min(_next + DeadPerStep, _dead.Count);
        for (; _field < index.Indexes.Length; _field++)
        {
            CountOutPart(index.Indexes[_field].Graph, end);
            ReattachOrphans(index.Indexes[_field]);
            _isCountedOut = false;
        }

        _field = 0;
        _next = end;
        if (_next < _dead.Count)
        {
            return RepairProgress.Working;
        }

        _tag = epochs.Advance();
        return GoTo(Step.Clear);
    }

    /// <summary>Once for each field: a call that fails when orphans get their way in is made again.</summary>
    private void CountOutPart(HnswGraph graph, int end)
    {
        if (_isCountedOut)
        {
            return;
        }

        _orphans.EnsureCapacity((end - _next) * graph.MaxLinks(0));
        for (int i = _next; i < end; i++)
        {
            CountOut(graph, _dead[i]);
        }

        _isCountedOut = true;
    }

    private void ReattachOrphans(VectorIndex field)
    {
        while (_orphans.Count > 0)
        {
            int orphan = _orphans[^1];
            if (field.Graph.InDegree(orphan) == 0 && !field.Graph.Leaving.Contains(orphan))
            {
                field.Reattach(orphan);
            }

            _orphans.RemoveAt(_orphans.Count - 1);
        }
    }

    private unsafe void CountOut(HnswGraph graph, int ordinal)
    {
        if (graph.Level(ordinal) == HnswGraph.NoLevel)
        {
            return;
        }

        int* links = graph.Links(ordinal, 0);
        for (int i = 1; i <= *links; i++)
        {
            if (!_going.Contains(links[i]) && --graph.InDegree(links[i]) == 0 && !graph.Leaving.Contains(links[i]))
            {
                _orphans.Add(links[i]);
            }
        }
    }

    /// <summary>
    /// Before the first ordinal becomes free: a capture that comes in between two steps must not find a link of a dead node
    /// to a free one.
    /// </summary>
    private RepairProgress Clear()
    {
        if (index.IsCaptured || !epochs.HasPassed(_tag))
        {
            return RepairProgress.Waiting;
        }

        int end = Math.Min(_next + DeadPerStep, _dead.Count);
        for (; _next < end; _next++)
        {
            foreach (VectorIndex field in index.Indexes)
            {
                field.Graph.ClearLinks(_dead[_next]);
            }
        }

        return _next < _dead.Count ? RepairProgress.Working : GoTo(Step.Free);
    }

    private RepairProgress Free()
    {
        if (index.IsCaptured)
        {
            return RepairProgress.Waiting;
        }

        if (_next == 0)
        {
            foreach (VectorIndex field in index.Indexes)
            {
                field.ZeroRows.Remove(_going);
            }
        }

        int end = Math.Min(_next + DeadPerStep, _dead.Count);
        index.PayloadIndexes.Remove(CollectionsMarshal.AsSpan(_dead)[_next..end]);
        for (; _next < end; _next++)
        {
            foreach (VectorIndex field in index.Indexes)
            {
                field.Graph.Free(_dead[_next]);
            }

            index.Points.Free(_dead[_next]);
        }

        return _next < _dead.Count ? RepairProgress.Working : BeginMove();
    }

    private RepairProgress BeginMove()
    {
        if (!index.Points.TryBeginMovingBlobs())
        {
            _going = new OrdinalSet();
            GoTo(Step.Begin);
            return RepairProgress.Done;
        }

        _end = index.Points.Count;
        return GoTo(Step.Move);
    }

    private RepairProgress Move()
    {
        // Blobs of points that are stored meanwhile do not lie in the chunks that are emptied.
        _next = index.Points.MoveBlobs(_next);
        if (_next < _end)
        {
            return RepairProgress.Working;
        }

        _tag = epochs.Advance();
        return GoTo(Step.EndMove);
    }

    private RepairProgress EndMove()
    {
        if (index.IsCaptured || !epochs.HasPassed(_tag))
        {
            return RepairProgress.Waiting;
        }

        index.Points.EndMovingBlobs();
        return BeginMove();
    }

    private RepairProgress GoTo(Step step)
    {
        _step = step;
        _next = 0;
        return RepairProgress.Working;
    }
}

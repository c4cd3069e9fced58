using System.Buffers;
using System.Collections.Immutable;
using Vectorizer.Engine.Filters;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.PayloadIndexes;

/// <summary>The indexes over the payloads of one segment.</summary>
/// <remarks>
/// An index is attached first, from when on it takes every point that is stored, and then built: it is shown the points of all ordinals
/// that there were, batch by batch between the groups of writes. Then it is ready and answers. Dead points are in it like living
/// ones until their ordinals are free, since readers may still see them.
/// <code>
/// attach → build, build, … → ready → drop
/// </code>
/// Threads: one changes it, while nothing else is applied to the segment or repaired. Readers take no lock: whoever was opened before an index
/// was dropped finds in it all that they see.
/// </remarks>
internal sealed class PayloadIndexSet(PointTable points)
{
    // What the lists of an index that a point is in anyway take with it: its values, nulls, others, foreign ones and two of its kind's own.
    private const int PostingsOfIndex = 7;

    // Replaced and never changed, so that it is read without a lock.
    private Part[] _parts = [];

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => Parts.Length == 0;

    /// <summary>Whether an index has not seen all points.</summary>
    public bool IsBuilding => Parts.Any(static part => !part.IsReady);

    /// <summary>The memory that the indexes take at most.</summary>
    public long Bytes => Parts.Sum(static part => part.Index.Bytes);

    /// <summary>What each holds.</summary>
    public ImmutableArray<PayloadIndexContents> Contents =>
    [
        .. Parts.Select(part => new PayloadIndexContents(
            part.Index.Schema, part.IsReady, part.Progress, part.Index.Present.Count, part.Index.ValueCount, part.Index.Bytes)),
    ];

    // Before a reader has its sequence, the indexes have been published that know the writes up to it.
    private Part[] Parts => Volatile.Read(ref _parts);

    /// <summary>Adds an index, which is ready at once where there are no points. A path that has one must lose it first.</summary>
    public void Attach(PayloadIndexSchema schema)
    {
        if (_parts.Any(part => part.Index.Schema.Path.Equals(schema.Path)))
        {
            throw new ArgumentException($"There is an index of '{schema.Path}' already.", nameof(schema));
        }

        Volatile.Write(ref _parts, [.. _parts, new Part(PayloadIndex.Create(schema), points.Count)]);
    }

    /// <summary>Drops the index of a path; false if there is none. Its memory goes with the last reader that uses it.</summary>
    public bool Drop(PayloadPath path)
    {
        Part[] rest = [.. _parts.Where(part => !part.Index.Schema.Path.Equals(path))];
        bool isDropped = rest.Length < _parts.Length;
        Volatile.Write(ref _parts, rest);
        return isDropped;
    }

    /// <summary>Shows the next points to the indexes that are not ready, each on a thread of its own.</summary>
    /// <param name="run">Runs them.</param>
    /// <param name="count">Points looked at, by each.</param>
    /// <returns>Whether there are more.</returns>
    public bool Build(ParallelFor run, int count)
    {
        Part[] building = [.. _parts.Where(static part => !part.IsReady)];
        run(building.Length, i => building[i].Build(points, count));
        return IsBuilding;
    }

    /// <summary>Indexes, ready or not.</summary>
    public int Count => _parts.Length;

    /// <summary>Adds ordinals that were stored to one of the indexes. Different indexes may be added to in parallel.</summary>
    public void AddTo(int index, List<int> ordinals)
    {
        byte[] buffer = [];
        foreach (int ordinal in ordinals)
        {
            _parts[index].Index.Add(ordinal, points.Payload(ordinal, ref buffer));
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }

    /// <summary>Removes ordinals that become free, while the points still have their payloads.</summary>
    public void Remove(ReadOnlySpan<int> ordinals)
    {
        if (_parts.Length == 0)
        {
            return;
        }

        byte[] buffer = [];
        foreach (int ordinal in ordinals)
        {
            if (points.IsBlank(ordinal))
            {
                continue;
            }

            ReadOnlySpan<byte> payload = points.Payload(ordinal, ref buffer);
            foreach (Part part in _parts)
            {
                part.Index.Remove(ordinal, payload);
            }
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }

    /// <summary>The most that storing a payload adds to the indexes, beside <see cref="FixedGrowth"/>. Any thread may ask.</summary>
    public long MostBytesOf(ReadOnlySpan<byte> payload)
    {
        long bytes = 0;
        foreach (Part part in Parts)
        {
            bytes += part.Index.MostBytesOf(payload) + (PostingsOfIndex * 2 * sizeof(ushort));
        }

        return bytes;
    }

    /// <summary>What the indexes grow by at most beside the points that come, when there are so many ordinals then.</summary>
    public long FixedGrowth(int ordinals)
    {
        long chunks = Postings.ChunksBetween(0, ordinals);
        return Parts.Length * (PayloadIndex.FixedGrowth + (PostingsOfIndex * chunks * PostingsChunk.FixedBytes));
    }

    /// <summary>Finds the ordinals whose points may match an expression that holds no others.</summary>
    /// <param name="leaf">The expression.</param>
    /// <param name="into">Empty, for as many ordinals as the segment has.</param>
    /// <returns>What the ordinals are. After <see cref="IndexAnswer.None"/> the set is as it was.</returns>
    public IndexAnswer TrySelect(FilterExpression leaf, OrdinalBitmap into)
    {
        Selection selection = new(into);
        IndexAnswer answer = Answer(leaf, into.Count, ref selection);
        if (answer != IndexAnswer.None && leaf is IsEmptyExpression)
        {
            into.Complement();
        }

        return answer;
    }

    /// <summary>Tells how many ordinals <see cref="TrySelect"/> would find at most, those of dead points included, without finding them.</summary>
    /// <param name="leaf">The expression.</param>
    /// <param name="ordinals">The ordinals that the segment has.</param>
    /// <param name="count">How many, at most <paramref name="ordinals"/>.</param>
    public IndexAnswer Estimate(FilterExpression leaf, int ordinals, out int count)
    {
        Selection selection = new(null);
        IndexAnswer answer = Answer(leaf, ordinals, ref selection);
        count = (int)Math.Min(ordinals, selection.Count);
        count = leaf is IsEmptyExpression ? ordinals - count : count;
        return answer;
    }

    /// <summary>The ready index of a path, or null.</summary>
    public PayloadIndex? Find(PayloadPath path)
    {
        foreach (Part part in Parts)
        {
            if (part.IsReady && part.Index.Schema.Path.Equals(path))
            {
                return part.Index;
            }
        }

        return null;
    }

    private IndexAnswer Answer(FilterExpression leaf, int ordinals, ref Selection selection)
    {
        if (leaf is IsEmptyExpression empty && Find(empty.Path) is { } present)
        {
            selection.Take(present.Present);
            return IndexAnswer.Exact;
        }

        if (leaf is not ValueExpression value)
        {
            return IndexAnswer.None;
        }

        if (Find(value.Path) is { } index)
        {
            return index.Answer(value, ref selection);
        }

        // An array at the end of a path or before a name stands for its elements, so 'tags' leads wherever 'tags[]' does.
        foreach (Part part in Parts)
        {
            if (part.IsReady && LeadsWithin(value.Path, part.Index.Schema.Path)
                && part.Index.Answer(value, ref selection) != IndexAnswer.None)
            {
                return IndexAnswer.Superset;
            }
        }

        return IndexAnswer.None;
    }

    /// <summary>Whether a path leads only where another does, which says nothing of arrays.</summary>
    private static bool LeadsWithin(PayloadPath path, PayloadPath other)
    {
        ReadOnlySpan<PayloadStep> rest = other.Steps;
        PayloadStepKind former = PayloadStepKind.Member;
        foreach (ref readonly PayloadStep step in path.Steps)
        {
            if (step.Kind != PayloadStepKind.Elements)
            {
                // Behind all elements, one element is that of an array within.
                bool isSame = !rest.IsEmpty
                    && rest[0].Kind == step.Kind
                    && (step.Kind == PayloadStepKind.Member
                        ? rest[0].Name.Span.SequenceEqual(step.Name.Span)
                        : former != PayloadStepKind.Elements && rest[0].Index == step.Index);
                if (!isSame)
                {
                    return false;
                }

                rest = rest[1..];
            }

            former = step.Kind;
        }

        return rest.IsEmpty;
    }

    /// <summary>An index, and how far it has been built.</summary>
    private sealed class Part(PayloadIndex index, int end)
    {
        private int _next;
        private bool _isReady = end == 0;

        public PayloadIndex Index => index;

        /// <summary>Written last, after the values: whoever reads it finds them.</summary>
        public bool IsReady => Volatile.Read(ref _isReady);

        public double Progress => IsReady ? 1 : Volatile.Read(ref _next) / (double)Math.Max(1, end);

        public void Build(PointTable points, int count)
        {
            byte[] buffer = [];
            int last = Math.Min(end, _next + count);
            index.BeginBatch();
            try
            {
                for (int ordinal = _next; ordinal < last; ordinal++)
                {
                    // Of a free ordinal there is nothing; of one that is used again since, it is there already.
                    if (!points.IsBlank(ordinal))
                    {
                        index.Add(ordinal, points.Payload(ordinal, ref buffer));
                    }
                }
            }
            finally
            {
                // Also when a payload cannot be read: what is stored next must not wait.
                index.EndBatch();
            }

            ArrayPool<byte>.Shared.Return(buffer);
            Volatile.Write(ref _next, last);
            Volatile.Write(ref _isReady, last == end);
        }
    }
}

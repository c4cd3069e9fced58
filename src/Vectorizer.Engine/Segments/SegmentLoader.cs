using System.Collections.Immutable;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Payloads;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Segments;

/// <summary>Builds a segment from what a <see cref="SegmentCapture"/> has given out, without linking anything anew.</summary>
/// <remarks>
/// Order: points in order of their ordinals, by one thread; nodes in any order, by any number of threads; then
/// <see cref="Complete()"/>. Nothing that comes from outside is believed: what cannot be a segment throws
/// <see cref="InvalidDataException"/>, and no number is used as an address before it was checked.
/// Ownership: disposes of the half-built segment unless it was completed.
/// </remarks>
public sealed class SegmentLoader : IDisposable
{
    private readonly SegmentIndex _index;
    private readonly int _count;
    private readonly int _liveCount;
    private readonly ImmutableArray<GraphLoader> _graphs;
    private bool _completed;

    /// <param name="fields">
    /// The vector fields. Dimension and metric are those of the captured segment; how rows are quantized is free, since
    /// codes are made anew.
    /// </param>
    /// <param name="sequence">The last write that is in it.</param>
    /// <param name="count">Number of ordinals.</param>
    /// <param name="graphs">For each field the records of links above layer 0, and the node where walks start or −1.</param>
    /// <param name="liveCount">Points that exist among them.</param>
    /// <param name="compression">Which payloads of later writes are kept compressed; null for none.</param>
    /// <param name="memoryChanged">As for a <see cref="SegmentIndex"/>.</param>
    /// <param name="rowFiles">As for a <see cref="SegmentIndex"/>.</param>
    /// <exception cref="OutOfMemoryException">The operating system refuses memory.</exception>
    public SegmentLoader(
        ImmutableArray<VectorFieldSchema> fields,
        long sequence,
        int count,
        ReadOnlySpan<(int UpperCount, int Entry)> graphs,
        int liveCount,
        PayloadCompression? compression = null,
        Action<long>? memoryChanged = null,
        Func<int, VectorFieldSchema, IRowFile>? rowFiles = null)
    {
        if (sequence < 0 || count < 0 || liveCount < 0 || liveCount > count || graphs.Length != fields.Length)
        {
            throw new InvalidDataException($"A segment of {count} ordinals and {graphs.Length} graphs at sequence {sequence} cannot be");
        }

        Sequence = sequence;
        _count = count;
        _liveCount = liveCount;
        _index = new SegmentIndex(fields, compression, memoryChanged, rowFiles);
        try
        {
            ImmutableArray<GraphLoader>.Builder loaders = ImmutableArray.CreateBuilder<GraphLoader>(fields.Length);
            for (int field = 0; field < fields.Length; field++)
            {
                loaders.Add(_index.Indexes[field].Load(count, graphs[field].UpperCount, graphs[field].Entry));
            }

            _graphs = loaders.ToImmutable();
            _index.Ids.EnsureCapacity(liveCount);
        }
        catch
        {
            _index.Dispose();
            throw;
        }
    }

    /// <summary>The last write that is in it.</summary>
    public long Sequence { get; }

    /// <summary>Adds the next point that exists. Ordinals between it and the one before hold dead points.</summary>
    /// <param name="ordinal">Greater than that of the point before.</param>
    /// <param name="born">The write that stored it.</param>
    /// <param name="fields">One bit per vector field that it has.</param>
    /// <param name="id">1..256 bytes.</param>
    /// <param name="storedPayload">As the segment kept it; empty for none.</param>
    /// <param name="isCompressed">Whether that is compressed.</param>
    public void AddPoint(
        int ordinal, long born, ulong fields, ReadOnlySpan<byte> id, ReadOnlySpan<byte> storedPayload, bool isCompressed)
    {
        if (ordinal < _index.Points.Count || ordinal >= _count || born < 1 || born > Sequence || id.Length is < 1 or > 256
            || fields == 0 || (_index.Fields.Length < SegmentIndex.MaxFields && fields >> _index.Fields.Length != 0))
        {
            throw new InvalidDataException($"A point with the ordinal {ordinal} of {_count} and the sequence {born} of {Sequence} cannot be");
        }

        _index.Points.AddDeadUpTo(ordinal);
        _index.Points.Restore(born, fields, id, storedPayload, isCompressed);
        if (!_index.Ids.TryAdd(id, ordinal))
        {
            throw new InvalidDataException($"The id of the point with the ordinal {ordinal} comes twice");
        }
    }

    /// <summary>Writes nodes of a field's graph.</summary>
    /// <param name="field">Number of the field.</param>
    /// <param name="first">The first node; the others follow it.</param>
    /// <param name="levels">Of each node its highest layer, or −1 for none.</param>
    /// <param name="scales">Of each node the factor that restores the length of its row.</param>
    /// <param name="rows">The floats of those nodes that have a level, one after the other.</param>
    /// <param name="firstUpper">The levels of all nodes before the first added up.</param>
    /// <param name="links">Of those nodes, as <see cref="GraphCapture.TakeLinks"/> has given them.</param>
    /// <exception cref="InvalidDataException">The numbers contradict each other.</exception>
    public void PutNodes(
        int field,
        int first,
        ReadOnlySpan<sbyte> levels,
        ReadOnlySpan<double> scales,
        ReadOnlySpan<float> rows,
        int firstUpper,
        ReadOnlySpan<int> links)
        => _graphs[field].Put(first, levels, scales, rows, firstUpper, links);

    /// <summary>Finishes the segment, which belongs to the caller from now on.</summary>
    /// <exception cref="InvalidDataException">Points or nodes are missing, or contradict each other.</exception>
    public SegmentIndex Complete() => Complete(RunHere);

    /// <summary>Finishes the segment, which belongs to the caller from now on.</summary>
    /// <param name="run">Runs what is derived for each point from the others.</param>
    /// <exception cref="InvalidDataException">Points or nodes are missing, or contradict each other.</exception>
    public SegmentIndex Complete(ParallelFor run)
    {
        _index.Points.AddDeadUpTo(_count);
        if (_index.Ids.Count != _liveCount)
        {
            throw new InvalidDataException($"The segment has {_index.Ids.Count} points, it should have {_liveCount}");
        }

        for (int field = 0; field < _graphs.Length; field++)
        {
            _graphs[field].Complete();
            _index.Indexes[field].CompleteLoad(run);
            _index.Indexes[field].FindZeroRows(_index.Points, field, _graphs[field].WithoutLevel());
        }

        FreeUnlinked();
        _index.Show(Sequence);
        _completed = true;
        return _index;
    }

    /// <summary>
    /// Lets ordinals be used again whose nodes no graph has any more. Those that walks pass through are dead until they are
    /// repaired around.
    /// </summary>
    private void FreeUnlinked()
    {
        PointTable points = _index.Points;
        for (int ordinal = _count - 1; ordinal >= 0; ordinal--)
        {
            if (points.Ended.Contains(ordinal) && !HasLevel(ordinal))
            {
                points.Free(ordinal);
            }
        }
    }

    private bool HasLevel(int ordinal)
    {
        foreach (VectorIndex field in _index.Indexes)
        {
            if (field.Graph.Level(ordinal) != HnswGraph.NoLevel)
            {
                return true;
            }
        }

        return false;
    }

    private static void RunHere(int count, Action<int> body)
    {
        for (int i = 0; i < count; i++)
        {
            body(i);
        }
    }

    /// <summary>Gives the memory back, unless the segment was completed.</summary>
    public void Dispose()
    {
        if (!_completed)
        {
            _index.Dispose();
        }
    }
}

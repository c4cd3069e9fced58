using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Memory;

namespace Vectorizer.Engine.Segments;

/// <summary>Foretells the memory of a segment index when everything that is on its way has been applied.</summary>
/// <remarks>
/// Never too little: whoever has found room for <see cref="Bytes"/> can let the writes be logged, and applying them cannot
/// fail for want of memory. The levels of nodes follow from their ordinals, so the links above layer 0 are known before. Points
/// take free ordinals first, which have their memory; what is free stays so until a write takes it.
/// Threads: one caller at a time. The index is read by the constructor, <see cref="Applied"/> and <see cref="Refresh"/> alone,
/// while nothing is being applied to it or repaired.
/// </remarks>
public sealed class GrowthPlan
{
    private readonly SegmentIndex _index;

    // The index as it was last read.
    private int _points;
    private int _free;
    private long _blobBytes;
    private long _indexBytes;
    private (int Homes, int Used) _ids;

    // What is on its way.
    private int _pendingPoints;
    private long _pendingBlobBytes;
    private long _pendingIndexBytes;

    // Ordinals with all of it, and for each field the records above layer 0 of so many.
    private readonly int[] _upper;
    private int _end;

    internal GrowthPlan(SegmentIndex index)
    {
        _index = index;
        _end = index.Points.Count;
        _upper = [.. index.Indexes.ToArray().Select(field => field.Graph.UpperCount)];
        Read();
    }

    /// <summary>The most that the index will take. While nothing is on its way, what it takes.</summary>
    public long Bytes { get; private set; }

    /// <summary>Ordinals that it will have given out then.</summary>
    public int Points => checked(_points + Math.Max(0, _pendingPoints - _free));

    /// <summary>A write is on its way.</summary>
    public void Add(in SegmentGrowth growth)
    {
        _pendingPoints = checked(_pendingPoints + growth.Points);
        _pendingBlobBytes += growth.BlobBytes;
        _pendingIndexBytes += growth.IndexBytes;
        Foretell();
    }

    /// <summary>A write will not be applied: those behind it move up.</summary>
    public void Remove(in SegmentGrowth growth)
    {
        _pendingPoints -= growth.Points;
        _pendingBlobBytes -= growth.BlobBytes;
        _pendingIndexBytes -= growth.IndexBytes;
        Foretell();
    }

    /// <summary>The first writes have been applied: what the index takes for them is known now.</summary>
    /// <param name="growth">Their growth together.</param>
    public void Applied(in SegmentGrowth growth)
    {
        _pendingPoints -= growth.Points;
        _pendingBlobBytes -= growth.BlobBytes;
        _pendingIndexBytes -= growth.IndexBytes;
        Read();
    }

    /// <summary>The index has been repaired: it takes other memory, and other ordinals are free.</summary>
    public void Refresh() => Read();

    private void Read()
    {
        _points = _index.Points.Count;
        _free = _index.Points.FreeCount;
        _blobBytes = _index.Points.ResidentBlobBytes;
        _indexBytes = _index.PayloadIndexes.Bytes;
        _ids = _index.Ids.Filling;
        Foretell();
    }

    private void Foretell()
    {
        int points = Points;
        MoveEnd(points);
        long bytes = _index.Points.RecordBytesOf(points)
            + _blobBytes + BlobArena.MostBytesOf(_pendingBlobBytes)
            + PointIdMap.MostBytes(_ids, _pendingPoints)
            + _indexBytes + _pendingIndexBytes + (_pendingPoints > 0 ? _index.PayloadIndexes.FixedGrowth(points) : 0);
        for (int field = 0; field < _upper.Length; field++)
        {
            bytes += _index.Indexes[field].BytesOf(points, _upper[field]);
        }

        Bytes = bytes;
    }

    private void MoveEnd(int end)
    {
        for (int field = 0; field < _upper.Length; field++)
        {
            HnswGraph graph = _index.Indexes[field].Graph;
            _upper[field] += end > _end ? graph.UpperOf(_end, end) : -graph.UpperOf(end, _end);
        }

        _end = end;
    }
}

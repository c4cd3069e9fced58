using Vectorizer.Engine.Memory;

namespace Vectorizer.Engine.Segments;

/// <summary>Foretells the memory of a segment index when everything that is on its way has been applied.</summary>
/// <remarks>
/// Never too little: whoever has found room for <see cref="Bytes"/> can let the writes be logged, and applying them cannot
/// fail for want of memory. The levels of nodes follow from their ordinals, so the links above layer 0 are known before.
/// Threads: one caller at a time. The index is read by the constructor and by <see cref="Applied"/> alone, while nothing is
/// being applied to it.
/// </remarks>
public sealed class GrowthPlan
{
    private readonly SegmentIndex _index;

    // The index as it was last read.
    private readonly int[] _upper;
    private int _points;
    private long _blobBytes;
    private (int Homes, int Used) _ids;

    // What is on its way. Of the links above layer 0 one number a field.
    private readonly int[] _pendingUpper;
    private int _pendingPoints;
    private long _pendingBlobBytes;

    internal GrowthPlan(SegmentIndex index)
    {
        _index = index;
        _upper = new int[index.Fields.Length];
        _pendingUpper = new int[index.Fields.Length];
        Read();
    }

    /// <summary>The most that the index will take. While nothing is on its way, what it takes.</summary>
    public long Bytes { get; private set; }

    /// <summary>Ordinals that it will have given out then.</summary>
    public int Points => checked(_points + _pendingPoints);

    /// <summary>A write is on its way.</summary>
    public void Add(in SegmentGrowth growth)
    {
        int from = checked(_points + _pendingPoints);
        int to = checked(from + growth.Points);
        for (int field = 0; field < _pendingUpper.Length; field++)
        {
            _pendingUpper[field] += _index.Indexes[field].Graph.UpperOf(from, to);
        }

        _pendingPoints += growth.Points;
        _pendingBlobBytes += growth.BlobBytes;
        Foretell();
    }

    /// <summary>A write will not be applied: those behind it move up.</summary>
    public void Remove(in SegmentGrowth growth)
    {
        int to = _points + _pendingPoints;
        Forget(growth, to - growth.Points, to);
        Foretell();
    }

    /// <summary>The first writes have been applied: what the index takes for them is known now.</summary>
    /// <param name="growth">Their growth together.</param>
    public void Applied(in SegmentGrowth growth)
    {
        Forget(growth, _points, _points + growth.Points);
        Read();
    }

    private void Forget(in SegmentGrowth growth, int from, int to)
    {
        for (int field = 0; field < _pendingUpper.Length; field++)
        {
            _pendingUpper[field] -= _index.Indexes[field].Graph.UpperOf(from, to);
        }

        _pendingPoints -= growth.Points;
        _pendingBlobBytes -= growth.BlobBytes;
    }

    private void Read()
    {
        _points = _index.Points.Count;
        _blobBytes = _index.Points.ResidentBlobBytes;
        _ids = _index.Ids.Filling;
        for (int field = 0; field < _upper.Length; field++)
        {
            _upper[field] = _index.Indexes[field].Graph.UpperCount;
        }

        Foretell();
    }

    private void Foretell()
    {
        int points = checked(_points + _pendingPoints);
        long bytes = _index.Points.RecordBytesOf(points)
            + _blobBytes + BlobArena.MostBytesOf(_pendingBlobBytes)
            + PointIdMap.MostBytes(_ids, _pendingPoints);
        for (int field = 0; field < _upper.Length; field++)
        {
            bytes += _index.Indexes[field].BytesOf(points, _upper[field] + _pendingUpper[field]);
        }

        Bytes = bytes;
    }
}

using System.Collections.Immutable;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Segments;

/// <summary>A segment as it was after one write, for whoever saves it. Searches and writes go on meanwhile.</summary>
/// <remarks>
/// Threads: one reads it. Ownership: it keeps the memory of the index alive, and no ordinal becomes free before it is
/// disposed of; those that were free may be used again. Dispose of it when all has been read, or every write goes on keeping
/// what it replaces.
/// </remarks>
public sealed class SegmentCapture : IDisposable
{
    private readonly SegmentIndex _index;
    private bool _disposed;

    internal SegmentCapture(SegmentIndex index)
    {
        _index = index;
        Sequence = index.VisibleSequence;
        Count = index.Points.Count;
        LiveCount = index.PointCount;
        OrdinalSet free = index.Points.CopyFree();
        Graphs = [.. index.Indexes.ToArray().Select(field => field.Capture(free))];
    }

    /// <summary>The last write that is in it.</summary>
    public long Sequence { get; }

    /// <summary>Number of ordinals, those of replaced and deleted points and free ones included.</summary>
    public int Count { get; }

    /// <summary>Points that exist.</summary>
    public int LiveCount { get; }

    /// <summary>The vector fields.</summary>
    public ImmutableArray<VectorFieldSchema> Fields => _index.Fields;

    /// <summary>The graph of each field.</summary>
    public ImmutableArray<GraphCapture> Graphs { get; }

    /// <summary>Memory that the capture takes beyond the segment's own, in bytes.</summary>
    public long PreservedBytes => Graphs.Sum(graph => graph.PreservedBytes);

    /// <summary>Whether the point of an ordinal existed.</summary>
    public bool IsLive(int ordinal) => _index.Points.IsVisible(ordinal, Sequence);

    /// <summary>The write that stored the point.</summary>
    public long SequenceOf(int ordinal) => _index.Points.Born(ordinal);

    /// <summary>One bit per vector field that the point has.</summary>
    public ulong FieldsOf(int ordinal) => _index.Points.Fields(ordinal);

    /// <summary>The id of a point.</summary>
    public ReadOnlySpan<byte> Id(int ordinal) => _index.Points.Id(ordinal);

    /// <summary>The payload of a point as the segment keeps it, perhaps compressed; empty for none.</summary>
    public ReadOnlySpan<byte> StoredPayload(int ordinal, out bool isCompressed)
        => _index.Points.StoredPayload(ordinal, out isCompressed);

    /// <summary>Whether the segment keeps payloads compressed where that saves memory.</summary>
    public bool CompressesPayloads => _index.Compression is not null;

    /// <summary>Ends the capture.</summary>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            foreach (GraphCapture graph in Graphs)
            {
                graph.Dispose();
            }

            _index.EndCapture();
        }
    }
}

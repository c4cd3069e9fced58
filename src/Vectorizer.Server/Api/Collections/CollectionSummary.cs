using System.Collections.Immutable;
using Vectorizer.Abstractions.Segments;

namespace Vectorizer.Server.Api.Collections;

/// <summary>What the segments of a collection report, taken together.</summary>
internal readonly struct CollectionSummary(ImmutableArray<SegmentStatus> segments)
{
    /// <summary>Points that a search can find.</summary>
    public long Points => segments.Sum(segment => segment.Points);

    /// <summary>Replaced or deleted points whose memory cannot be used again yet.</summary>
    public long DeletedPoints => segments.Sum(segment => segment.DeletedPoints);

    /// <summary>Memory by part.</summary>
    public SegmentMemory Memory => segments.Aggregate(
        new SegmentMemory(0, 0, 0, 0, 0, 0),
        (sum, segment) => new SegmentMemory(
            sum.Vectors + segment.Memory.Vectors,
            sum.Links + segment.Memory.Links,
            sum.Points + segment.Memory.Points,
            sum.Payloads + segment.Memory.Payloads,
            sum.LogBuffers + segment.Memory.LogBuffers,
            sum.UncompressedPayloads + segment.Memory.UncompressedPayloads,
            sum.Codes + segment.Memory.Codes,
            sum.RowFiles + segment.Memory.RowFiles,
            sum.PayloadIndexes + segment.Memory.PayloadIndexes));

    /// <summary>Segments whose quantization is not yet the one that the collection asks for.</summary>
    public int RequantizingSegments => segments.Count(segment => segment.Requantizing is not null);

    /// <summary>The state of the worst segment: states are numbered from what can do everything to what can do nothing.</summary>
    public SegmentState State => segments.Max(segment => segment.State);
}

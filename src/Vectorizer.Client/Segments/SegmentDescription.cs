using Vectorizer.Client.Collections;

namespace Vectorizer.Client.Segments;

/// <summary>One segment of a collection.</summary>
public sealed record SegmentDescription
{
    /// <summary>Number of the segment, from 0.</summary>
    public int Segment { get; init; }

    /// <summary>Name of the node that holds it.</summary>
    public string? Node { get; init; }

    /// <summary>How the segment is, such as <c>ready</c> or <c>recovering</c>.</summary>
    public string? State { get; init; }

    /// <summary>Why it is not ready.</summary>
    public string? Reason { get; init; }

    /// <summary>Live points.</summary>
    public long Points { get; init; }

    /// <summary>Points that are deleted or replaced, and whose memory cannot be used again yet.</summary>
    public long DeletedPoints { get; init; }

    /// <summary>Sequence number of the last write.</summary>
    public long Sequence { get; init; }

    /// <summary>Memory held by the segment.</summary>
    public MemoryUse? Memory { get; init; }

    /// <summary>How far it is on its way to the quantization asked for; null when it is there.</summary>
    public Requantizing? Requantizing { get; init; }
}

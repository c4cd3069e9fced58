using System.ComponentModel.DataAnnotations;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>What a segment holds and in which state it is.</summary>
internal sealed record SegmentAnswer
{
    /// <summary>Number of the segment in its collection.</summary>
    public required int Segment { get; init; }

    /// <summary>Name of the node that holds it.</summary>
    public required string Node { get; init; }

    [AllowedValues("ready", "recovering", "sealed", "quarantined")]
    public required string State { get; init; }

    /// <summary>Why it is not ready and what to do; null while it is.</summary>
    public required string? Reason { get; init; }

    /// <summary>Points that a query can find.</summary>
    public required long Points { get; init; }

    /// <summary>Replaced or deleted points whose memory cannot be used again yet.</summary>
    public required long DeletedPoints { get; init; }

    /// <summary>Sequence of the last write that is visible.</summary>
    public required long Sequence { get; init; }

    /// <summary>While recovering: the part of its log that has been replayed.</summary>
    [Range(0.0, 1.0)]
    public double RecoveredRatio { get; init; }

    /// <summary>Bytes that recovery cut off the end of the log: a write that was never acknowledged as synced.</summary>
    public required long CutBytes { get; init; }

    public required MemoryAnswer Memory { get; init; }

    /// <summary>What is saved of it; null while it is recovering or quarantined.</summary>
    public required SnapshotAnswer? Snapshot { get; init; }

    /// <summary>While it is on its way to another quantization: how far it is.</summary>
    public RequantizingAnswer Requantizing { get; init; } = null!;
}

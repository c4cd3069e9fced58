using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>What a segment holds and in which state it is.</summary>
internal sealed record SegmentAnswer
{
    [Description("Number of the segment in its collection.")]
    public required int Segment { get; init; }

    [Description("Name of the node that holds it.")]
    public required string Node { get; init; }

    [AllowedValues("ready", "recovering", "sealed", "quarantined")]
    public required string State { get; init; }

    [Description("Why it is not ready and what to do; null while it is.")]
    public required string? Reason { get; init; }

    [Description("Points that a query can find.")]
    public required long Points { get; init; }

    [Description("Replaced or deleted points that still take memory.")]
    public required long DeletedPoints { get; init; }

    [Description("Sequence of the last write that is visible.")]
    public required long Sequence { get; init; }

    public required MemoryAnswer Memory { get; init; }
}

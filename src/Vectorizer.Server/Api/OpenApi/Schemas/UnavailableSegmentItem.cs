using System.ComponentModel.DataAnnotations;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>A segment that is not ready.</summary>
internal sealed record UnavailableSegmentItem
{
    public required string Collection { get; init; }

    /// <summary>Number of the segment in its collection.</summary>
    public required int Segment { get; init; }

    [AllowedValues("recovering", "sealed", "quarantined")]
    public required string State { get; init; }

    /// <summary>Why it is not ready and what to do.</summary>
    public required string? Reason { get; init; }
}

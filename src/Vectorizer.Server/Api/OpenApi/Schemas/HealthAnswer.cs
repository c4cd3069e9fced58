using System.ComponentModel.DataAnnotations;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>What a probe is told.</summary>
internal sealed record HealthAnswer
{
    /// <summary>What the status code says as well.</summary>
    public required bool Healthy { get; init; }

    [AllowedValues("recovering", "ready", "failed", "stopping")]
    public required string Status { get; init; }

    /// <summary>Why its collections could not be opened; null when they could.</summary>
    public required string? Reason { get; init; }

    /// <summary>Segments that are not ready, the first 100 of them.</summary>
    public required UnavailableSegmentItem[] UnavailableSegments { get; init; }

    /// <summary>Milliseconds that the answer took.</summary>
    public required double TookMs { get; init; }
}

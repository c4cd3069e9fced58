using System.ComponentModel.DataAnnotations;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>Segments that the node holds, by state.</summary>
internal sealed record StatusSegmentsAnswer
{
    public required int Ready { get; init; }

    public required int Recovering { get; init; }

    public required int Sealed { get; init; }

    public required int Quarantined { get; init; }

    /// <summary>The part of the logs that has been replayed since the start; 1 when no segment is recovering.</summary>
    [Range(0.0, 1.0)]
    public required double RecoveredRatio { get; init; }
}

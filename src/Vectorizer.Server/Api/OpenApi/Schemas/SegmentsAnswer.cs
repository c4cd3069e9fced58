namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>The segments of a collection.</summary>
internal sealed record SegmentsAnswer
{
    public required SegmentAnswer[] Segments { get; init; }

    /// <summary>Milliseconds that the answer took.</summary>
    public required double TookMs { get; init; }
}

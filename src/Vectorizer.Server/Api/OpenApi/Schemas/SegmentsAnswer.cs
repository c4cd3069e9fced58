using System.ComponentModel;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>The segments of a collection.</summary>
internal sealed record SegmentsAnswer
{
    public required SegmentAnswer[] Segments { get; init; }

    [Description("Milliseconds that the answer took.")]
    public required double TookMs { get; init; }
}

using System.ComponentModel;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>Points are deleted.</summary>
internal sealed record PointsDeletedAnswer
{
    [Description("Points that existed.")]
    public required int Deleted { get; init; }

    [Description("The segments that the ids belong to.")]
    public required SegmentWriteAnswer[] Segments { get; init; }

    [Description("Milliseconds that the answer took.")]
    public required double TookMs { get; init; }
}

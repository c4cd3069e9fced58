namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>Points are deleted.</summary>
internal sealed record PointsDeletedAnswer
{
    /// <summary>Points that existed.</summary>
    public required int Deleted { get; init; }

    /// <summary>The segments that took part.</summary>
    public required SegmentWriteAnswer[] Segments { get; init; }

    /// <summary>Milliseconds that the answer took.</summary>
    public required double TookMs { get; init; }
}

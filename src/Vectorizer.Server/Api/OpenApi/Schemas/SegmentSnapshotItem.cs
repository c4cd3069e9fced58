namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>What is saved of one segment.</summary>
internal sealed record SegmentSnapshotItem
{
    /// <summary>Number of the segment in its collection.</summary>
    public required int Segment { get; init; }

    public required SnapshotAnswer Snapshot { get; init; }
}

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>What is saved of each segment.</summary>
internal sealed record SnapshotsAnswer
{
    public required SegmentSnapshotItem[] Segments { get; init; }

    /// <summary>Milliseconds that the answer took.</summary>
    public required double TookMs { get; init; }
}

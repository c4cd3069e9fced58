namespace Vectorizer.Clustering.Placement;

/// <summary>Places a segment on the node that <see cref="RendezvousHash"/> ranks first for its key.</summary>
[GenerateSerializer, Immutable, SuppressReferenceTracking, Alias("vectorizer.SegmentPlacement")]
public sealed class SegmentPlacement : PlacementStrategy
{
    internal static SegmentPlacement Instance { get; } = new();
}

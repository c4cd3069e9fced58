namespace Vectorizer.Clustering.Placement;

/// <summary>Places a grain on the node that its key names: <c>collection id/segment number/node name</c>.</summary>
[GenerateSerializer, Immutable, SuppressReferenceTracking, Alias("vectorizer.NodePlacement")]
public sealed class NodePlacement : PlacementStrategy
{
    internal static NodePlacement Instance { get; } = new();
}

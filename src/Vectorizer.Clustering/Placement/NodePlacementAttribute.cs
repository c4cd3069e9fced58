using Orleans.Placement;

namespace Vectorizer.Clustering.Placement;

/// <summary>Marks a grain class that <see cref="NodePlacement"/> places.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NodePlacementAttribute() : PlacementAttribute(NodePlacement.Instance);

using Orleans.Placement;

namespace Vectorizer.Clustering.Placement;

/// <summary>Marks a grain class that <see cref="SegmentPlacement"/> places.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SegmentPlacementAttribute() : PlacementAttribute(SegmentPlacement.Instance);

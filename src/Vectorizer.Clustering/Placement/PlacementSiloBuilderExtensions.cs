namespace Vectorizer.Clustering.Placement;

/// <summary>Registration of the placement.</summary>
public static class PlacementSiloBuilderExtensions
{
    /// <summary>Lets grains be placed by <see cref="SegmentPlacementAttribute"/> and <see cref="NodePlacementAttribute"/>.</summary>
    public static ISiloBuilder AddSegmentPlacement(this ISiloBuilder builder)
    {
        builder.Services.AddPlacementDirector<SegmentPlacement, SegmentPlacementDirector>();
        builder.Services.AddPlacementDirector<NodePlacement, NodePlacementDirector>();
        return builder;
    }
}

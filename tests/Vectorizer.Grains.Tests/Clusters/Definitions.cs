using Vectorizer.Abstractions.Collections;

namespace Vectorizer.Grains.Tests.Clusters;

/// <summary>Collections that tests create.</summary>
internal static class Definitions
{
    public static CollectionDefinition Plain(
        string name, int dimension = 4, int segments = 3, DistanceMetric metric = DistanceMetric.Euclidean)
        => new(name, [new VectorField("", dimension, metric, new HnswConfig())], segments);

    /// <summary>A name that no other test has.</summary>
    public static string NewName() => $"c-{Guid.NewGuid():N}";
}

namespace Vectorizer.Abstractions.Collections;

/// <summary>Distances, which order hits inside, as the scores that people know.</summary>
public static class DistanceMetricExtensions
{
    /// <summary>The score of a hit; see <see cref="DistanceMetric"/> for what it is and which end is near.</summary>
    /// <param name="metric">The metric of the vector field searched.</param>
    /// <param name="distance">A distance as <see cref="Search.SearchHits.Distances"/> holds it.</param>
    public static float ToScore(this DistanceMetric metric, float distance) => metric switch
    {
        // Beyond 2 lies only the distance that ranks zero vectors last; they have no angle, so their score is 0.
        DistanceMetric.Cosine => distance > 2.5f ? 0 : Math.Clamp(1 - distance, -1, 1),
        DistanceMetric.Euclidean => MathF.Sqrt(distance),
        DistanceMetric.Dot => -distance,
        DistanceMetric.Manhattan => distance,
        _ => throw new ArgumentOutOfRangeException(nameof(metric), metric, "Not a metric."),
    };

    /// <summary>Whether a higher score is nearer.</summary>
    public static bool HigherIsNearer(this DistanceMetric metric)
        => metric is DistanceMetric.Cosine or DistanceMetric.Dot;
}

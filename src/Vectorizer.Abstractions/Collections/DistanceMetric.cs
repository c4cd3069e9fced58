namespace Vectorizer.Abstractions.Collections;

/// <summary>How the closeness of two vectors is measured.</summary>
public enum DistanceMetric
{
    /// <summary>Cosine of the angle between the vectors. Score: the similarity, −1..1, higher is nearer.</summary>
    Cosine = 0,

    /// <summary>Straight-line distance. Score: the distance itself, lower is nearer.</summary>
    Euclidean = 1,

    /// <summary>Dot product. Score: the product, higher is nearer.</summary>
    Dot = 2,

    /// <summary>Sum of absolute differences. Score: the distance itself, lower is nearer.</summary>
    Manhattan = 3,
}

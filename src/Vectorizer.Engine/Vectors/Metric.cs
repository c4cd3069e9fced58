namespace Vectorizer.Engine.Vectors;

/// <summary>How the distance of two vectors is measured. Inside the engine a smaller distance is nearer.</summary>
public enum Metric
{
    /// <summary>1 − cos(x, y). Rows are normalised when they are stored. A zero vector lies farther than any other.</summary>
    Cosine = 0,

    /// <summary>Σ (x − y)², without the root: ranking does not need it.</summary>
    Euclidean = 1,

    /// <summary>−Σ x·y.</summary>
    Dot = 2,

    /// <summary>Σ |x − y|.</summary>
    Manhattan = 3,
}

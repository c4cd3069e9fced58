namespace Vectorizer.Abstractions.Search;

/// <summary>
/// The score of a point by several examples: σ(s⁺) where its similarity s⁺ to the nearest positive example is above s⁻, that to the
/// nearest negative one, else −σ(s⁻).
/// </summary>
/// <remarks>
/// σ(s) = ½·(s / (1 + |s|) + 1). The similarity is the cosine, the dot product, the negated square of the euclidean distance, or the
/// negated manhattan distance. Higher is better: above 0 is nearer to what is wanted than to what is not. A zero vector under cosine
/// scores −1.
/// </remarks>
public static class BestScore
{
    /// <summary>The score of a hit, −1..1.</summary>
    /// <param name="distance">
    /// A distance as <see cref="SearchHits.Distances"/> holds it: the odds σ / (1 − σ), negated for those near to positive examples.
    /// Odds tell hits apart whose scores are equal as floats.
    /// </param>
    public static float ToScore(float distance) => (float)(distance < 0 ? distance / (distance - 1.0) : -distance / (distance + 1.0));
}

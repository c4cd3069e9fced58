using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Examples;

/// <summary>How near a point is to several examples, of which some are wanted and some are not.</summary>
/// <remarks>
/// With s⁺ the similarity to the positive example that a point is most like, and s⁻ that to the negative one:
/// <code>
/// score = s⁺ > s⁻ ?  σ(s⁺) : −σ(s⁻)         σ(s) = ½·(s / (1 + |s|) + 1), within 0..1
/// </code>
/// σ crowds large similarities together, more than floats can tell apart. So a point is ranked by the odds σ / (1 − σ), which
/// are 1 + 2s from 0 on and 1 / (1 − 2s) below, and keep what tells one point from another: negated where it is nearer to what is wanted, so that such
/// a point comes before all others. The score follows from the odds.
/// </remarks>
internal static class BestScore
{
    /// <summary>The distance of what is like nothing: of zero vectors under cosine. Its score is −1.</summary>
    public const float Farthest = float.MaxValue;

    /// <summary>The distance that a point is ranked by. Smaller is nearer; never NaN, never infinite.</summary>
    /// <param name="metric">What the distances are of.</param>
    /// <param name="toPositive">The distance to the nearest positive example; infinite without one.</param>
    /// <param name="toNegative">The distance to the nearest negative example; infinite without one.</param>
    public static float Distance(Metric metric, float toPositive, float toNegative)
        => toPositive < toNegative
            ? -Odds(SimilarityOf(metric, toPositive))
            : Odds(SimilarityOf(metric, toNegative));

    private static float SimilarityOf(Metric metric, float distance) => metric == Metric.Cosine ? 1 - distance : -distance;

    private static float Odds(float similarity)
        => similarity >= 0 ? Saturation.Of(1 + (2 * similarity)) : 1 / Saturation.Of(1 - (2 * similarity));
}

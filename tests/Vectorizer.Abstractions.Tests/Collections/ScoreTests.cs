using Vectorizer.Abstractions.Collections;

namespace Vectorizer.Abstractions.Tests.Collections;

public sealed class ScoreTests
{
    [Theory]
    [InlineData(DistanceMetric.Cosine, 0f, 1f)]
    [InlineData(DistanceMetric.Cosine, 2f, -1f)]
    [InlineData(DistanceMetric.Cosine, -0.0000001f, 1f)] // Rounding does not make a vector more similar than itself.
    [InlineData(DistanceMetric.Cosine, 3f, 0f)] // A zero vector has no angle.
    [InlineData(DistanceMetric.Euclidean, 25f, 5f)]
    [InlineData(DistanceMetric.Dot, -2.5f, 2.5f)]
    [InlineData(DistanceMetric.Manhattan, 7f, 7f)]
    public void A_distance_has_the_score_that_people_know(DistanceMetric metric, float distance, float score)
        => Assert.Equal(score, metric.ToScore(distance));
}

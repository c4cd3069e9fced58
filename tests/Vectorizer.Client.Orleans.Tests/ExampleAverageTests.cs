using Vectorizer.Abstractions.Collections;

namespace Vectorizer.Client.Orleans.Tests;

public sealed class ExampleAverageTests
{
    [Fact]
    public void Without_negative_examples_it_is_the_average_of_the_positive_ones()
        => Assert.Equal([2f, 3f], Of(DistanceMetric.Euclidean, [[1, 2], [3, 4]], []));

    [Fact]
    public void It_lies_as_far_from_the_positive_average_as_the_negative_one_on_the_other_side()
        => Assert.Equal([4f, 0f], Of(DistanceMetric.Dot, [[1, 2], [3, 4]], [[0, 6], [-1, 7], [1, 5]]));

    [Fact]
    public void Under_cosine_the_length_of_an_example_does_not_count()
        => Assert.Equal([0.5f, 0.5f], Of(DistanceMetric.Cosine, [[100, 0], [0, 0.01f]], []));

    [Theory]
    [InlineData(DistanceMetric.Cosine, 1, -1, "is zero")]
    [InlineData(DistanceMetric.Euclidean, 1, -1, null)]
    [InlineData(DistanceMetric.Cosine, 1, 1, null)]
    public void An_average_without_direction_is_refused_under_cosine(DistanceMetric metric, float x, float y, string? refusal)
        => Assert.Equal(refusal, ExampleAverage.Refuse(metric, Of(metric, [[x], [y]], []))?[..7]);

    [Fact]
    public void An_average_beyond_the_floats_is_refused()
        => Assert.StartsWith(
            "lies beyond",
            ExampleAverage.Refuse(DistanceMetric.Dot, Of(DistanceMetric.Dot, [[3e38f]], [[-3e38f]])),
            StringComparison.Ordinal);

    private static float[] Of(DistanceMetric metric, float[][] positive, float[][] negative)
        => ExampleAverage.Of(metric, [.. positive.Select(Memory)], [.. negative.Select(Memory)]);

    private static ReadOnlyMemory<float> Memory(float[] vector) => vector;
}

namespace Vectorizer.Engine.Benchmarks.Tests;

public sealed class SpreadTests
{
    [Theory]
    [InlineData(new double[] { 7 }, 7, 7, 7)]
    [InlineData(new double[] { 9, 1, 4 }, 4, 1, 9)]
    [InlineData(new double[] { 9, 1, 4, 6 }, 5, 1, 9)]
    public void A_spread_is_the_median_with_the_lowest_and_the_highest(double[] values, double median, double lowest, double highest)
        => Assert.Equal(new Spread(median, lowest, highest), Spread.Of(values));
}

using Vectorizer.Engine.NeighborCodes;

namespace Vectorizer.Engine.Tests.NeighborCodes;

public sealed class NormalLevelsTests
{
    [Fact]
    public void A_float_gets_the_level_that_is_nearest()
    {
        float[] levels = NormalLevels.Values.ToArray();
        for (float value = -6; value <= 6; value += 0.001f)
        {
            float least = levels.Min(level => Math.Abs(level - value));
            Assert.Equal(least, Math.Abs(levels[NormalLevels.Nearest(value)] - value), 1e-3f);
        }
    }

    [Theory]
    [InlineData(float.PositiveInfinity, 15)]
    [InlineData(float.MaxValue, 15)]
    [InlineData(-0f, 7)]
    [InlineData(float.MinValue, 0)]
    [InlineData(float.NegativeInfinity, 0)]
    public void A_float_beyond_the_levels_gets_the_outermost(float value, int level)
        => Assert.Equal(level, NormalLevels.Nearest(value));

    [Fact]
    public void Levels_rise_and_each_has_its_opposite()
    {
        float[] levels = NormalLevels.Values.ToArray();
        Assert.Equal(NormalLevels.Count, levels.Length);
        Assert.Equal(levels.Order(), levels);
        Assert.Equal(levels.Select(level => -level).Reverse(), levels);
        Assert.Equal(NormalLevels.Highest, levels[^1]);
    }
}

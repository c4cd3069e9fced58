using Vectorizer.Engine.Filters;
using Vectorizer.Engine.PayloadIndexes;

namespace Vectorizer.Engine.Tests.PayloadIndexes;

/// <summary>A value lies between the lowest and the highest exactly if it lies within the bounds, at every awkward number.</summary>
public sealed class NumberBoundsTests
{
    private static readonly double[] s_reals =
    [
        0, -0.0, 0.5, -0.5, 1, 1.5, -1, 9007199254740991, 9007199254740992, 9007199254740994, 9223372036854774784.0, 9223372036854775808.0,
        -9223372036854775808.0, -9223372036854777856.0, double.MaxValue, double.MinValue, double.Epsilon, double.PositiveInfinity, double.NegativeInfinity,
    ];

    private static readonly long[] s_integers =
    [
        0, 1, -1, 2, 9007199254740991, 9007199254740992, 9007199254740993, 9007199254740994, -9007199254740993, long.MaxValue, long.MaxValue - 1,
        long.MinValue, long.MinValue + 1,
    ];

    private static IEnumerable<ExactNumber?> Numbers =>
        [null, .. s_reals.Select(real => (ExactNumber?)new ExactNumber(real)), .. s_integers.Select(integer => (ExactNumber?)new ExactNumber(integer))];

    [Fact]
    public void Integers_lie_within_the_bounds_that_are_told()
    {
        foreach (Bounds<ExactNumber> bounds in AllBounds())
        {
            bool any = NumberBounds.TryOfIntegers(bounds, out long low, out long high);
            Assert.All(s_integers, integer => Assert.Equal(
                bounds.Contain(new ExactNumber(integer)), any && integer >= low && integer <= high));
        }
    }

    [Fact]
    public void Floats_lie_within_the_bounds_that_are_told()
    {
        foreach (Bounds<ExactNumber> bounds in AllBounds())
        {
            bool any = NumberBounds.TryOfFloats(bounds, out double low, out double high);
            Assert.All(s_reals, real => Assert.Equal(
                bounds.Contain(new ExactNumber(real)), any && Within(real, low, high)));
        }
    }

    [Fact]
    public void Keys_of_floats_are_in_the_order_of_the_floats()
    {
        double[] ordered = [.. s_reals.Order()];
        Assert.Equal(ordered.Select(real => real == 0 ? 0 : real), ordered.Select(real => FloatIndex.NumberOf(FloatIndex.KeyOf(real))));
        Assert.Equal(ordered.Select(FloatIndex.KeyOf), ordered.Select(FloatIndex.KeyOf).OrderBy(key => key.Value));
    }

    private static bool Within(double real, double low, double high)
        => FloatIndex.KeyOf(real).Value >= FloatIndex.KeyOf(low).Value && FloatIndex.KeyOf(real).Value <= FloatIndex.KeyOf(high).Value;

    private static IEnumerable<Bounds<ExactNumber>> AllBounds() =>
        from low in Numbers
        from high in Numbers
        from form in Enumerable.Range(0, 4)
        select new Bounds<ExactNumber>(
            (form & 1) == 0 ? low : null, (form & 1) != 0 ? low : null, (form & 2) == 0 ? high : null, (form & 2) != 0 ? high : null);
}

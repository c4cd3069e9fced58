using Vectorizer.Engine.Benchmarks.Comparison;

namespace Vectorizer.Engine.Benchmarks.Tests.Comparison;

public sealed class RateCurveTests
{
    private const int Threads = 1;

    [Fact]
    public void Half_way_between_two_recalls_the_rate_is_the_geometric_mean_of_each_round()
    {
        RateCurve curve = Curve((10, 0.8, [1_000, 4_000]), (20, 0.9, [10, 40]));

        RateAtRecall? found = curve.At(0.85, Threads);

        Assert.NotNull(found);
        Assert.Equal(100, found.Rates[0], tolerance: 1e-6);
        Assert.Equal(400, found.Rates[1], tolerance: 1e-6);
        Assert.Equal((10, 20), (found.Lower.Ef, found.Upper.Ef));
    }

    [Theory]
    [InlineData(0.8, 1_000)]
    [InlineData(0.9, 10)]
    public void At_a_measured_recall_the_rate_is_the_measured_one(double recall, double rate)
    {
        RateCurve curve = Curve((10, 0.8, [1_000]), (20, 0.9, [10]), (40, 0.95, [5]));

        Assert.Equal(rate, curve.At(recall, Threads)!.Rates[0], tolerance: 1e-6);
    }

    [Fact]
    public void Between_two_equal_recalls_the_rate_is_that_of_the_lesser_ef_and_a_number()
    {
        RateCurve curve = Curve((10, 0.9, [1_000]), (20, 0.9, [10]));

        Assert.Equal(1_000, Assert.Single(curve.At(0.9, Threads)!.Rates), tolerance: 1e-6);
    }

    [Theory]
    [InlineData(0.79)]
    [InlineData(0.96)]
    public void A_recall_outside_of_all_points_has_no_rate(double recall)
    {
        RateCurve curve = Curve((10, 0.8, [1_000]), (20, 0.9, [10]), (40, 0.95, [5]));

        Assert.Null(curve.At(recall, Threads));
    }

    [Fact]
    public void A_curve_that_bends_back_is_read_where_it_first_passes_the_recall()
    {
        RateCurve curve = Curve((10, 0.80, [1_000]), (20, 0.92, [100]), (40, 0.91, [50]), (80, 0.95, [10]));

        Assert.Equal((10, 20), (curve.At(0.915, Threads)!.Lower.Ef, curve.At(0.915, Threads)!.Upper.Ef));
    }

    [Theory]
    [InlineData(0.85, 20)]
    [InlineData(0.90, 20)]
    [InlineData(0.97, 40)]
    public void The_first_point_with_a_recall_is_the_least_ef_that_reaches_it_or_the_last(double recall, int ef)
    {
        RateCurve curve = Curve((10, 0.8, [1]), (20, 0.9, [1]), (40, 0.95, [1]));

        Assert.Equal(ef, curve.FirstWith(recall).Ef);
    }

    private static RateCurve Curve(params (int Ef, double Recall, double[] Rates)[] points)
    {
        RateCurve curve = new([.. points.Select(point => new CurvePoint(point.Ef, point.Recall, Scored: 0))]);
        foreach ((int ef, _, double[] rates) in points)
        {
            Array.ForEach(rates, rate => curve.Add(ef, Threads, rate));
        }

        return curve;
    }
}

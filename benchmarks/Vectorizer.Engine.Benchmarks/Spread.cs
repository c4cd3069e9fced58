namespace Vectorizer.Engine.Benchmarks;

/// <summary>The median of several measurements, with the lowest and the highest.</summary>
internal readonly record struct Spread(double Median, double Lowest, double Highest) : IFormattable
{
    public static Spread Of(IEnumerable<double> measurements)
    {
        double[] sorted = [.. measurements.Order()];
        int middle = sorted.Length / 2;
        double median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[^1]);
    }

    public string ToString(string? format, IFormatProvider? formatProvider)
        => $"{Median.ToString(format, formatProvider)} "
            + $"({Lowest.ToString(format, formatProvider)}..{Highest.ToString(format, formatProvider)})";
}

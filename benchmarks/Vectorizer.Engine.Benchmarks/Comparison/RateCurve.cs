namespace Vectorizer.Engine.Benchmarks.Comparison;

/// <summary>The recall of one index over <c>ef</c>, and its queries per second in each round.</summary>
internal sealed class RateCurve
{
    private readonly Dictionary<(int Ef, int Threads), List<double>> _rates = [];

    /// <param name="points">At least one, in order of <c>ef</c>.</param>
    public RateCurve(IReadOnlyList<CurvePoint> points) => Points = points;

    /// <summary>In order of <c>ef</c>.</summary>
    public IReadOnlyList<CurvePoint> Points { get; }

    /// <summary>The most that was reached.</summary>
    public double BestRecall => Points.Max(point => point.Recall);

    /// <summary>Enters a round's queries per second.</summary>
    public void Add(int ef, int threads, double rate)
    {
        if (!_rates.TryGetValue((ef, threads), out List<double>? rounds))
        {
            _rates[(ef, threads)] = rounds = [];
        }

        rounds.Add(rate);
    }

    /// <summary>Queries per second at a point, one for each round.</summary>
    public IReadOnlyList<double> Rates(int ef, int threads) => _rates[(ef, threads)];

    /// <summary>
    /// Queries per second at a recall, between the first two neighbouring points that have it between them, along a straight
    /// line of the logarithm of the rate over recall. Null when the recall is not reached, or less than every point's.
    /// </summary>
    public RateAtRecall? At(double recall, int threads)
    {
        for (int i = 1; i < Points.Count; i++)
        {
            CurvePoint lower = Points[i - 1];
            CurvePoint upper = Points[i];
            if (lower.Recall > recall || recall > upper.Recall)
            {
                continue;
            }

            double share = upper.Recall > lower.Recall ? (recall - lower.Recall) / (upper.Recall - lower.Recall) : 0;
            double[] rates = [.. _rates[(lower.Ef, threads)].Zip(
                _rates[(upper.Ef, threads)],
                (atLower, atUpper) => Math.Exp(((1 - share) * Math.Log(atLower)) + (share * Math.Log(atUpper))))];
            return new RateAtRecall(rates, lower, upper);
        }

        return null;
    }

    /// <summary>The first point that reaches a recall, or the last of all.</summary>
    public CurvePoint FirstWith(double recall)
    {
        foreach (CurvePoint point in Points)
        {
            if (point.Recall >= recall)
            {
                return point;
            }
        }

        return Points[^1];
    }
}

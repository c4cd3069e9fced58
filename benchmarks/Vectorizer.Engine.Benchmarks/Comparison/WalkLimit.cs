using Vectorizer.Engine.Benchmarks.DataSets;
using Vectorizer.Engine.Benchmarks.Limits;

namespace Vectorizer.Engine.Benchmarks.Comparison;

/// <summary>
/// The rows that the engine's walk scores a second, beside those that the machine could read: as many rows of the same
/// length at the same distance from one another, on huge pages, in the same round.
/// </summary>
internal sealed class WalkLimit : IDisposable
{
    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(0.2);

    private readonly RandomRows _rows;
    private readonly int _prefetch;
    private readonly Dictionary<int, List<double>> _rates = [];

    public WalkLimit(Entrant entrant, DataSet data)
    {
        Entrant = entrant;
        Point = entrant.Curve.FirstWith(data.UsualRecall);
        Layout = entrant.Process.Layout();
        _rows = new RandomRows(Layout, data.RowCount, hugePages: true);
        _prefetch = _rows.FindBestPrefetch();
    }

    public Entrant Entrant { get; }

    /// <summary>The first point with the recall that matters.</summary>
    public CurvePoint Point { get; }

    /// <summary>What the walk reads.</summary>
    public RowLayout Layout { get; }

    /// <summary>Measures the machine once.</summary>
    public void MeasureRound(int[] threads)
    {
        foreach (int count in threads)
        {
            if (!_rates.TryGetValue(count, out List<double>? rates))
            {
                _rates[count] = rates = [];
            }

            rates.Add(_rows.Measure(_prefetch, count, s_duration));
        }
    }

    /// <summary>Rows a second that the machine reads.</summary>
    public Spread Machine(int threads) => Spread.Of(_rates[threads]);

    /// <summary>Rows a second that the walk scores.</summary>
    public Spread Walk(int threads) => Spread.Of(Entrant.Curve.Rates(Point.Ef, threads).Select(rate => rate * Point.Scored));

    /// <summary>The one over the other, by round.</summary>
    public Spread Share(int threads)
        => Spread.Of(Entrant.Curve.Rates(Point.Ef, threads).Zip(_rates[threads], (rate, limit) => rate * Point.Scored / limit));

    public void Dispose() => _rows.Dispose();
}

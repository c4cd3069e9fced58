using Vectorizer.Engine.Benchmarks.Contenders;
using Vectorizer.Engine.Benchmarks.DataSets;

namespace Vectorizer.Engine.Benchmarks.Comparison;

/// <summary>A contender with the index that it has built, and what was measured of it. Ends the process when disposed of.</summary>
internal sealed class Entrant : IDisposable
{
    // Rounds compare what all have answered, so each asks the same queries; they change from round to round.
    private const int QueriesOfARound = 500;

    // What no table asks for is not measured: recalls beyond the greatest compared, and an ef that hardly adds to the one
    // before it, as where codes without floats have told all they know.
    private const double EnoughRecall = 0.99;
    private const double LeastGain = 0.002;

    // Long enough to pass over a switch to another process, short enough to take turns often.
    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(0.2);

    private static readonly int[] s_efs = [10, 20, 40, 80, 160, 320, 640, 1_280];

    private readonly ContenderProcess _process;
    private readonly DataSet _data;

    private Entrant(Contender contender, int m, ContenderProcess process, DataSet data, BuildOutcome build, RateCurve curve)
    {
        Contender = contender;
        M = m;
        _process = process;
        _data = data;
        Build = build;
        Curve = curve;
    }

    public Contender Contender { get; }

    public int M { get; }

    public BuildOutcome Build { get; }

    public RateCurve Curve { get; }

    public string Version => _process.Version;

    /// <summary>The process, for questions that not all contenders are asked.</summary>
    public ContenderProcess Process => _process;

    /// <summary>Starts the contender's process, builds its index and finds its recall for every <c>ef</c>.</summary>
    public static Entrant Start(Contender contender, DataSet data, int m, int efConstruction, int threads)
    {
        ContenderProcess process = new(contender, data);
        try
        {
            BuildOutcome build = process.Build(m, efConstruction, threads);
            Console.WriteLine(
                $"{contender.Title} M={m}: built in {build.Duration.TotalSeconds:N1} s on {threads} threads "
                + $"({data.RowCount / build.Duration.TotalSeconds:N0}/s), {(double)build.Bytes / data.RowCount:N0} B a point");

            // Also the warm-up: every method of a search is compiled for good afterwards.
            List<CurvePoint> points = [];
            foreach (int ef in s_efs.TakeWhile(_ => IsWorthMore(points)))
            {
                FindOutcome found = process.Find(ef);
                points.Add(new CurvePoint(ef, found.Recall, found.Scored));
            }

            return new Entrant(contender, m, process, data, build, new RateCurve(points));
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    /// <summary>Measures every point of the curve once, the contenders taking turns at each.</summary>
    public static void MeasureRound(int round, IReadOnlyList<Entrant> entrants, int[] threads, CancellationToken cancellationToken)
    {
        foreach (int ef in s_efs)
        {
            foreach (int count in threads)
            {
                for (int turn = 0; turn < entrants.Count; turn++)
                {
                    cancellationToken.ThrowIfCancellationRequested();

                    // Each round begins with another: nobody always follows the same one.
                    entrants[(turn + round) % entrants.Count].Measure(round, ef, count);
                }
            }
        }
    }

    public void Dispose() => _process.Dispose();

    private static bool IsWorthMore(List<CurvePoint> points)
        => points.Count == 0
            || (points[^1].Recall < EnoughRecall && (points.Count == 1 || points[^1].Recall - points[^2].Recall >= LeastGain));

    private void Measure(int round, int ef, int threads)
    {
        if (Curve.Points.Any(point => point.Ef == ef))
        {
            int count = Math.Min(QueriesOfARound, _data.QueryCount);
            int first = round % (_data.QueryCount / count) * count;
            Curve.Add(ef, threads, _process.Measure(ef, threads, s_duration, first, count));
        }
    }
}

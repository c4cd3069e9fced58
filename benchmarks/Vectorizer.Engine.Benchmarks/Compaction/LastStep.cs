using System.Diagnostics;
using System.Text;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Benchmarks.Compaction;

/// <summary>How long writes wait for the last step of a compaction of a million points.</summary>
/// <remarks>The points are not linked: the step looks at each copied one, and links only what came since the step before.</remarks>
internal static class LastStep
{
    private const int Points = 1_000_000;
    private const int PointsPerWrite = 1_000;
    private const int Dimension = 4;
    private const int Rounds = 3;

    private static readonly ParallelFor s_linkNothing = (_, _) => { };

    public static void Print()
    {
        // The first round compiles.
        List<double> milliseconds = [];
        for (int round = 0; round <= Rounds; round++)
        {
            double last = Measure();
            if (round > 0)
            {
                milliseconds.Add(last);
            }
        }

        Console.WriteLine(
            $"last step of {Points:N0} copied points, of which {PointsPerWrite:N0} have died since: {Spread.Of(milliseconds):0.0} ms");
    }

    private static double Measure()
    {
        using SegmentIndex index = new([new VectorFieldSchema(Dimension, Metric.Euclidean, new HnswParameters())]);
        for (int start = 0; start < Points; start += PointsPerWrite)
        {
            Write(index, number => PointMutation.Upsert(Id(start + number), fields: 1, new float[Dimension], default));
        }

        using SegmentCompaction compaction = new(index);
        while (compaction.CopyBatch(s_linkNothing, CancellationToken.None))
        {
            // Everything is copied before the deletes.
        }

        Write(index, number => PointMutation.Delete(Id(number * (Points / PointsPerWrite))));
        var watch = Stopwatch.StartNew();
        using SegmentIndex compacted = compaction.Finish(s_linkNothing, CancellationToken.None);
        return watch.Elapsed.TotalMilliseconds;
    }

    private static void Write(SegmentIndex index, Func<int, PointMutation> mutation) => index.Apply(
        [new SegmentWrite(index.VisibleSequence + 1, Enumerable.Range(0, PointsPerWrite).Select(mutation).ToArray())],
        new int[1],
        s_linkNothing);

    private static byte[] Id(int number) => Encoding.UTF8.GetBytes($"{number}");
}

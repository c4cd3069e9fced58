using System.Diagnostics;
using System.Text;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Payloads;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Benchmarks.Compaction;

/// <summary>Deletes most of a segment, compacts it, and compares the result with a fresh segment of what is left.</summary>
internal sealed class CompactionBenchmark(int count, double kept)
{
    private const int Dimension = 100;
    private const int PointsPerWrite = 1_000;
    private const int Queries = 500;
    private const int Limit = 10;
    private const int Ef = 100;
    private const int Seed = 20_130_801;

    private static readonly ParallelFor s_run = (links, body) => Parallel.For(0, links, body);

    private readonly Random _random = new(Seed);

    public void Run()
    {
        Machine.Print();
        Console.WriteLine($"{count:N0} points of {Dimension} random floats, cosine, payloads of 300 bytes, {kept:P0} of them kept");
        PointMutation[] points = [.. Enumerable.Range(0, count).Select(Point)];
        PointMutation[] live = [.. points.Where((_, i) => (long)((i + 1) * kept) > (long)(i * kept))];
        PointMutation[] dead = [.. points.Except(live).Select(point => PointMutation.Delete(point.Id))];
        float[][] queries = [.. Enumerable.Range(0, Queries).Select(_ => Vector())];

        // Once for the compiler and for the heap of the runtime, which then no longer grow.
        MeasureAll(points, dead, live, queries, TextWriter.Null);
        MeasureAll(points, dead, live, queries, Console.Out);
        LastStep.Print();
    }

    private static void MeasureAll(
        PointMutation[] points, PointMutation[] dead, PointMutation[] live, float[][] queries, TextWriter output)
    {
        long before = ResidentSet.Measure();
        (SegmentIndex compacted, TimeSpan all) = BuildAndCompact(points, dead, queries, before, output);
        (double native, double resident) = Report("compacted", compacted, before, all, queries, output);
        compacted.Dispose();

        before = ResidentSet.Measure();
        using SegmentIndex fresh = NewIndex();
        TimeSpan build = Measure(() => Write(fresh, live));
        (double freshNative, double freshResident) = Report("fresh build", fresh, before, build, queries, output);
        output.WriteLine($"compacted / fresh: native {native / freshNative:0.000}, resident {resident / freshResident:0.00}");
    }

    private static (SegmentIndex Compacted, TimeSpan All) BuildAndCompact(
        PointMutation[] points, PointMutation[] dead, float[][] queries, long before, TextWriter output)
    {
        using SegmentIndex old = NewIndex();
        Report("all points", old, before, Measure(() => Write(old, points)), queries, output);
        Report("most deleted", old, before, Measure(() => Write(old, dead)), queries, output);

        SegmentIndex? compacted = null;
        TimeSpan all = Measure(() => compacted = Compact(old));
        Report("beside it", compacted!, before, all, queries, output);
        return (compacted!, all);
    }

    private static SegmentIndex Compact(SegmentIndex index)
    {
        using SegmentCompaction compaction = new(index);
        return compaction.Finish(s_run, CancellationToken.None);
    }

    private static (double Native, double Resident) Report(
        string name, SegmentIndex index, long before, TimeSpan duration, float[][] queries, TextWriter output)
    {
        SegmentMemoryUse use = index.MemoryUse;
        double native = use.Total;

        // Measured before the searches, whose scratch is no part of an index.
        double resident = ResidentSet.Measure() - before;
        output.WriteLine(
            $"{name,-13}{index.PointCount,8:N0} live{index.DeletedCount,8:N0} dead{duration.TotalSeconds,7:0.00} s"
            + $"   native {native / 1e6,6:0.00} MB (rows and links {use.Vectors / 1e6:0.00})   resident +{resident / 1e6,6:0.00} MB"
            + $"   recall@{Limit} {Recall(index, queries):0.0000}");
        return (native, resident);
    }

    private static double Recall(SegmentIndex index, float[][] queries)
    {
        using SegmentReader reader = index.OpenReader();
        int found = 0;
        int all = 0;
        foreach (float[] query in queries)
        {
            HashSet<int> nearest = [];
            foreach (Neighbor hit in reader.SearchExact(0, query, Limit, CancellationToken.None))
            {
                nearest.Add(hit.Ordinal);
            }

            all += nearest.Count;
            foreach (Neighbor hit in reader.Search(0, query, Limit, Ef, CancellationToken.None))
            {
                found += nearest.Contains(hit.Ordinal) ? 1 : 0;
            }
        }

        return (double)found / all;
    }

    private static void Write(SegmentIndex index, PointMutation[] mutations)
    {
        int[] affected = new int[1];
        for (int start = 0; start < mutations.Length; start += PointsPerWrite)
        {
            int length = Math.Min(PointsPerWrite, mutations.Length - start);
            index.Apply([new SegmentWrite(index.VisibleSequence + 1, mutations.AsMemory(start, length))], affected, s_run);
        }
    }

    private static TimeSpan Measure(Action action)
    {
        var watch = Stopwatch.StartNew();
        action();
        return watch.Elapsed;
    }

    private static SegmentIndex NewIndex()
        => new([new VectorFieldSchema(Dimension, Metric.Cosine, new HnswParameters())], new PayloadCompression(1_024));

    private PointMutation Point(int number) => PointMutation.Upsert(
        Encoding.UTF8.GetBytes($"{number}"), fields: 1, Vector(), Encoding.UTF8.GetBytes($"{{\"text\":\"{new string('x', 289)}\"}}"));

    private float[] Vector() => [.. Enumerable.Range(0, Dimension).Select(_ => _random.NextSingle() - 0.5f)];
}

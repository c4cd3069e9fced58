using System.Buffers.Text;
using System.Diagnostics;
using System.Text;
using Vectorizer.Engine.Benchmarks.DataSets;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Benchmarks.Churn;

/// <summary>
/// Deletes all points of a segment and stores them again, write by write in random order, while a thread searches and repairs
/// take turns with the writes, as in a silo; or gives all of them another payload. Then compares recall and memory with a fresh build of the same rows.
/// </summary>
internal sealed class ChurnBenchmark(DataSet data, ChurnOptions options)
{
    private const int Seed = 20_130_801;
    private const int SearchEf = 100;
    private const int RepairsPerRevision = 5;

    private static readonly int[] s_efs = [20, 40, 100, 200];
    private static readonly ParallelFor s_run = (count, body) => Parallel.For(0, count, body);

    private readonly PointMutation[] _points = [.. Enumerable.Range(0, data.RowCount).Select(row => Point(data, row))];
    private readonly Random _random = new(Seed);

    public static async Task RunAsync(ChurnOptions options, CancellationToken cancellationToken)
    {
        Machine.Print();
        DataSet data = await DataSet.LoadAsync("glove", options.Rows, int.MaxValue, cancellationToken);
        Console.WriteLine(
            $"GloVe {data.RowCount:N0} x {data.Dimension}, cosine, M={options.M}, ef_construction={options.EfConstruction}, "
            + $"{options.PointsPerWrite:N0} points a write, repaired when {options.DeadPart:P0} are dead");
        new ChurnBenchmark(data, options).Run(cancellationToken);
    }

    private void Run(CancellationToken cancellationToken)
    {
        long before = ResidentSet.Measure();
        (double Native, double Resident, double[] Recall) fresh;
        using (SegmentIndex index = NewIndex())
        {
            Console.WriteLine($"fresh build: {Build(index).TotalSeconds:0.0} s");
            fresh = Report("fresh build", index, before);
        }

        before = ResidentSet.Measure();
        using SegmentIndex churned = NewIndex();
        TimeSpan build = Build(churned);
        for (int round = 1; round <= options.Rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Churn(churned, round, build);
            (double native, double resident, double[] recall) = Report($"round {round}", churned, before);
            Console.WriteLine(
                $"{"",-13}of the fresh build: native {native / fresh.Native:0.000}, resident {resident / fresh.Resident:0.00}, "
                + $"recall {string.Join(' ', recall.Zip(fresh.Recall, (own, its) => $"{own - its:+0.0000;-0.0000}"))}");
        }
    }

    private TimeSpan Build(SegmentIndex index)
    {
        PointMutation[] shuffled = [.. _points];
        _random.Shuffle(shuffled);
        var watch = Stopwatch.StartNew();
        foreach (PointMutation[] part in shuffled.Chunk(options.PointsPerWrite))
        {
            Write(index, part);
        }

        return watch.Elapsed;
    }

    private void Churn(SegmentIndex index, int round, TimeSpan build)
    {
        PointMutation[] shuffled = [.. _points];
        _random.Shuffle(shuffled);
        using CancellationTokenSource stop = new();
        int searches = 0;
        int fewest = int.MaxValue;
        Thread searcher = new(() =>
        {
            for (; !stop.IsCancellationRequested; searches++)
            {
                using SegmentReader reader = index.OpenReader();
                int found = reader.Search(
                    0, data.Query(searches % data.QueryCount), DataSet.Neighbors, SearchEf, CancellationToken.None).Length;
                fewest = Math.Min(fewest, found);
            }
        });
        searcher.Start();

        Turns turns = new(index, options.DeadPart, s_run);
        TimeSpan writes = TimeSpan.Zero;
        foreach (PointMutation[] part in shuffled.Chunk(options.PointsPerWrite))
        {
            foreach (PointMutation[] write in Writes(part))
            {
                var watch = Stopwatch.StartNew();
                Write(index, write);
                writes += watch.Elapsed;

                // A silo's writer gives repairs as much more time where points keep their vectors.
                turns.Next(options.Revise ? RepairsPerRevision * watch.Elapsed : watch.Elapsed);
            }
        }

        turns.Finish();
        stop.Cancel();
        searcher.Join();
        Console.WriteLine(
            $"round {round}: writes {writes.TotalSeconds:0.0} s ({writes / build:0.00} of the build), repairs {turns.Time.TotalSeconds:0.0} s "
            + $"({turns.Time / build:0.00}) in {turns.Rounds} rounds of {turns.Steps} steps, the median {turns.MedianStep.TotalMilliseconds:0.0} ms, "
            + $"the longest {turns.LongestStep.TotalMilliseconds:0.0} ms; most memory {turns.MostBytes / 1e6:0.0} MB; "
            + $"{searches:N0} searches meanwhile, the fewest hits {fewest}");
    }

    private IEnumerable<PointMutation[]> Writes(PointMutation[] points) => options.Revise
        ? [[.. points.Select(point => PointMutation.Revise(point.Id, point.Payload))]]
        : [[.. points.Select(point => PointMutation.Delete(point.Id))], points];

    private (double Native, double Resident, double[] Recall) Report(string name, SegmentIndex index, long before)
    {
        SegmentMemoryUse use = index.MemoryUse;

        // Measured before the searches, whose scratch is no part of an index.
        double resident = ResidentSet.Measure() - before;
        double[] recall = [.. s_efs.Select(ef => Recall(index, ef))];
        Console.WriteLine(
            $"{name,-13}{index.PointCount,9:N0} live{index.DeletedCount,8:N0} dead{index.FreeCount,8:N0} free   "
            + $"native {use.Total / 1e6:0.0} MB   resident +{resident / 1e6:0.0} MB   "
            + $"recall@10 {string.Join(' ', s_efs.Zip(recall, (ef, part) => $"{part:0.0000} (ef {ef})"))}   "
            + $"{LinksPerNode(index.Indexes[0].Graph):0.0} links a node, {HnswGraphValidator.FindUnreachable(index.Indexes[0].Graph).Count} nodes without a way in, "
            + $"{HnswGraphValidator.FindUnreachable(index.Indexes[0].Graph, lowest: 1).Count} on layer 1");
        return (use.Total, resident, recall);
    }

    private static unsafe double LinksPerNode(HnswGraph graph)
    {
        long links = 0;
        int nodes = 0;
        for (int ordinal = 0; ordinal < graph.Count; ordinal++)
        {
            if (graph.Level(ordinal) != HnswGraph.NoLevel)
            {
                links += *graph.Links(ordinal, layer: 0);
                nodes++;
            }
        }

        return (double)links / nodes;
    }

    private double Recall(SegmentIndex index, int ef)
    {
        long nearest = 0;
        int[] rows = new int[DataSet.Neighbors];
        using SegmentReader reader = index.OpenReader();
        for (int query = 0; query < data.QueryCount; query++)
        {
            ReadOnlySpan<Neighbor> found = reader.Search(0, data.Query(query), DataSet.Neighbors, ef, CancellationToken.None);
            for (int i = 0; i < found.Length; i++)
            {
                Utf8Parser.TryParse(reader.Id(found[i].Ordinal), out rows[i], out _);
            }

            nearest += data.CountNearest(query, rows.AsSpan(0, found.Length));
        }

        return (double)nearest / data.Truth.Length;
    }

    private SegmentIndex NewIndex()
        => new([new VectorFieldSchema(data.Dimension, Metric.Cosine, new HnswParameters(options.M, options.EfConstruction))]);

    private static void Write(SegmentIndex index, PointMutation[] mutations)
        => index.Apply([new SegmentWrite(index.VisibleSequence + 1, mutations)], new int[1], s_run);

    private static PointMutation Point(DataSet data, int row) => PointMutation.Upsert(
        Encoding.UTF8.GetBytes($"{row}"),
        fields: 1,
        data.Rows.AsMemory(row * data.Dimension, data.Dimension),
        Encoding.UTF8.GetBytes($"{{\"row\":{row},\"text\":\"{new string('x', row % 200)}\"}}"));
}

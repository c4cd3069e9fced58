using System.Buffers.Text;
using System.Diagnostics;
using System.Text;
using Vectorizer.Engine.Benchmarks.Glove;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Quantization;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Benchmarks.Contenders;

/// <summary>The engine's segment index, used as a segment grain uses it: writes in groups, a reader opened per search.</summary>
internal sealed class SegmentContender(GloveDataSet data, QuantizationParameters? quantization) : IContender
{
    // Points of one write, as a bulk upsert brings them.
    private const int PointsPerWrite = 1_000;

    private SegmentIndex? _index;

    public string Name => quantization is null ? "Vectorizer" : $"Vectorizer ({quantization.Kind})";

    private SegmentIndex Index => _index ?? throw new InvalidOperationException("The index has not been built.");

    public BuildOutcome Build(int m, int efConstruction, int threads)
    {
        PointMutation[] points = [.. Enumerable.Range(0, data.RowCount).Select(Point)];
        long residentBefore = ResidentSet.Measure();
        var watch = Stopwatch.StartNew();

        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads };
        _index = new SegmentIndex(
            [new VectorFieldSchema(GloveDataSet.Dimension, Metric.Cosine, new HnswParameters(m, efConstruction), quantization)]);
        int[] affected = new int[1];
        long sequence = 0;
        for (int start = 0; start < points.Length; start += PointsPerWrite)
        {
            int count = Math.Min(PointsPerWrite, points.Length - start);
            _index.Apply(
                [new SegmentWrite(++sequence, points.AsMemory(start, count))],
                affected,
                (links, body) => Parallel.For(0, links, parallel, body));
        }

        TimeSpan duration = watch.Elapsed;
        SegmentMemoryUse use = _index.MemoryUse;
        double pointCount = _index.PointCount;
        return new BuildOutcome(
            duration,
            ResidentSet.Measure() - residentBefore,
            $"{use.Total / pointCount:N0} B a point in native memory (rows {use.Vectors / pointCount:N0}, codes {use.Codes / pointCount:N0}, "
                + $"links {use.Links / pointCount:N0}, ids and the rest {(use.Points + use.Payloads) / pointCount:N0})");
    }

    public double Recall(int ef)
    {
        using SegmentReader reader = Index.OpenReader();
        long nearest = 0;
        int[] rows = new int[GloveDataSet.Neighbors];
        for (int query = 0; query < data.QueryCount; query++)
        {
            ReadOnlySpan<Neighbor> found = reader.Search(
                0, data.Query(query), GloveDataSet.Neighbors, ef, CancellationToken.None);
            for (int i = 0; i < found.Length; i++)
            {
                Utf8Parser.TryParse(reader.Id(found[i].Ordinal), out rows[i], out _);
            }

            nearest += data.CountNearest(query, rows.AsSpan(0, found.Length));
        }

        return (double)nearest / data.Truth.Length;
    }

    public double Measure(int ef, int threads, TimeSpan duration)
    {
        long asked = 0;
        using var start = new Barrier(threads + 1);
        Thread[] searchers = [.. Enumerable.Range(0, threads).Select(_ => new Thread(() =>
        {
            start.SignalAndWait();
            Interlocked.Add(ref asked, Search(ef, duration));
        }))];
        Array.ForEach(searchers, searcher => searcher.Start());
        start.SignalAndWait();
        var watch = Stopwatch.StartNew();
        Array.ForEach(searchers, searcher => searcher.Join());
        return asked / watch.Elapsed.TotalSeconds;
    }

    public void Dispose() => _index?.Dispose();

    private long Search(int ef, TimeSpan duration)
    {
        long asked = 0;
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < duration)
        {
            for (int query = 0; query < data.QueryCount; query++)
            {
                using SegmentReader reader = Index.OpenReader();
                reader.Search(0, data.Query(query), GloveDataSet.Neighbors, ef, CancellationToken.None);
            }

            asked += data.QueryCount;
        }

        return asked;
    }

    private PointMutation Point(int row) => PointMutation.Upsert(
        Encoding.UTF8.GetBytes(row.ToString()),
        fields: 1,
        data.Rows.AsMemory(row * GloveDataSet.Dimension, GloveDataSet.Dimension),
        payload: default);
}

using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Vectorizer.Engine.Benchmarks.DataSets;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Quantization;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Benchmarks.Contenders;

/// <summary>The engine's segment index, used as a segment grain uses it: writes in groups, a reader opened per search.</summary>
/// <remarks>
/// A search does what a server's does before the answer is written: a reader is opened, and ids (strings of bytes) and
/// distances are copied out of it.
/// </remarks>
internal sealed class SegmentPeer(VectorFieldSchema schema, MappedFloats rows, MappedFloats queries, int rowCount) : IDisposable
{
    // Points of one write, as a bulk upsert brings them.
    private const int PointsPerWrite = 1_000;

    // As many digits as a row number has at most.
    private const int IdBytes = 10;

    private SegmentIndex? _index;

    // A walk by the codes of neighbours reads no rows, and marks only those of them that it keeps.
    private bool CountsRows => schema.Quantization?.Kind != QuantizationKind.NeighborCodes;

    private SegmentIndex Index => _index ?? throw new InvalidOperationException("The index has not been built.");

    /// <summary>Builds the index over all rows.</summary>
    public TimeSpan Build(int m, int efConstruction, int threads)
    {
        var watch = Stopwatch.StartNew();
        _index = new SegmentIndex([schema with { Hnsw = new HnswParameters(m, efConstruction) }]);
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = threads };
        float[] vectors = new float[PointsPerWrite * schema.Dimension];
        PointMutation[] points = new PointMutation[PointsPerWrite];
        int[] affected = new int[1];
        long sequence = 0;
        for (int start = 0; start < rowCount; start += PointsPerWrite)
        {
            int count = Math.Min(PointsPerWrite, rowCount - start);
            rows.Slice((long)start * schema.Dimension, count * schema.Dimension).CopyTo(vectors);
            for (int i = 0; i < count; i++)
            {
                points[i] = PointMutation.Upsert(
                    Encoding.UTF8.GetBytes((start + i).ToString(CultureInfo.InvariantCulture)),
                    fields: 1,
                    vectors.AsMemory(i * schema.Dimension, schema.Dimension),
                    payload: default);
            }

            _index.Apply(
                [new SegmentWrite(++sequence, points.AsMemory(0, count))],
                affected,
                (links, body) => Parallel.For(0, links, parallel, body));
        }

        return watch.Elapsed;
    }

    /// <summary>What the index says of its memory.</summary>
    public string Parts()
    {
        SegmentMemoryUse use = Index.MemoryUse;
        double points = Index.PointCount;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{use.Total / points:N0} B: rows {use.Vectors / points:N0}, codes {use.Codes / points:N0}, links {use.Links / points:N0}, "
            + $"ids and what is known of a point {(use.Points + use.Payloads) / points:N0}");
    }

    /// <summary>Bytes that the walk reads of a row, and bytes from one row to the next.</summary>
    public string Layout()
    {
        HnswGraph graph = Index.Indexes[0].Graph;
        return $"{graph.CodeBytes} {graph.Records.RecordBytes}";
    }

    /// <summary>The numbers of the rows found for the first queries, −1 for one that was not, behind the number of rows scored (0: not counted).</summary>
    public string Find(int ef, int count)
    {
        StringBuilder answer = new();
        long scored = 0;
        for (int query = 0; query < count; query++)
        {
            using SegmentReader reader = Index.OpenReader();
            WalkCount.Clear(reader);
            ReadOnlySpan<Neighbor> found = Search(reader, query, ef);
            for (int rank = 0; rank < DataSet.Neighbors; rank++)
            {
                int row = -1;
                if (rank < found.Length && !Utf8Parser.TryParse(reader.Id(found[rank].Ordinal), out row, out _))
                {
                    throw new InvalidOperationException($"A point has an id that was not given to it, ordinal {found[rank].Ordinal}.");
                }

                answer.Append(CultureInfo.InvariantCulture, $" {row}");
            }

            long marked = WalkCount.Of(reader);
            scored += !CountsRows ? 0 : marked > 0 ? marked : rowCount;
        }

        return $"{scored}{answer}";
    }

    /// <summary>Queries a second, as the interface of the peers says.</summary>
    public double Measure(int ef, int threads, TimeSpan duration, int first, int count)
    {
        double[] rates = new double[threads];
        using Barrier start = new(threads);
        Thread[] searchers = [.. Enumerable.Range(0, threads).Select(thread => new Thread(() =>
        {
            start.SignalAndWait();
            rates[thread] = Ask(ef, duration, first, count);
        }))];
        Array.ForEach(searchers, searcher => searcher.Start());
        Array.ForEach(searchers, searcher => searcher.Join());
        return rates.Sum();
    }

    public void Dispose() => _index?.Dispose();

    private double Ask(int ef, TimeSpan duration, int first, int count)
    {
        byte[] ids = new byte[DataSet.Neighbors * IdBytes];
        float[] distances = new float[DataSet.Neighbors];
        long asked = 0;
        var watch = Stopwatch.StartNew();
        do
        {
            for (int query = first; query < first + count; query++)
            {
                using SegmentReader reader = Index.OpenReader();
                ReadOnlySpan<Neighbor> found = Search(reader, query, ef);
                for (int rank = 0; rank < found.Length; rank++)
                {
                    reader.Id(found[rank].Ordinal).CopyTo(ids.AsSpan(rank * IdBytes));
                    distances[rank] = found[rank].Distance;
                }
            }

            asked += count;
        }
        while (watch.Elapsed < duration);
        return asked / watch.Elapsed.TotalSeconds;
    }

    private ReadOnlySpan<Neighbor> Search(SegmentReader reader, int query, int ef) => reader.Search(
        0, queries.Slice((long)query * schema.Dimension, schema.Dimension), DataSet.Neighbors, ef, CancellationToken.None);
}

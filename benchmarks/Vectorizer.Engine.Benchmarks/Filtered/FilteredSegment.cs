using System.Buffers.Text;
using System.Diagnostics;
using System.Text;
using Vectorizer.Engine.Benchmarks.Contenders;
using Vectorizer.Engine.Benchmarks.DataSets;
using Vectorizer.Engine.Filters;
using Vectorizer.Engine.Filters.Planning;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.PayloadIndexes;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Benchmarks.Filtered;

/// <summary>A segment whose points have all labels in their payloads, each under an index, searched as a server does it.</summary>
internal sealed class FilteredSegment : IDisposable
{
    private const int PointsPerWrite = 1_000;

    private readonly DataSet _data;
    private readonly SegmentIndex _index;

    public FilteredSegment(DataSet data, IReadOnlyList<Labeling> labelings, FilteredOptions options)
    {
        _data = data;
        _index = new SegmentIndex(
        [
            new VectorFieldSchema(
                data.Dimension,
                data.Metric,
                new HnswParameters(options.M, options.EfConstruction),
                Contender.QuantizationOf(options.Quantization)),
        ]);
        Labeling[] keys = [.. labelings.DistinctBy(labeling => labeling.Key)];
        foreach (Labeling labeling in keys)
        {
            _index.AttachPayloadIndex(new PayloadIndexSchema(PayloadPath.Parse(labeling.Key), PayloadIndexKind.Integer));
        }

        for (int start = 0; start < data.RowCount; start += PointsPerWrite)
        {
            PointMutation[] points =
            [
                .. Enumerable.Range(start, Math.Min(PointsPerWrite, data.RowCount - start)).Select(row => PointMutation.Upsert(
                    Encoding.UTF8.GetBytes($"{row}"),
                    fields: 1,
                    data.Rows.AsMemory(row * data.Dimension, data.Dimension),
                    Encoding.UTF8.GetBytes(
                        $"{{{string.Join(',', keys.Select(labeling => $"\"{labeling.Key}\":{labeling.OfRows[row]}"))}}}"))),
            ];
            _index.Apply(
                [new SegmentWrite(_index.VisibleSequence + 1, points)], new int[1], (count, body) => Parallel.For(0, count, body));
        }
    }

    /// <summary>The filter of each query of a labeling; nulls without one.</summary>
    public FilterExpression?[] FiltersOf(Labeling? labeling) =>
    [
        .. Enumerable.Range(0, _data.QueryCount).Select(query => labeling is null
            ? null
            : new MatchAnyExpression(PayloadPath.Parse(labeling.Key), new MatchValues([], [labeling.OfQueries[query]]))),
    ];

    /// <summary>The rows found by each query.</summary>
    public int[][] Find(FilterExpression?[] filters, int ef, bool exact, Dictionary<SearchStrategy, int>? strategies = null) =>
    [
        .. Enumerable.Range(0, _data.QueryCount).Select(query =>
        {
            using SegmentReader reader = _index.OpenReader();
            int[] rows = [.. Search(reader, filters, query, ef, exact).ToArray().Select(hit =>
            {
                Utf8Parser.TryParse(reader.Id(hit.Ordinal), out int row, out _);
                return row;
            })];
            if (strategies is not null && filters[query] is { } filter)
            {
                SearchStrategy strategy = reader.Explain(filter).Strategy;
                strategies[strategy] = strategies.GetValueOrDefault(strategy) + 1;
            }

            return rows;
        }),
    ];

    /// <summary>Queries a second of one thread that asks all of them, again and again, for at least a time.</summary>
    public double Measure(FilterExpression?[] filters, int ef, bool exact, TimeSpan duration)
    {
        byte[] ids = new byte[DataSet.Neighbors * 10];
        float[] distances = new float[DataSet.Neighbors];
        long asked = 0;
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < duration)
        {
            for (int query = 0; query < filters.Length; query++)
            {
                using SegmentReader reader = _index.OpenReader();
                ReadOnlySpan<Neighbor> found = Search(reader, filters, query, ef, exact);
                for (int rank = 0; rank < found.Length; rank++)
                {
                    reader.Id(found[rank].Ordinal).CopyTo(ids.AsSpan(rank * 10));
                    distances[rank] = found[rank].Distance;
                }
            }

            asked += filters.Length;
        }

        return asked / watch.Elapsed.TotalSeconds;
    }

    public void Dispose() => _index.Dispose();

    private ReadOnlySpan<Neighbor> Search(SegmentReader reader, FilterExpression?[] filters, int query, int ef, bool exact)
        => (filters[query], exact) switch
        {
            (null, false) => reader.Search(0, _data.Query(query), DataSet.Neighbors, ef, CancellationToken.None),
            (null, true) => reader.SearchExact(0, _data.Query(query), DataSet.Neighbors, CancellationToken.None),
            ({ } filter, false) => reader.Search(0, _data.Query(query), DataSet.Neighbors, ef, filter, CancellationToken.None),
            ({ } filter, true) => reader.SearchExact(0, _data.Query(query), DataSet.Neighbors, filter, CancellationToken.None),
        };
}

using System.Globalization;
using System.Runtime.InteropServices;
using Vectorizer.Engine.Benchmarks.Contenders;
using Vectorizer.Engine.Benchmarks.DataSets;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Benchmarks.Tests.Contenders;

public sealed class SegmentPeerTests : IDisposable
{
    private const int Dimension = 8;
    private const int Rows = 3_000;
    private const int Queries = 20;
    private const int Seed = 1;

    // Below a tenth of the rows, so that the engine walks and does not scan.
    private const int Ef = 40;

    private readonly string _folder = Directory.CreateTempSubdirectory("segment-peer-").FullName;

    // Rows are written in groups of 1,000; the queries are the first rows, so each finds itself.
    [Fact]
    public void Every_query_finds_its_own_row_first_and_is_compared_with_more_rows_than_it_returns_and_fewer_than_all()
    {
        using MappedFloats rows = Write("rows", Rows);
        using MappedFloats queries = Write("queries", Queries);
        VectorFieldSchema schema = new(Dimension, Metric.Euclidean, new HnswParameters());
        using SegmentPeer peer = new(schema, rows, queries, Rows);
        // On one thread the graph is the same every time.
        peer.Build(m: 8, efConstruction: 50, threads: 1);

        int[] answer = [.. peer.Find(Ef, Queries).Split(' ').Select(number => int.Parse(number, CultureInfo.InvariantCulture))];

        Assert.Equal(1 + (Queries * DataSet.Neighbors), answer.Length);
        Assert.Equal(Enumerable.Range(0, Queries), Enumerable.Range(0, Queries).Select(query => answer[1 + (query * DataSet.Neighbors)]));
        Assert.InRange(answer[0] / Queries, Ef, Rows - 1);
    }

    // With ten rows for each candidate and fewer, the engine compares with all of them.
    [Fact]
    public void A_search_that_scans_counts_all_rows_also_after_one_that_walked()
    {
        using MappedFloats rows = Write("rows", Rows);
        using MappedFloats queries = Write("queries", Queries);
        using SegmentPeer peer = new(
            new VectorFieldSchema(Dimension, Metric.Euclidean, new HnswParameters()), rows, queries, Rows);
        peer.Build(m: 8, efConstruction: 50, threads: 1);
        peer.Find(Ef, Queries);

        string answer = peer.Find(ef: Rows, Queries);

        Assert.StartsWith($"{Rows * Queries} ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_floats_has_as_many_as_were_written_and_no_more()
    {
        using MappedFloats rows = Write("rows", Rows);

        Assert.Equal(Rows * Dimension, rows.Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => rows.Slice(rows.Length - 1, 2).Length);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private MappedFloats Write(string name, int count)
    {
        Random random = new(Seed);
        float[] values = [.. Enumerable.Range(0, count * Dimension).Select(_ => random.NextSingle())];
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, MemoryMarshal.AsBytes(values.AsSpan()));
        return new MappedFloats(path);
    }
}

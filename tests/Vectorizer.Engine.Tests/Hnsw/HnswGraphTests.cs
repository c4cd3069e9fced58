using System.Runtime.InteropServices;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Vectors;
using Nodes = Vectorizer.Engine.Hnsw.CodeNodes<
    Vectorizer.Engine.Vectors.RowCodec<Vectorizer.Engine.Vectors.EuclideanDistance>,
    Vectorizer.Engine.Vectors.RowScorer<Vectorizer.Engine.Vectors.EuclideanDistance>>;

namespace Vectorizer.Engine.Tests.Hnsw;

public sealed unsafe class HnswGraphTests(ITestOutputHelper output)
{
    private const int Points = 4000;
    private const int Dimension = 24;
    private const int Queries = 100;
    private const int Limit = 10;

    // Of a thousand rows beside a thousand copies; in forty runs two had any at all. Links to nothing but copies cut off all.
    private const int MaxCutOff = 10;

    // Uniform random rows of 24 dimensions: measured 0.985 to 0.995 over a hundred seeds.
    private const double MinRecall = 0.96;

    private static readonly RowCodec<EuclideanDistance> s_codec = new(Dimension);

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_walk_finds_nearly_all_of_the_true_neighbours(int threads)
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        using HnswGraph graph = Build(Points, threads, () => random.NextSingle() - 0.5f);

        Assert.Empty(HnswGraphValidator.Validate(graph));
        Assert.Empty(HnswGraphValidator.FindUnreachable(graph));
        Assert.InRange(Recall(graph, random), MinRecall, 1);
    }

    // If copies were links like any other, a copy's list would hold nothing else, and the other rows would be cut off.
    [Fact]
    public void A_thousand_copies_of_one_row_do_not_cut_off_the_others()
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        int added = 0;
        using HnswGraph graph = Build(2000, threads: 2, () => added++ / Dimension % 2 == 0 ? 1f : random.NextSingle());

        Assert.Empty(HnswGraphValidator.Validate(graph));
        List<int> unreachable = HnswGraphValidator.FindUnreachable(graph);
        output.WriteLine($"without a way in: {unreachable.Count}, {unreachable.Count(ordinal => ordinal % 2 == 1)} of them no copies");
        Assert.InRange(unreachable.Count(ordinal => ordinal % 2 == 1), 0, MaxCutOff);
    }

    [Fact]
    public void The_validator_finds_a_link_out_of_the_graph_to_itself_and_twice_to_the_same()
    {
        using HnswGraph graph = Build(50, threads: 1, () => Random.Shared.NextSingle());
        int* links = graph.Links(7, 0);
        links[0] = 4;
        links[1] = 50;
        links[2] = 7;
        links[3] = 3;
        links[4] = 3;

        List<string> faults = HnswGraphValidator.Validate(graph);

        Assert.Contains("node 7 layer 0: link to 50, which does not exist", faults);
        Assert.Contains("node 7 layer 0: link to itself", faults);
        Assert.Contains("node 7 layer 0: 3 linked twice", faults);
        links[0] = 1 + graph.MaxLinks(0);
        Assert.Contains(HnswGraphValidator.Validate(graph), fault => fault.Contains("33 links, allowed 0..32"));
    }

    [Fact]
    public void The_validator_finds_an_unreachable_node()
    {
        using HnswGraph graph = Build(1, threads: 1, () => 1f);
        graph.EnsureCapacity(2);
        Add(graph, new float[Dimension]);

        Assert.Equal([1], HnswGraphValidator.FindUnreachable(graph));
    }

    [Fact]
    public void A_walk_that_is_cancelled_ends_with_what_it_has()
    {
        using HnswGraph graph = Build(500, threads: 1, () => Random.Shared.NextSingle());
        WalkScratch scratch = new();
        HnswSearcher<RowScorer<EuclideanDistance>>.Search(graph, s_codec.OfCode(graph.Code(3), null), 100, scratch, new CancellationToken(canceled: true));

        Assert.Equal(1, scratch.Pool.Count);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(16)]
    [InlineData(64)]
    public void Levels_fall_off_geometrically(int m)
    {
        const int Draws = 200_000;
        int[] counts = new int[HnswLevels.Max + 1];
        for (int ordinal = 0; ordinal < Draws; ordinal++)
        {
            counts[HnswLevels.Of(ordinal, m)]++;
        }

        // P(level ≥ 1) = 1/m; four standard deviations.
        double expected = Draws / (double)m;
        Assert.InRange(Draws - counts[0], expected - (4 * Math.Sqrt(expected)), expected + (4 * Math.Sqrt(expected)));
    }

    private static HnswGraph Build(int points, int threads, Func<float> component)
    {
        HnswGraph graph = new(s_codec.CodeBytes, new HnswParameters(16, 100));
        graph.EnsureCapacity(points);
        for (int i = 0; i < points; i++)
        {
            Add(graph, [.. Enumerable.Range(0, Dimension).Select(_ => component())]);
        }

        Parallel.For(
            0,
            points,
            new ParallelOptions { MaxDegreeOfParallelism = threads },
            () => new WalkScratch(),
            (ordinal, _, scratch) =>
            {
                HnswGraphBuilder<Nodes, RowScorer<EuclideanDistance>>.Link(graph, new Nodes(graph, s_codec), ordinal, 100, scratch);
                return scratch;
            },
            _ => { });
        return graph;
    }

    private static void Add(HnswGraph graph, float[] row)
    {
        row.CopyTo(new Span<float>(graph.Code(graph.Count), Dimension));
        graph.Add(scale: 1, linkable: true);
    }

    private static double Recall(HnswGraph graph, Random random)
    {
        float* query = (float*)NativeMemory.AlignedAlloc(Dimension * sizeof(float), 64);
        WalkScratch scratch = new();
        int found = 0;
        for (int i = 0; i < Queries; i++)
        {
            for (int j = 0; j < Dimension; j++)
            {
                query[j] = random.NextSingle() - 0.5f;
            }

            HnswSearcher<RowScorer<EuclideanDistance>>.Search(graph, s_codec.OfRow(query, null), 100, scratch, CancellationToken.None);
            HashSet<int> walked = [.. Enumerable.Range(0, Limit).Select(rank => scratch.Pool[rank].Ordinal)];
            found += Enumerable.Range(0, graph.Count)
                .OrderBy(ordinal => EuclideanDistance.Between(query, (float*)graph.Code(ordinal), Dimension))
                .Take(Limit)
                .Count(walked.Contains);
        }

        NativeMemory.AlignedFree(query);
        return found / (double)(Queries * Limit);
    }
}

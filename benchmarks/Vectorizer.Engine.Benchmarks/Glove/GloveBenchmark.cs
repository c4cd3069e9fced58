using Vectorizer.Engine.Benchmarks.Contenders;
using Vectorizer.Engine.Quantization;

namespace Vectorizer.Engine.Benchmarks.Glove;

/// <summary>Builds an index of GloVe vectors and measures recall and queries per second over <c>ef</c>.</summary>
/// <remarks>
/// All figures of a round are taken before those of the next, and contenders take turns within each of them, so that a
/// slow minute of the machine falls on all alike. Of the rounds the median is shown, with the lowest and the highest.
/// </remarks>
internal static class GloveBenchmark
{
    private static readonly int[] s_efs = [10, 20, 40, 80, 100, 160, 320];
    private static readonly double[] s_comparedRecalls = [0.90, 0.95];

    // Long enough to pass over a switch to another process, short enough to take turns often.
    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(0.5);

    public static async Task RunAsync(GloveOptions options, CancellationToken cancellationToken)
    {
        Machine.Print();
        GloveDataSet data = await GloveDataSet.LoadAsync(options.Rows, cancellationToken);
        Console.WriteLine(
            $"GloVe {data.RowCount:N0} x {GloveDataSet.Dimension}, cosine, {data.QueryCount:N0} held-out queries, "
            + $"k={GloveDataSet.Neighbors}, M={options.M}, ef_construction={options.EfConstruction}");

        SegmentContender segment = new(data, options.Quantization is { } kind ? new QuantizationParameters(kind) : null);
        IContender[] contenders = options.Peer is null ? [segment] : [segment, new HnswlibContender(data)];
        try
        {
            RecallTable[] tables = [.. contenders.Select(contender => Build(contender, data, options))];
            int[] threads = options.Threads == 1 ? [1] : [1, options.Threads];
            for (int round = 0; round < options.Rounds; round++)
            {
                MeasureRound(round, contenders, tables, threads, cancellationToken);
            }

            foreach (RecallTable table in tables)
            {
                table.Print(threads);
            }

            if (tables is [RecallTable own, RecallTable peer])
            {
                Comparison.Print(own, peer, threads, s_comparedRecalls);
            }
        }
        finally
        {
            Array.ForEach(contenders, contender => contender.Dispose());
        }
    }

    private static RecallTable Build(IContender contender, GloveDataSet data, GloveOptions options)
    {
        BuildOutcome outcome = contender.Build(options.M, options.EfConstruction, options.Threads);
        Console.WriteLine(
            $"{contender.Name}: built in {outcome.Duration.TotalSeconds:N1} s on {options.Threads} threads, "
            + $"{data.RowCount / outcome.Duration.TotalSeconds:N0} points/s; "
            + $"resident set grew by {(double)outcome.ResidentBytes / data.RowCount:N0} B a point");
        if (outcome.Memory.Length > 0)
        {
            Console.WriteLine($"{contender.Name}: {outcome.Memory}");
        }

        // Also the warm-up: every method of a search is compiled for good afterwards.
        return new RecallTable(contender.Name, s_efs.ToDictionary(ef => ef, contender.Recall));
    }

    private static void MeasureRound(
        int round, IContender[] contenders, RecallTable[] tables, int[] threads, CancellationToken cancellationToken)
    {
        foreach (int ef in s_efs)
        {
            foreach (int count in threads)
            {
                for (int turn = 0; turn < contenders.Length; turn++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    int contender = (turn + round) % contenders.Length;
                    tables[contender].Add(ef, count, contenders[contender].Measure(ef, count, s_duration));
                }
            }
        }
    }
}

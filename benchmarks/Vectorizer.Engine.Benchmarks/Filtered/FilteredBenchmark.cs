using Vectorizer.Engine.Benchmarks.Contenders;
using Vectorizer.Engine.Benchmarks.DataSets;

namespace Vectorizer.Engine.Benchmarks.Filtered;

/// <summary>
/// Searches under filters that half to one in ten thousand of the rows match: labels at random, the cluster of the query, and the
/// cluster that is farthest from it. Recall over <c>ef</c> beside that without a filter; queries a second beside an exact scan of the
/// matches and beside hnswlib's filter functor, all by turns.
/// </summary>
internal static class FilteredBenchmark
{
    /// <summary>The name of the report's section.</summary>
    public const string Section = "filtered";

    /// <summary>The <c>ef</c> of recalls.</summary>
    public static readonly int[] Efs = [10, 20, 40, 80, 160, 320];

    /// <summary>The <c>ef</c> of rates.</summary>
    public static readonly int[] MeasuredEfs = [40, 160];

    /// <summary>Measures, and returns the section.</summary>
    public static async Task<string> RunAsync(FilteredOptions options, CancellationToken cancellationToken)
    {
        DataSet data = await DataSet.LoadAsync("glove", options.Rows, options.Queries, cancellationToken);
        List<Labeling> labelings = Labelings.Of(data);
        string? missing = Contender.WithFilters.Missing(data);
        string folder = Directory.CreateTempSubdirectory("vectorizer-labels").FullName;
        using ContenderProcess? peer = missing is null ? new ContenderProcess(Contender.WithFilters, data) : null;
        try
        {
            using FilteredSegment segment = new(data, labelings, options);
            Console.WriteLine("The segment has been built.");
            peer?.Build(options.M, options.EfConstruction, Environment.ProcessorCount);
            Console.WriteLine(missing ?? "The peer has been built.");

            List<FilteredCase> cases = [];
            foreach (Labeling? labeling in (Labeling?[])[null, .. labelings])
            {
                cancellationToken.ThrowIfCancellationRequested();
                FilteredCase filtered = new(labeling, segment, peer, folder);
                Array.ForEach(Efs, filtered.FindRecall);
                Array.ForEach(MeasuredEfs, filtered.FindPeerRecall);
                cases.Add(filtered);
            }

            Console.WriteLine("Recall is known.");
            for (int round = 0; round < options.Rounds; round++)
            {
                foreach (FilteredCase filtered in cases.Where(filtered => filtered.Labeling is not null))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    filtered.MeasureRound(MeasuredEfs);
                }
            }

            return FilteredReport.Of(options, data, cases, peer?.Version, missing);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

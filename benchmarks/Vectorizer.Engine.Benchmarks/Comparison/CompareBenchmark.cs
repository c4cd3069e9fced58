using Vectorizer.Engine.Benchmarks.Contenders;
using Vectorizer.Engine.Benchmarks.DataSets;

namespace Vectorizer.Engine.Benchmarks.Comparison;

/// <summary>Builds an index of real vectors with every contender and measures recall and queries per second over <c>ef</c>.</summary>
/// <remarks>
/// Each contender is a process of its own, and all of them are there while all are measured. All figures of a round are taken
/// before those of the next, and contenders take turns at each of them, so that a slow minute of the machine falls on all
/// alike. Of the rounds the median is shown, with the lowest and the highest; ratios are those of the rounds.
/// </remarks>
internal static class CompareBenchmark
{
    /// <summary>The name of the report's section.</summary>
    public static string SectionOf(string data) => $"compare-{data}";

    /// <summary>Measures, and returns the section.</summary>
    public static async Task<string> RunAsync(CompareOptions options, CancellationToken cancellationToken)
    {
        DataSet data = await DataSet.LoadAsync(options.Data, options.Rows, options.Queries, cancellationToken);
        Field field = Field.Of(options, data);
        int[] threads = options.Threads == 1 ? [1] : [1, options.Threads];
        List<Entrant> entrants = [];
        List<WalkLimit> limits = [];
        try
        {
            foreach ((Contender contender, int m) in field.Starters(options.M))
            {
                cancellationToken.ThrowIfCancellationRequested();
                entrants.Add(Entrant.Start(contender, data, m, options.EfConstruction, options.Threads));
            }

            limits.AddRange(entrants
                .Where(entrant => entrant.Contender.IsOwn && entrant.M == options.M && entrant.Curve.Points[0].Scored > 0)
                .Select(entrant => new WalkLimit(entrant, data)));
            for (int round = 0; round < options.Rounds; round++)
            {
                Console.WriteLine($"round {round + 1} of {options.Rounds}");
                Entrant.MeasureRound(round, entrants, threads, cancellationToken);
                limits.ForEach(limit => limit.MeasureRound(threads));
            }

            return new ComparisonReport(options, data, field, entrants, limits, threads).ToString();
        }
        finally
        {
            limits.ForEach(limit => limit.Dispose());
            entrants.ForEach(entrant => entrant.Dispose());
        }
    }
}

using System.Globalization;
using Vectorizer.Engine.Benchmarks.Contenders;
using Vectorizer.Engine.Benchmarks.DataSets;
using Vectorizer.Engine.Benchmarks.Reports;

namespace Vectorizer.Engine.Benchmarks.Comparison;

/// <summary>How fast contenders build on one thread and on all, in turns, and how good the graphs are.</summary>
internal static class BuildBenchmark
{
    /// <summary>Rows where the command line does not say: on one thread, all of them take minutes a contender.</summary>
    public const int UsualRows = 50_000;

    private const int Ef = 80;

    /// <summary>The name of the report's section.</summary>
    public static string SectionOf(string data) => $"build-{data}";

    /// <summary>Builds, and returns the section.</summary>
    public static async Task<string> RunAsync(CompareOptions options, CancellationToken cancellationToken)
    {
        DataSet data = await DataSet.LoadAsync(options.Data, options.Rows, options.Queries, cancellationToken);
        Field field = Field.Of(options, data);
        int[] threads = options.Threads == 1 ? [1] : [1, options.Threads];
        Dictionary<(Contender Contender, int Threads), List<double>> rates = [];
        Dictionary<Contender, List<double>> recalls = [];
        for (int round = 0; round < options.Rounds; round++)
        {
            Console.WriteLine($"round {round + 1} of {options.Rounds}");
            foreach (int count in threads)
            {
                for (int turn = 0; turn < field.Contenders.Count; turn++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    Contender contender = field.Contenders[(turn + round) % field.Contenders.Count];
                    using ContenderProcess process = new(contender, data);
                    BuildOutcome build = process.Build(options.M, options.EfConstruction, count);
                    Add(rates, (contender, count), data.RowCount / build.Duration.TotalSeconds);
                    Add(recalls, contender, process.Find(Ef).Recall);
                }
            }
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            ### Build: {data.Title}, on one thread and on all

            The first {data.RowCount:N0} rows, M={options.M}, `ef_construction` {options.EfConstruction}, rounds in turns: {options.Rounds}, each build in a
            process of its own: medians, and ranges in brackets. "x" is the ratio to {field.Baseline.Title}, by round. Recall at `ef` {Ef} tells whether
            the graphs are alike, for only then the rates may be compared.

            {Table(field, threads, rates, recalls)}
            """);
    }

    private static MarkdownTable Table(
        Field field,
        int[] threads,
        Dictionary<(Contender Contender, int Threads), List<double>> rates,
        Dictionary<Contender, List<double>> recalls)
    {
        MarkdownTable table = new(
        [
            "index", $"recall at `ef` {Ef}",
            .. threads.SelectMany(count => (string[])[$"points/s, {MarkdownTable.Threads(count)}", "x"]),
        ]);
        foreach (Contender contender in field.Contenders)
        {
            table.Add(
            [
                contender.Title,
                MarkdownTable.Text(Spread.Of(recalls[contender]), ".0000"),
                .. threads.SelectMany(count => (string[])
                [
                    MarkdownTable.Text(Spread.Of(rates[(contender, count)]), "N0"),
                    MarkdownTable.Text(
                        Spread.Of(rates[(contender, count)].Zip(rates[(field.Baseline, count)], (own, peer) => own / peer)), "0.00"),
                ]),
            ]);
        }

        return table;
    }

    private static void Add<TKey>(Dictionary<TKey, List<double>> all, TKey key, double value)
        where TKey : notnull
    {
        if (!all.TryGetValue(key, out List<double>? values))
        {
            all[key] = values = [];
        }

        values.Add(value);
    }
}

using System.CommandLine;
using System.Diagnostics;
using Vectorizer.Engine.Benchmarks.Comparison;
using Vectorizer.Engine.Benchmarks.Contenders;
using Vectorizer.Engine.Benchmarks.DataSets;
using Vectorizer.Engine.Benchmarks.Limits;

namespace Vectorizer.Engine.Benchmarks.Reports;

/// <summary>Runs everything that has a section in the page of benchmarks, and writes it.</summary>
internal static class ReportCommand
{
    private const int BuiltRows = 20_000;

    public static Command Create()
    {
        Option<int> rounds = ReportOptions.Rounds();
        Option<int> rows = ReportOptions.Number("--rows", "Use the first rows of each data set only.", int.MaxValue, least: 1_000);
        Option<int> queries = ReportOptions.Number("--queries", "Use the first queries only.", int.MaxValue, least: 100);
        Option<FileInfo?> markdown = ReportOptions.Markdown();
        markdown.DefaultValueFactory = _ => new FileInfo(Path.Combine(Repository.Root, "docs", "benchmarks.md"));
        Command command = new("report", "Measures the limits of the machine, every data set and the builds, and writes the page of benchmarks.")
        {
            rounds, rows, queries, markdown,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new Report(parsed.GetValue(markdown)),
            parsed.GetValue(rounds),
            parsed.GetValue(rows),
            parsed.GetValue(queries),
            cancellationToken));
        return command;
    }

    private static async Task RunAsync(Report report, int rounds, int rows, int queries, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        await report.WriteAsync(
            LimitsBenchmark.Section,
            $"limits --rounds {rounds}",
            () => Task.FromResult(LimitsBenchmark.Run(rounds, cancellationToken)));
        foreach (IVectorSource source in DataSet.Sources)
        {
            string[] peers = [.. Keys(Contender.Peers).Where(peer => !IsTooSlow(peer, source))];
            CompareOptions options = new(
                source.Name, peers, Keys(Contender.Own), M: 16, EfConstruction: 200,
                Environment.ProcessorCount, rows, queries, rounds);
            await report.WriteAsync(
                CompareBenchmark.SectionOf(source.Name),
                $"compare --data {source.Name} --peers {string.Join(',', peers)} --rounds {rounds}{Limits(rows, queries)}",
                () => CompareBenchmark.RunAsync(options, cancellationToken));
        }

        // Builds take long: the peers that are quick, few rounds, a part of one data set.
        int buildRows = Math.Min(rows, BuiltRows);
        CompareOptions builds = new(
            DataSet.Sources[0].Name, ["hnswlib", "usearch-i8"], Keys(Contender.Own), M: 16, EfConstruction: 200,
            Environment.ProcessorCount, buildRows, queries, Math.Min(rounds, 3));
        await report.WriteAsync(
            BuildBenchmark.SectionOf(builds.Data),
            $"build --data {builds.Data} --peers {string.Join(',', builds.Peers)} --rounds {builds.Rounds}{Limits(buildRows, queries)}",
            () => BuildBenchmark.RunAsync(builds, cancellationToken));
        Console.WriteLine($"The whole took {watch.Elapsed.TotalMinutes:0.0} minutes.");
    }

    // Over as many rows, each of these takes about as long to build as all the others together.
    private static bool IsTooSlow(string peer, IVectorSource source) => source.Name == "glove" && peer is ("faiss" or "faiss-sq8");

    private static string Limits(int rows, int queries)
        => (rows == int.MaxValue ? "" : $" --rows {rows}") + (queries == int.MaxValue ? "" : $" --queries {queries}");

    private static string[] Keys(IReadOnlyList<Contender> contenders) => [.. contenders.Select(contender => contender.Key)];
}

using System.CommandLine;
using Vectorizer.Engine.Benchmarks.Contenders;
using Vectorizer.Engine.Benchmarks.Reports;

namespace Vectorizer.Engine.Benchmarks.Filtered;

/// <summary>The command line of <see cref="FilteredBenchmark"/>.</summary>
internal static class FilteredCommand
{
    public static Command Create()
    {
        Option<int> rows = ReportOptions.Number("--rows", "Use the first rows only.", int.MaxValue, least: 1_000);
        Option<int> queries = ReportOptions.Number("--queries", "Use the first queries only.", 200, least: 20);
        Option<int> rounds = ReportOptions.Number("--rounds", "How often each figure is measured, in turns.", 3, least: 1);
        Option<int> m = ReportOptions.Number("--m", "Links a node chooses on each layer.", 16, least: 2);
        Option<int> efConstruction = ReportOptions.Number("--ef-construction", "Candidates weighed for those links.", 200, least: 4);
        Option<string> quantization = new("--quantization")
        {
            Description = "How the engine keeps rows.",
            DefaultValueFactory = _ => Contender.NoQuantization,
        };
        quantization.AcceptOnlyFromAmong([.. Contender.Own.Select(contender => contender.Key)]);
        Option<FileInfo?> markdown = ReportOptions.Markdown();
        Command command = new(
            "filtered", "Searches under filters of every share, correlated with the vectors and not, beside hnswlib's filter functor.")
        {
            rows, queries, rounds, m, efConstruction, quantization, markdown,
        };
        command.SetAction((parsed, cancellationToken) => new Report(parsed.GetValue(markdown)).WriteAsync(
            FilteredBenchmark.Section,
            Report.Arguments(parsed),
            () => FilteredBenchmark.RunAsync(
                new FilteredOptions(
                    parsed.GetValue(rows),
                    parsed.GetValue(queries),
                    parsed.GetValue(rounds),
                    parsed.GetValue(m),
                    parsed.GetValue(efConstruction),
                    parsed.GetRequiredValue(quantization)),
                cancellationToken)));
        return command;
    }
}

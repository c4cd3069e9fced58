using System.CommandLine;
using Vectorizer.Engine.Benchmarks.Reports;

namespace Vectorizer.Engine.Benchmarks.Limits;

/// <summary>The command line of <see cref="LimitsBenchmark"/>.</summary>
internal static class LimitsCommand
{
    public static Command Create()
    {
        Option<int> rounds = ReportOptions.Rounds();
        Option<FileInfo?> markdown = ReportOptions.Markdown();
        Command command = new("limits", "How many rows a second the machine reads that lie anywhere in memory.") { rounds, markdown };
        command.SetAction((parsed, cancellationToken) => new Report(parsed.GetValue(markdown)).WriteAsync(
            LimitsBenchmark.Section,
            Report.Arguments(parsed),
            () => Task.FromResult(LimitsBenchmark.Run(parsed.GetValue(rounds), cancellationToken))));
        return command;
    }
}

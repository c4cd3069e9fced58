using System.CommandLine;
using Vectorizer.Engine.Benchmarks.Reports;

namespace Vectorizer.Engine.Benchmarks.Comparison;

/// <summary>The command line of <see cref="BuildBenchmark"/>.</summary>
internal static class BuildCommand
{
    public static Command Create()
    {
        CompareArguments arguments = new(BuildBenchmark.UsualRows);
        Command command = new("build", "Builds on one thread and on all, in turns.");
        arguments.AddTo(command);
        command.SetAction((parsed, cancellationToken) => new Report(parsed.GetValue(arguments.Markdown)).WriteAsync(
            BuildBenchmark.SectionOf(arguments.Read(parsed).Data),
            Report.Arguments(parsed),
            () => BuildBenchmark.RunAsync(arguments.Read(parsed), cancellationToken)));
        return command;
    }
}

using System.CommandLine;
using Vectorizer.Engine.Benchmarks.Reports;

namespace Vectorizer.Engine.Benchmarks.Comparison;

/// <summary>The command line of <see cref="CompareBenchmark"/>.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        CompareArguments arguments = new();
        Command command = new("compare", "The engine beside other libraries on real vectors: recall, queries per second, memory, builds.");
        arguments.AddTo(command);
        command.SetAction((parsed, cancellationToken) => new Report(parsed.GetValue(arguments.Markdown)).WriteAsync(
            CompareBenchmark.SectionOf(arguments.Read(parsed).Data),
            Report.Arguments(parsed),
            () => CompareBenchmark.RunAsync(arguments.Read(parsed), cancellationToken)));
        return command;
    }
}

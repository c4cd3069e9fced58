using System.CommandLine;

namespace Vectorizer.Engine.Benchmarks.Comparison;

/// <summary>The command line of <see cref="TuneBenchmark"/>.</summary>
internal static class TuneCommand
{
    // Enough rows that the best M is that of all of them, and few enough for four builds a contender.
    private const int UsualRows = 100_000;

    public static Command Create()
    {
        CompareArguments arguments = new(UsualRows, hasPage: false);
        Command command = new("tune", "Finds the best M of each contender; comparisons use it from then on.");
        arguments.AddTo(command);
        command.SetAction((parsed, cancellationToken) => TuneBenchmark.RunAsync(arguments.Read(parsed), cancellationToken));
        return command;
    }
}

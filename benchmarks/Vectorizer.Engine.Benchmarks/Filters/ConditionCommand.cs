using System.CommandLine;

namespace Vectorizer.Engine.Benchmarks.Filters;

/// <summary>The command line of <see cref="ConditionBenchmark"/>.</summary>
internal static class ConditionCommand
{
    public static Command Create()
    {
        var rounds = new Option<int>("--rounds")
        {
            Description = "How often each figure is measured.",
            DefaultValueFactory = _ => 9,
        };
        var command = new Command("conditions", "What it costs to ask a point for one condition of a filter, and how soon a search among hostile payloads ends.")
        {
            rounds,
        };
        command.SetAction(parsed => ConditionBenchmark.Run(Math.Max(1, parsed.GetValue(rounds))));
        return command;
    }
}

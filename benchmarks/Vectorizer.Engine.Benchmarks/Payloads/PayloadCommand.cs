using System.CommandLine;

namespace Vectorizer.Engine.Benchmarks.Payloads;

/// <summary>The command line of <see cref="PayloadBenchmark"/>.</summary>
internal static class PayloadCommand
{
    public static Command Create()
    {
        var rounds = new Option<int>("--rounds")
        {
            Description = "How often each figure is measured.",
            DefaultValueFactory = _ => 5,
        };
        var command = new Command("payloads", "Ratio and cost of compressing real JSON payloads one by one.") { rounds };
        command.SetAction((parsed, cancellationToken)
            => PayloadBenchmark.RunAsync(Math.Max(1, parsed.GetValue(rounds)), cancellationToken));
        return command;
    }
}

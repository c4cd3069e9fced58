using System.CommandLine;
using Vectorizer.Engine.Quantization;

namespace Vectorizer.Engine.Benchmarks.Glove;

/// <summary>The command line of <see cref="GloveBenchmark"/>.</summary>
internal static class GloveCommand
{
    public static Command Create()
    {
        Option<int> m = Number("--m", "Links a node chooses on each layer.", 16, least: 2);
        Option<int> efConstruction = Number("--ef-construction", "Candidates weighed for those links.", 200, least: 4);
        Option<int> threads = Number(
            "--threads", "Threads that build, and that search in the second column.", Environment.ProcessorCount, least: 1);
        Option<int> rows = Number("--rows", "Use the first rows only.", int.MaxValue, least: 1_000);
        Option<int> rounds = Number("--rounds", "How often each figure is measured.", 5, least: 3);
        var quantization = new Option<QuantizationKind?>("--quantization")
        {
            Description = "What walks read in the place of rows; rows themselves if left out.",
        };
        var peer = new Option<string?>("--peer") { Description = "Measure another index by turns, and print the ratios." };
        peer.AcceptOnlyFromAmong("hnswlib");

        var command = new Command("glove", "Build rate, memory, recall and queries per second on GloVe word vectors.")
        {
            m, efConstruction, threads, rows, rounds, quantization, peer,
        };
        command.SetAction((parsed, cancellationToken) => GloveBenchmark.RunAsync(
            new GloveOptions(
                parsed.GetValue(m),
                parsed.GetValue(efConstruction),
                parsed.GetValue(threads),
                parsed.GetValue(rows),
                parsed.GetValue(rounds),
                parsed.GetValue(quantization),
                parsed.GetValue(peer)),
            cancellationToken));
        return command;
    }

    private static Option<int> Number(string name, string description, int usual, int least)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < least)
            {
                result.AddError($"{name} must be at least {least}.");
            }
        });
        return option;
    }
}

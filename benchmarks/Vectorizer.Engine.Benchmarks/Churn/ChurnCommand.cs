using System.CommandLine;

namespace Vectorizer.Engine.Benchmarks.Churn;

/// <summary>The command line of <see cref="ChurnBenchmark"/>.</summary>
internal static class ChurnCommand
{
    public static Command Create()
    {
        var rows = new Option<int>("--rows") { Description = "Use the first rows only.", DefaultValueFactory = _ => int.MaxValue };
        var rounds = new Option<int>("--rounds") { Description = "How often everything is deleted and stored again.", DefaultValueFactory = _ => 2 };
        var points = new Option<int>("--points-per-write") { Description = "Points of a write.", DefaultValueFactory = _ => 1_000 };
        var dead = new Option<double>("--dead") { Description = "The part of the living that may be dead before a repair.", DefaultValueFactory = _ => 0.05 };
        var revise = new Option<bool>("--revise") { Description = "Give every point another payload instead: its vector stays." };
        var m = new Option<int>("--m") { Description = "Links a node chooses on each layer.", DefaultValueFactory = _ => 16 };
        var efConstruction = new Option<int>("--ef-construction") { Description = "Candidates weighed for those links.", DefaultValueFactory = _ => 200 };
        var command = new Command("churn", "Recall and memory after all points were deleted and stored again while searches ran, beside a fresh build.")
        {
            rows, rounds, points, dead, revise, m, efConstruction,
        };
        command.SetAction((parsed, cancellationToken) => ChurnBenchmark.RunAsync(
            new ChurnOptions(
                parsed.GetValue(rows),
                parsed.GetValue(rounds),
                parsed.GetValue(points),
                parsed.GetValue(dead),
                parsed.GetValue(revise),
                parsed.GetValue(m),
                parsed.GetValue(efConstruction)),
            cancellationToken));
        return command;
    }
}

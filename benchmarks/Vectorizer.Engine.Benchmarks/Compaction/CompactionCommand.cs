using System.CommandLine;

namespace Vectorizer.Engine.Benchmarks.Compaction;

/// <summary>The command line of <see cref="CompactionBenchmark"/>.</summary>
internal static class CompactionCommand
{
    public static Command Create()
    {
        var points = new Option<int>("--points") { Description = "Points stored.", DefaultValueFactory = _ => 50_000 };
        var kept = new Option<double>("--kept") { Description = "The part of them that is not deleted.", DefaultValueFactory = _ => 0.1 };
        var command = new Command("compaction", "Memory, time and recall of compacting a segment of which most was deleted.")
        {
            points, kept,
        };
        command.SetAction(parsed => new CompactionBenchmark(parsed.GetValue(points), parsed.GetValue(kept)).Run());
        return command;
    }
}

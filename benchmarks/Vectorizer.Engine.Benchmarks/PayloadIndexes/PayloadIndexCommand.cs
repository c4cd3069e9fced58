using System.CommandLine;

namespace Vectorizer.Engine.Benchmarks.PayloadIndexes;

/// <summary>The command line of <see cref="PostingsTable"/>, <see cref="PayloadIndexTable"/> and <see cref="ListingTable"/>.</summary>
internal static class PayloadIndexCommand
{
    public static Command Create()
    {
        var points = new Option<int>("--points") { Description = "Points with payloads.", DefaultValueFactory = _ => 340_000 };
        var command = new Command(
            "payload-indexes", "Bytes and time of indexes over payloads: built, changed and asked; lists, counts and facets by them; their postings beside CRoaring.")
        {
            points,
        };
        command.SetAction(parsed =>
        {
            Machine.Print();
            PostingsTable.Print(parsed.GetValue(points));
            PayloadIndexTable.Print(parsed.GetValue(points));
            ListingTable.Print(parsed.GetValue(points));
        });
        return command;
    }
}

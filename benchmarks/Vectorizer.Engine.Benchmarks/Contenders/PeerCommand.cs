using System.CommandLine;
using System.Globalization;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Benchmarks.Contenders;

/// <summary>The engine as a process beside its peers: answers the questions of <c>benchmarks/peers/peer.hpp</c>.</summary>
internal static class PeerCommand
{
    /// <summary>How a comparison calls it.</summary>
    public const string Name = "peer";

    public static Command Create()
    {
        Argument<string> variant = new("variant");
        Argument<string> rows = new("rows");
        Argument<string> queries = new("queries");
        Argument<int> dimension = new("dimension");
        Argument<int> rowCount = new("row count");
        Argument<int> neighbors = new("neighbors");
        Argument<Metric> metric = new("metric");
        Command command = new(Name, "The engine as a comparison starts it.")
        {
            variant, rows, queries, dimension, rowCount, neighbors, metric,
        };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            VectorFieldSchema schema = new(
                parsed.GetValue(dimension),
                parsed.GetValue(metric),
                new HnswParameters(),
                Contender.QuantizationOf(parsed.GetRequiredValue(variant)));
            using MappedFloats rowFile = new(parsed.GetRequiredValue(rows));
            using MappedFloats queryFile = new(parsed.GetRequiredValue(queries));
            using SegmentPeer peer = new(schema, rowFile, queryFile, parsed.GetValue(rowCount));
            Console.WriteLine($"Vectorizer, {Machine.Runtime}");
            while (Console.ReadLine() is { } line)
            {
                Console.WriteLine(Answer(peer, line.Split(' ')));
            }
        });
        return command;
    }

    private static string Answer(SegmentPeer peer, string[] words)
    {
        switch (words[0])
        {
            case "build":
                double seconds = peer.Build(Int(words[1]), Int(words[2]), Int(words[3])).TotalSeconds;
                // What the collector would keep for later is no memory of the index.
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                return seconds.ToString(CultureInfo.InvariantCulture);
            case "find":
                return peer.Find(Int(words[1]), Int(words[2]));
            case "measure":
                double rate = peer.Measure(
                    Int(words[1]),
                    Int(words[2]),
                    TimeSpan.FromSeconds(double.Parse(words[3], CultureInfo.InvariantCulture)),
                    Int(words[4]),
                    Int(words[5]));
                return rate.ToString(CultureInfo.InvariantCulture);
            case "parts":
                return peer.Parts();
            case "layout":
                return peer.Layout();
            default:
                throw new InvalidOperationException($"not understood: {words[0]}");
        }
    }

    private static int Int(string word) => int.Parse(word, CultureInfo.InvariantCulture);
}

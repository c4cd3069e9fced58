using System.Diagnostics;
using System.Globalization;
using System.Text;
using Vectorizer.Engine.Filters;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Listing;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Benchmarks.Filters;

/// <summary>
/// Nanoseconds that one condition takes on one point, by the bytes of the payload that stand before what it asks for; and milliseconds from the
/// cancellation of a search among the worst payloads to its end.
/// </summary>
internal static class ConditionBenchmark
{
    private const int Points = 1_000;
    private const int Passes = 20;
    private const int Cancellations = 50;

    public static void Run(int rounds)
    {
        Machine.Print();
        Console.WriteLine();
        Console.WriteLine("| condition | payload of 150 bytes | 1,000 bytes | 10,000 bytes |");
        Console.WriteLine("|---|---|---|---|");
        foreach ((string name, FilterExpression filter) in Conditions())
        {
            Console.Write($"| {name} |");
            foreach (int bytes in new[] { 150, 1_000, 10_000 })
            {
                byte[][] payloads = [.. Enumerable.Range(0, Points).Select(i => Payload(i, bytes))];
                Spread nanoseconds = Spread.Of(Enumerable.Range(0, rounds).Select(_ => NanosecondsPerPoint(filter, payloads)));
                Console.Write(string.Create(CultureInfo.InvariantCulture, $" {nanoseconds:N0} |"));
            }

            Console.WriteLine();
        }

        Console.WriteLine();
        foreach ((string name, SegmentIndex index, FilterExpression filter) in Hostile())
        {
            using (index)
            {
                Spread milliseconds = Spread.Of(Enumerable.Range(1, Cancellations).Select(i => MillisecondsToEnd(index, filter, after: i)));
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: ends {milliseconds:N2} ms after its cancellation"));
            }
        }
    }

    private static IEnumerable<(string Name, FilterExpression Filter)> Conditions()
    {
        yield return ("`match` `value`, a string", new MatchAnyExpression(Path("lang"), Strings("en")));
        yield return ("`match` `any`, 1,000 strings", new MatchAnyExpression(Path("lang"), Strings([.. Enumerable.Range(0, 1_000).Select(i => $"l{i}")])));
        yield return ("`match` `value`, an integer", new MatchAnyExpression(Path("n"), new MatchValues([], [5])));
        yield return ("`range` of numbers", new NumberRangeExpression(Path("price.usd"), new Bounds<ExactNumber>(null, new ExactNumber(1e9), null, null)));
        yield return ("`range` of datetimes", new DatetimeRangeExpression(Path("added"), new Bounds<long>(null, long.MaxValue, null, null)));
        yield return ("`match` `text`", new MatchTextExpression(Path("name"), "quick foxes"u8));
        yield return ("`geo_radius`", new GeoRadiusExpression(Path("shop"), new Place(0, 0), 1_000));
        yield return ("`is_empty`, without such a key", new IsEmptyExpression(Path("none")));
    }

    /// <summary>What is asked for stands at the end, behind as much else as the payload has room for.</summary>
    private static byte[] Payload(int number, int bytes)
    {
        string end = string.Create(
            CultureInfo.InvariantCulture,
            $$$""" "name":"The quick brown fox {{{number}}}","lang":"de","n":{{{number}}},"price":{"usd":{{{number / 4.0}}}},"added":"2026-03-01T12:00:00Z","shop":{"lon":13.4,"lat":52.5}}""");
        StringBuilder payload = new("{");
        for (int i = 0; payload.Length + end.Length < bytes; i++)
        {
            payload.Append(CultureInfo.InvariantCulture, $"\"field_{i}\":{{\"text\":\"some words of a description\",\"tags\":[1,2,\"three\"]}},");
        }

        return Encoding.UTF8.GetBytes(payload.Append(end).ToString());
    }

    private static double NanosecondsPerPoint(FilterExpression filter, byte[][] payloads)
    {
        int matches = 0;
        long start = Stopwatch.GetTimestamp();
        for (int pass = 0; pass < Passes; pass++)
        {
            foreach (byte[] payload in payloads)
            {
                matches += FilterEvaluator.Matches(filter, new FilteredPoint(payload, "id"u8, 1, default)) ? 1 : 0;
            }
        }

        double nanoseconds = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
        GC.KeepAlive(matches);
        return nanoseconds / (Passes * payloads.Length);
    }

    private static IEnumerable<(string Name, SegmentIndex Index, FilterExpression Filter)> Hostile()
    {
        Place[] comb = [.. Enumerable.Range(0, 9_998).Select(i => new Place(i % 2 * 2, i / 9_998.0)), new Place(0, 2), new Place(0.5, 2)];
        yield return (
            "9 polygons of 10,000 corners over 50,000 places a point",
            IndexOf(Enumerable.Repeat("""{"lon":1.9,"lat":1.5}""", 50_000)),
            None(Enumerable.Repeat(new GeoPolygonExpression(Path("v"), [.. comb], []), 9)));
        yield return (
            "1,000 conditions over a payload of a mebibyte",
            IndexOf(Enumerable.Repeat("""{"x":[1,2,3]}""", 70_000)),
            None(Enumerable.Repeat(new MatchAnyExpression(Path("w"), Strings("en")), 1_000)));
        yield return (
            "1,000 texts over one string of a mebibyte",
            IndexOf(["\"" + string.Concat(Enumerable.Repeat("ÄÖÜ äöü ", 80_000)) + "\""]),
            None(Enumerable.Repeat(new MatchTextExpression(Path("v"), "none"u8), 1_000)));
        yield return (
            "8 levels of nested around a mebibyte",
            IndexOf([Wrapped("[" + string.Join(',', Enumerable.Range(0, 150_000)) + "]", levels: 8)]),
            Nested(8));
    }

    private static string Wrapped(string json, int levels) => levels == 0 ? json : $"{{\"v\":{Wrapped(json, levels - 1)}}}";

    private static FilterExpression Nested(int levels)
        => levels == 0 ? new IsNullExpression(Path("v")) : new NestedExpression(Path("v"), Nested(levels - 1));

    private static AllOfExpression None(IEnumerable<FilterExpression> parts)
        => new([.. parts.Select(part => (FilterExpression)new NotExpression(part))]);

    private static SegmentIndex IndexOf(IEnumerable<string> values)
    {
        SegmentIndex index = new([new VectorFieldSchema(1, Metric.Euclidean, new HnswParameters(8, 40))]);
        byte[] payload = Encoding.UTF8.GetBytes($"{{\"v\":[{string.Join(',', values)}]}}");
        PointMutation[] points = [.. Enumerable.Range(0, 50).Select(i => PointMutation.Upsert(Encoding.UTF8.GetBytes($"p{i}"), 1, new float[] { i }, payload))];
        index.Apply([new SegmentWrite(1, points)], new int[1], static (count, body) => Parallel.For(0, count, body));
        return index;
    }

    private static double MillisecondsToEnd(SegmentIndex index, FilterExpression filter, int after)
    {
        using SegmentReader reader = index.OpenReader();
        using CancellationTokenSource source = new();
        long cancelledAt = 0;
        Thread canceller = new(() =>
        {
            Thread.Sleep(after);
            Volatile.Write(ref cancelledAt, Stopwatch.GetTimestamp());
            source.Cancel();
        });
        canceller.Start();
        try
        {
            new MatchCounter(reader).Count(filter, int.MaxValue, out _, source.Token);
            canceller.Join();
            return 0;
        }
        catch (OperationCanceledException)
        {
            long endedAt = Stopwatch.GetTimestamp();
            canceller.Join();
            return Stopwatch.GetElapsedTime(cancelledAt, endedAt).TotalMilliseconds;
        }
    }

    private static MatchValues Strings(params string[] values) => new(values.Select(Encoding.UTF8.GetBytes), []);

    private static PayloadPath Path(string text) => PayloadPath.Parse(text);
}

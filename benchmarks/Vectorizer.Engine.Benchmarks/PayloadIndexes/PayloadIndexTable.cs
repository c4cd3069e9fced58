using System.Diagnostics;
using System.Globalization;
using System.Text;
using Vectorizer.Engine.Filters;
using Vectorizer.Engine.PayloadIndexes;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Benchmarks.PayloadIndexes;

/// <summary>Each kind of index over the same payloads: the time to build it, its memory, and the time of a selection.</summary>
internal static class PayloadIndexTable
{
    private const int Rounds = 3;
    private const int Reads = 50;

    private static readonly ParallelFor s_parallel = (count, body) => Parallel.For(0, count, body);

    private static readonly (string Name, PayloadIndexSchema Schema, FilterExpression Leaf)[] s_indexes =
    [
        Index("category", PayloadIndexKind.Keyword, path => new MatchAnyExpression(path, new MatchValues(["c3"u8.ToArray()], []))),
        Index("sku", PayloadIndexKind.Keyword, path => new MatchAnyExpression(path, new MatchValues(["sku-123456"u8.ToArray()], []))),
        Index("year", PayloadIndexKind.Integer, path => new MatchAnyExpression(path, new MatchValues([], [2000]))),
        Index("price", PayloadIndexKind.Float, path => new NumberRangeExpression(
            path, new Bounds<ExactNumber>(null, new ExactNumber(100L), new ExactNumber(200L), null))),
        Index("sold", PayloadIndexKind.Bool, path => new MatchAnyExpression(path, new MatchValues([], [], hasTrue: true))),
        Index("at", PayloadIndexKind.Datetime, path => new DatetimeRangeExpression(path, new Bounds<long>(null, Ticks("2026-01-01"), Ticks("2026-02-01"), null))),
        Index("place", PayloadIndexKind.Geo, path => new GeoRadiusExpression(path, new Place(13.4, 52.5), 500_000)),
        Index("text", PayloadIndexKind.Text, path => new MatchTextExpression(path, "w7 w12"u8)),
        Index("uuid", PayloadIndexKind.Uuid, path => new MatchAnyExpression(
            path, new MatchValues([Encoding.UTF8.GetBytes(new Guid(12345, 0, 0, new byte[8]).ToString())], []))),
    ];

    public static void Print(int count)
    {
        using PointTable points = Fill(count);
        Console.WriteLine($"{count:N0} points with payloads of {points.PayloadBytes / count} bytes; one thread an index; medians of {Rounds} rounds");
        Console.WriteLine("| index | values | build s | µs a point | bytes a point told | measured | selected | µs to select | µs to estimate |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach ((string name, PayloadIndexSchema schema, FilterExpression leaf) in s_indexes)
        {
            Row(points, count, name, schema, leaf);
        }

        List<double> three = [];
        for (int round = 0; round < Rounds; round++)
        {
            PayloadIndexSet indexes = new(points);
            foreach (int which in (int[])[0, 3, 5])
            {
                indexes.Attach(s_indexes[which].Schema);
            }

            three.Add(Build(indexes, s_parallel));
        }

        Console.WriteLine($"category, price and at together, on all threads: {three.Order().ElementAt(Rounds / 2):0.00} s ({three.Min():0.00}..{three.Max():0.00})");
    }

    private static void Row(PointTable points, int count, string name, PayloadIndexSchema schema, FilterExpression leaf)
    {
        List<double> builds = [];
        PayloadIndexSet indexes = new(points);
        long measured = 0;
        for (int round = 0; round < Rounds; round++)
        {
            indexes = new PayloadIndexSet(points);
            long before = GC.GetTotalMemory(forceFullCollection: true);
            indexes.Attach(schema);
            builds.Add(Build(indexes, RunHere));

            // Later rounds give up the index of the one before meanwhile.
            measured = round == 0 ? GC.GetTotalMemory(forceFullCollection: true) - before : measured;
        }

        OrdinalBitmap set = new();
        double select = Time(() =>
        {
            set.Reset(count);
            indexes.TrySelect(leaf, set);
        });
        double estimate = Time(() => indexes.Estimate(leaf, count, out _));
        double build = builds.Order().ElementAt(Rounds / 2);
        PayloadIndexContents contents = indexes.Contents[0];
        Console.WriteLine(
            $"| {name} ({schema.Kind}) | {contents.Values:N0} | {build:0.00} | {build * 1e6 / count:0.00} | {contents.Bytes / (double)count:0.0} "
            + $"| {measured / (double)count:0.0} | {set.Cardinality:N0} | {select * 1e6:0.0} | {estimate * 1e6:0.0} |");
        set.Free();
    }

    private static double Build(PayloadIndexSet indexes, ParallelFor run)
    {
        long start = Stopwatch.GetTimestamp();
        while (indexes.Build(run, SegmentIndex.PointsOfLoad))
        {
            // As when a segment is opened.
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Time(Action action)
    {
        List<double> times = [];
        for (int i = 0; i < Reads; i++)
        {
            long start = Stopwatch.GetTimestamp();
            action();
            times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return times.Order().ElementAt(Reads / 2);
    }

    private static PointTable Fill(int count)
    {
        PointTable points = new(1);
        Random random = new(1);
        for (int i = 0; i < count; i++)
        {
            PointMutation point = PointMutation.Upsert(
                Encoding.UTF8.GetBytes($"{i}"), 1, default, Encoding.UTF8.GetBytes(Payload(i, random)));
            points.EnsureCapacity(1, points.BlobBytes(point));
            points.Add(1, point.Fields, point);
        }

        return points;
    }

    public static string Payload(int i, Random random)
    {
        string words = string.Join(' ', Enumerable.Range(0, 8).Select(_ => $"w{(int)(1_000 * random.NextDouble() * random.NextDouble())}"));
        string date = string.Create(CultureInfo.InvariantCulture, $"2026-{random.Next(1, 13):00}-{random.Next(1, 29):00}T{random.Next(24):00}:{random.Next(60):00}:00Z");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"category\":\"c{random.Next(20)}\",\"sku\":\"sku-{i}\",\"year\":{1950 + random.Next(75)},\"price\":{random.NextDouble() * 1_000:0.00},")
            + string.Create(
            CultureInfo.InvariantCulture,
            $"\"sold\":{(random.Next(2) == 0 ? "true" : "false")},\"at\":\"{date}\",\"place\":{{\"lon\":{(random.NextDouble() * 40) - 10:0.0000},\"lat\":{35 + (random.NextDouble() * 30):0.0000}}},")
            + $"\"text\":\"{words}\",\"uuid\":\"{new Guid(i, 0, 0, new byte[8])}\"}}";
    }

    private static (string, PayloadIndexSchema, FilterExpression) Index(
        string key, PayloadIndexKind kind, Func<PayloadPath, FilterExpression> leaf)
    {
        PayloadPath path = PayloadPath.Parse(key);
        return (key, new PayloadIndexSchema(path, kind), leaf(path));
    }

    private static long Ticks(string date) => DatetimeText.TryParse(Encoding.UTF8.GetBytes(date), out long ticks) ? ticks : 0;

    private static void RunHere(int count, Action<int> body)
    {
        for (int i = 0; i < count; i++)
        {
            body(i);
        }
    }
}

using System.Diagnostics;
using System.Text;
using Vectorizer.Engine.Filters;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Listing;
using Vectorizer.Engine.PayloadIndexes;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Benchmarks.PayloadIndexes;

/// <summary>Pages, counts and facets of one segment without indexes and with them: microseconds, and points looked at.</summary>
internal static class ListingTable
{
    private const int Reads = 15;
    private const int PageSize = 100;

    private static readonly (string Name, PayloadIndexKind Kind)[] s_indexes =
    [
        ("category", PayloadIndexKind.Keyword), ("sku", PayloadIndexKind.Keyword), ("year", PayloadIndexKind.Integer), ("price", PayloadIndexKind.Float), ("at", PayloadIndexKind.Datetime),
    ];

    private static readonly ParallelFor s_parallel = (count, body) => Parallel.For(0, count, body);

    public static void Print(int count)
    {
        using SegmentIndex index = Fill(count);
        (string Name, Func<SegmentReader, int> Read)[] reads = [.. Rows(count)];
        (double Micros, int Looked, int Found)[] without = [.. reads.Select(row => Measure(index, row.Read))];
        foreach ((string name, PayloadIndexKind kind) in s_indexes)
        {
            index.AttachPayloadIndex(new PayloadIndexSchema(PayloadPath.Parse(name), kind));
        }

        while (index.BuildPayloadIndexes(s_parallel))
        {
            // Until they are ready.
        }

        Console.WriteLine($"Lists of {count:N0} points, pages of {PageSize}; medians of {Reads}");
        Console.WriteLine("| what | found | µs without indexes | points looked at | µs with | points looked at |");
        Console.WriteLine("|---|---|---|---|---|---|");
        for (int i = 0; i < reads.Length; i++)
        {
            (double micros, int looked, int found) = Measure(index, reads[i].Read);
            Console.WriteLine($"| {reads[i].Name} | {found:N0} | {without[i].Micros:N0} | {without[i].Looked:N0} | {micros:N0} | {looked:N0} |");
            if (found != without[i].Found)
            {
                throw new InvalidOperationException($"{without[i].Found} were found without indexes, {found} with them.");
            }
        }
    }

    private static IEnumerable<(string Name, Func<SegmentReader, int> Read)> Rows(int count)
    {
        (string Name, FilterExpression Filter)[] filters =
        [
            ("half (`price` < 500)", Price(500)),
            ("a twentieth (`category`)", new MatchAnyExpression(PayloadPath.Parse("category"), new MatchValues(["c3"u8.ToArray()], []))),
            ("a hundredth (`price` < 10)", Price(10)),
            ("a ten-thousandth (`price` < 0.1)", Price(0.1)),
            ("one (`sku`)", new MatchAnyExpression(PayloadPath.Parse("sku"), new MatchValues([Encoding.UTF8.GetBytes($"sku-{count / 2}")], []))),
        ];
        foreach ((string name, FilterExpression filter) in filters)
        {
            yield return ($"first page, {name}", reader => reader.ListMatching(filter, default, PageSize, out _, default).Length);
        }

        foreach ((string name, FilterExpression filter) in filters)
        {
            yield return ($"count, {name}", reader => new MatchCounter(reader).Count(filter, int.MaxValue, out _, default));
        }

        foreach (string key in (string[])["year", "price", "at"])
        {
            yield return ($"first page by `{key}`", reader => Ordered(reader, key, filter: null));
        }

        yield return ("first page by `at`, a twentieth (`category`)", reader => Ordered(reader, "at", filters[1].Filter));
        yield return ("first page by `at`, a ten-thousandth (`price`)", reader => Ordered(reader, "at", filters[3].Filter));
        foreach (string key in (string[])["category", "year"])
        {
            yield return ($"facets of `{key}`", reader => new FacetList(reader, PayloadPath.Parse(key)).Largest(null, 10, out _, default)[0].Count);
        }

        yield return (
            "facets of `year`, a hundredth (`price` < 10)",
            reader => new FacetList(reader, PayloadPath.Parse("year")).Largest(filters[2].Filter, 10, out _, default)[0].Count);
    }

    private static int Ordered(SegmentReader reader, string key, FilterExpression? filter)
        => new OrderedList(reader, new SortOrder(PayloadPath.Parse(key), IsDescending: true, StartFrom: null)).Page(
            filter, after: null, PageSize, out _, default).Count;

    private static NumberRangeExpression Price(double below)
        => new(PayloadPath.Parse("price"), new Bounds<ExactNumber>(null, null, new ExactNumber(below), null));

    private static (double Micros, int Looked, int Found) Measure(SegmentIndex index, Func<SegmentReader, int> read)
    {
        using SegmentReader reader = index.OpenReader();
        List<double> times = [];
        int looked = 0;
        int found = 0;
        for (int i = 0; i <= Reads; i++)
        {
            int before = reader.Checked;
            long start = Stopwatch.GetTimestamp();
            found = read(reader);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
            looked = reader.Checked - before;
        }

        // The first is the compiler's.
        return (times.Skip(1).Order().ElementAt(Reads / 2), looked, found);
    }

    private static SegmentIndex Fill(int count)
    {
        const int PointsOfGroup = 10_000;
        SegmentIndex index = new([new VectorFieldSchema(2, Metric.Euclidean, new HnswParameters(2, 4))]);
        Random random = new(1);
        for (int first = 0; first < count; first += PointsOfGroup)
        {
            PointMutation[] points = [.. Enumerable.Range(first, Math.Min(PointsOfGroup, count - first)).Select(i => PointMutation.Upsert(
                Encoding.UTF8.GetBytes($"{i}"), 1, new[] { random.NextSingle(), random.NextSingle() }, Encoding.UTF8.GetBytes(PayloadIndexTable.Payload(i, random))))];
            index.Apply([new SegmentWrite(index.VisibleSequence + 1, points)], new int[1], s_parallel);
        }

        return index;
    }
}

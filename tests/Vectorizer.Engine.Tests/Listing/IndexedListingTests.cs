using System.Text;
using Vectorizer.Engine.Filters;
using Vectorizer.Engine.Listing;
using Vectorizer.Engine.PayloadIndexes;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Tests.PayloadIndexes;
using Vectorizer.Engine.Tests.Segments;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Tests.Listing;

/// <summary>
/// Ordered lists, facets and counts are the same with an index of their key and without, and look at no more points than an index
/// leaves open.
/// </summary>
public sealed class IndexedListingTests(ITestOutputHelper output)
{
    private const int Points = 3_000;

    private static readonly PayloadPath s_key = PayloadPath.Parse("v");

    private static readonly ParallelFor s_twoThreads =
        (count, body) => Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = 2 }, body);

    private readonly SegmentIndex _index = new([SegmentModel.Field(2, Metric.Euclidean)]);

    public static TheoryData<PayloadIndexKind, int> Kinds => new(
        from kind in Enum.GetValues<PayloadIndexKind>()
        from round in Enumerable.Range(0, 2)
        select (kind, Random.Shared.Next()));

    /// <summary>What most payloads have at the key by kind of index, so that most indexes know all values and some don't.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Pages_facets_and_counts_are_the_same_with_an_index_through_updates_and_deletes(PayloadIndexKind kind, int seed)
    {
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        int byIndex = 0;
        for (int round = 0; round < 30; round++)
        {
            // Ids die with the odd values that they had, and so some rounds begin with an index that knows all.
            bool isPure = round % 3 != 0;
            Apply([.. Enumerable.Range(0, 200).Select(_ => random.Next(6) == 0
                ? PointMutation.Delete(Id(random.Next(600)))
                : Point(random.Next(600), Values(kind, random, isPure)))]);
            if (isPure)
            {
                Apply([.. Enumerable.Range(0, 600).Where(i => !IsPure(i, kind)).Select(i => Point(i, Values(kind, random, isPure: true)))]);
                Reclaim();
            }

            FilterExpression? filter = random.Next(3) == 0 ? null : new RandomPayloads(random).Leaf(s_key, kind);
            bool isDescending = random.Next(2) == 0;
            SortValue? start = random.Next(3) == 0 ? Start(random) : null;
            int limit = random.Next(1, 60);
            List<string> plain = Everything(filter, isDescending, start, limit, out _);
            _index.AttachPayloadIndex(new PayloadIndexSchema(s_key, kind));
            while (_index.BuildPayloadIndexes(s_twoThreads))
            {
                // Until it is ready.
            }

            Assert.Equal(plain, Everything(filter, isDescending, start, limit, out bool hasAllValues));
            byIndex += hasAllValues ? 1 : 0;
            Assert.True(_index.DropPayloadIndex(s_key));
        }

        Assert.InRange(byIndex, kind is PayloadIndexKind.Geo or PayloadIndexKind.Text ? 0 : 5, 30);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_page_in_the_order_of_an_indexed_key_looks_at_the_points_of_the_page_only(bool isDescending)
    {
        FillNumbers(PayloadIndexKind.Integer, i => $"{i * 7919L % Points}");

        (List<string> ids, int looked) = Page(isDescending, filter: null, after: null, limit: 20);
        Assert.Equal(20, ids.Count);
        Assert.Equal(21, looked);

        using SegmentReader reader = _index.OpenReader();
        SortPosition middle = new(SortValue.Of(new ExactNumber(1_500L)), "x"u8.ToArray());
        (ids, looked) = Page(isDescending, filter: null, middle, limit: 20);
        Assert.Equal(20, ids.Count);
        Assert.Equal(21, looked);
    }

    // A point that is met at its second value is looked at there, and not listed again.
    [Fact]
    public void A_point_of_several_values_is_listed_at_the_first_of_them()
    {
        FillNumbers(PayloadIndexKind.Float, i => i % 3 == 0 ? $"[{i},{i}.5]" : $"{i}");
        List<string> ascending = Everything(null, isDescending: false, null, limit: 50, out bool hasAllValues);
        List<string> descending = Everything(null, isDescending: true, null, limit: 50, out _);

        Assert.True(hasAllValues);
        Assert.Equal(Points, ascending.Count(line => line.StartsWith("point", StringComparison.Ordinal)));
        Assert.Equal(Points, descending.Count(line => line.StartsWith("point", StringComparison.Ordinal)));
    }

    // Behind numbers come dates and other texts, which an index of numbers tells nothing of.
    [Theory]
    [InlineData("\"x\"")]
    [InlineData("[5,\"2026-01-01\"]")]
    [InlineData("1.5")]
    public void One_point_of_another_kind_is_listed_too_and_the_index_leads_again_when_it_has_gone(string odd)
    {
        FillNumbers(PayloadIndexKind.Integer, i => $"{i}");
        Apply([Point(Points, odd)]);

        (List<string> ids, int looked) = Page(isDescending: odd[0] != '1', filter: null, after: null, limit: 3);
        Assert.Contains($"{Points}", ids);
        Assert.Equal(Points + 1, looked);

        Apply([PointMutation.Delete(Id(Points))]);
        Reclaim();
        Assert.Equal(4, Page(isDescending: true, filter: null, after: null, limit: 3).Looked);
    }

    [Fact]
    public void Few_matches_are_looked_at_themselves_and_not_searched_for_along_the_key()
    {
        FillNumbers(PayloadIndexKind.Integer, i => $"{i}");
        FilterExpression few = new MatchAnyExpression(s_key, new MatchValues([], [.. Enumerable.Range(0, 10).Select(i => i * 100L)]));

        (List<string> ids, int looked) = Page(isDescending: true, few, after: null, limit: 3);
        Assert.Equal(["900", "800", "700"], ids);
        Assert.Equal(10, looked);
    }

    [Theory]
    [InlineData(PayloadIndexKind.Keyword)]
    [InlineData(PayloadIndexKind.Integer)]
    [InlineData(PayloadIndexKind.Bool)]
    public void Facets_of_an_indexed_key_look_at_no_point(PayloadIndexKind kind)
    {
        FillNumbers(kind, i => kind switch
        {
            PayloadIndexKind.Keyword => $"[\"k{i % 100}\",\"k{i % 3}\"]",
            PayloadIndexKind.Integer => $"{i % 100}",
            _ => i % 3 == 0 ? "true" : "[true,false]",
        });
        using SegmentReader reader = _index.OpenReader();
        List<Facet> facets = new FacetList(reader, s_key).Largest(null, 5, out bool isComplete, CancellationToken.None);

        Assert.True(isComplete);
        Assert.Equal(kind == PayloadIndexKind.Bool ? 2 : 5, facets.Count);
        Assert.Equal(kind switch { PayloadIndexKind.Keyword => 1_020, PayloadIndexKind.Integer => 30, _ => Points }, facets[0].Count);
        Assert.Equal(0, reader.Checked);
    }

    /// <summary>All pages of the list, the facets and the count, one line each.</summary>
    private List<string> Everything(FilterExpression? filter, bool isDescending, SortValue? start, int limit, out bool hasAllValues)
    {
        using SegmentReader reader = _index.OpenReader();
        hasAllValues = _index.PayloadIndexes.Find(s_key) is { HasAllValues: true };
        List<string> lines = [];
        SortPosition? after = null;
        bool more = true;
        while (more)
        {
            OrderedList list = new(reader, new SortOrder(s_key, isDescending, start));
            foreach (SortedPoint point in list.Page(filter, after, limit, out more, CancellationToken.None))
            {
                byte[] id = reader.Id(point.Ordinal).ToArray();
                lines.Add($"point {Encoding.UTF8.GetString(id)} {Text(point.Value)}");
                after = new SortPosition(point.Value, id);
            }
        }

        foreach (Facet facet in new FacetList(reader, s_key).Largest(filter, 4, out bool isComplete, CancellationToken.None))
        {
            lines.Add($"facet {Encoding.UTF8.GetString(facet.Text ?? [])} {facet.Integer} {facet.IsBoolean} {facet.Count} {isComplete}");
        }

        lines.Add($"count {new MatchCounter(reader).Count(filter, int.MaxValue, out _, CancellationToken.None)}");
        return lines;
    }

    private (List<string> Ids, int Looked) Page(bool isDescending, FilterExpression? filter, SortPosition? after, int limit)
    {
        using SegmentReader reader = _index.OpenReader();
        int before = reader.Checked;
        List<SortedPoint> page = new OrderedList(reader, new SortOrder(s_key, isDescending, null)).Page(
            filter, after, limit, out _, CancellationToken.None);
        return ([.. page.Select(point => Encoding.UTF8.GetString(reader.Id(point.Ordinal)))], reader.Checked - before);
    }

    private void FillNumbers(PayloadIndexKind kind, Func<int, string> value)
    {
        _index.AttachPayloadIndex(new PayloadIndexSchema(s_key, kind));
        Apply([.. Enumerable.Range(0, Points).Select(i => Point(i, value(i)))]);
    }

    /// <summary>Gives the ordinals of dead points free, and so takes them out of the indexes.</summary>
    private void Reclaim()
    {
        while (_index.DeletedCount > 0)
        {
            // A round that was under way does not know of the last deletes.
            _index.Repair(s_twoThreads);
        }
    }

    private bool IsPure(int id, PayloadIndexKind kind)
    {
        using SegmentReader reader = _index.OpenReader();
        if (!reader.TryFind(Id(id), out int ordinal))
        {
            return true;
        }

        PayloadIndex one = PayloadIndex.Create(new PayloadIndexSchema(s_key, kind));
        one.Add(ordinal, reader.Payload(ordinal));
        return one.HasAllValues;
    }

    private static string Values(PayloadIndexKind kind, Random random, bool isPure)
    {
        if (!isPure && random.Next(10) == 0)
        {
            return new[] { "\"x\"", "1.5", "true", "7", "\"2026-03-01\"", "9007199254740993", "[3,\"a\"]" }[random.Next(7)];
        }

        string Value() => kind switch
        {
            PayloadIndexKind.Keyword => $"\"k{random.Next(6)}\"",
            PayloadIndexKind.Integer => FormattableString.Invariant($"{random.Next(-30, 30)}"),
            PayloadIndexKind.Float => FormattableString.Invariant($"{random.Next(-30, 30) / 4.0}"),
            PayloadIndexKind.Bool => random.Next(2) == 0 ? "true" : "false",
            PayloadIndexKind.Datetime => $"\"2026-03-{random.Next(1, 28):00}\"",
            PayloadIndexKind.Uuid => $"\"{new Guid(random.Next(9), 0, 0, new byte[8])}\"",
            _ => "\"red green\"",
        };

        return random.Next(12) switch
        {
            0 => "null",
            1 => "{}",
            2 => $"[{Value()},{Value()}]",
            _ => Value(),
        };
    }

    private static SortValue Start(Random random) => random.Next(5) switch
    {
        0 => SortValue.Of("2026-03-07T00:00:00.0000001Z"u8),
        1 => SortValue.Of("k3"u8),
        2 => SortValue.Of(new ExactNumber(9007199254740993)),
        _ => SortValue.Of(new ExactNumber(random.Next(-60, 60) / 8.0)),
    };

    private static string Text(SortValue value) => value.Kind == SortValueKind.Text
        ? Encoding.UTF8.GetString(value.Text)
        : FormattableString.Invariant($"{value.Kind} {(value.Number.IsInteger ? value.Number.Integer : value.Number.Nearest):R}");

    private static byte[] Id(int id) => Encoding.UTF8.GetBytes($"{id}");

    private static PointMutation Point(int id, string value)
        => PointMutation.Upsert(Id(id), 1, new float[2], Encoding.UTF8.GetBytes($$"""{"v":{{value}}}"""));

    private void Apply(PointMutation[] mutations)
        => _index.Apply([new SegmentWrite(_index.VisibleSequence + 1, mutations)], new int[1], s_twoThreads);
}

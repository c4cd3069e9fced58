using System.IO.Hashing;
using System.Text;
using Vectorizer.Engine.Filters;
using Vectorizer.Engine.PayloadIndexes;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Tests.PayloadIndexes;
using Vectorizer.Engine.Tests.Segments;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Tests.Filters.Planning;

/// <summary>Lists under a filter have the same pages whatever indexes there are, and look only at what those leave open.</summary>
public sealed class FilteredListTests(ITestOutputHelper output)
{
    private const int Points = 4_000;

    private static readonly PayloadPath s_i = PayloadPath.Parse("i");
    private static readonly PayloadPath s_mod = PayloadPath.Parse("mod");

    private static readonly ParallelFor s_twoThreads =
        (count, body) => Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = 2 }, body);

    private readonly SegmentIndex _index = new([SegmentModel.Field(2, Metric.Euclidean)]);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 6).Select(_ => Random.Shared.Next())];

    [Fact]
    public void A_list_of_few_that_an_index_knows_looks_at_no_point()
    {
        Fill("i");

        Assert.Equal((40, 0), Pages(Below(40), limit: 7));
    }

    [Fact]
    public void A_list_looks_at_the_points_that_an_index_leaves_open_and_at_no_others()
    {
        Fill("i");

        Assert.Equal((4, 40), Pages(new AllOfExpression([Below(40), Mod(3)]), limit: 100));
    }

    // Each page would cost a pass over half of the segment's values, for what the next few points of the list have.
    [Fact]
    public void A_page_of_many_matches_looks_at_the_next_points_of_the_list()
    {
        Fill("i");
        using SegmentReader reader = _index.OpenReader();

        Assert.Equal(10, reader.ListMatching(Below(Points / 2), default, 10, out bool more, CancellationToken.None).Length);
        Assert.True(more);
        Assert.InRange(reader.Checked, 10, 250);
    }

    // An index that knows much, and next to nothing of it meets the rest of the filter: a walk is begun and given up.
    [Fact]
    public void A_walk_that_meets_too_few_is_given_up_for_the_candidates()
    {
        Fill("i");
        long[] allButOne = [.. Enumerable.Range(0, Points / 4).Select(i => (long)i).Where(i => i != 503)];
        FilterExpression others = new NotExpression(new MatchAnyExpression(s_i, new MatchValues([], allButOne)));
        FilterExpression filter = new AllOfExpression([Below(Points / 4), others, Mod(3)]);
        using SegmentReader reader = _index.OpenReader();

        Assert.Equal(1, reader.ListMatching(filter, default, 10, out bool more, CancellationToken.None).Length);
        Assert.False(more);
        Assert.Equal((Points / 4 / 8) + 1, reader.Checked);
    }

    [Fact]
    public void Without_an_index_every_point_is_looked_at()
    {
        Fill();

        Assert.Equal((40, Points), Pages(Below(40), limit: Points));
    }

    // What stays untouched while others are written is listed once, whichever way its page is found.
    [Theory]
    [MemberData(nameof(Seeds))]
    public void Pages_under_random_filters_are_the_same_with_indexes_and_without_also_while_others_are_written(int seed)
    {
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        RandomPayloads payloads = new(random);
        PointMutation Stored(string id) => PointMutation.Upsert(Encoding.UTF8.GetBytes(id), 1, new float[2], payloads.Payload());
        Apply([.. Enumerable.Range(0, 1_500).Select(i => Stored($"stay-{i}"))]);
        int listed = 0;
        for (int round = 0; round < 40; round++)
        {
            PayloadPath path = PayloadPath.Parse(RandomPayloads.Paths[random.Next(RandomPayloads.Paths.Length)]);
            PayloadIndexKind kind = (PayloadIndexKind)random.Next(8);
            FilterExpression filter = RandomFilter(payloads, path, kind, random, depth: 2);
            _index.AttachPayloadIndex(new PayloadIndexSchema(path, kind));
            while (_index.BuildPayloadIndexes(s_twoThreads))
            {
                // Until it is ready.
            }

            List<string> found = [];
            byte[] after = [];
            bool more = true;
            while (more)
            {
                Apply([.. Enumerable.Range(0, 3).Select(_ => random.Next(3) == 0
                    ? PointMutation.Delete(Encoding.UTF8.GetBytes($"other-{random.Next(60)}"))
                    : Stored($"other-{random.Next(60)}"))]);
                _index.Repair(s_twoThreads);
                using SegmentReader reader = _index.OpenReader();
                foreach (int ordinal in reader.ListMatching(filter, after, random.Next(1, 200), out more, CancellationToken.None).ToArray())
                {
                    after = reader.Id(ordinal).ToArray();
                    found.Add(Encoding.UTF8.GetString(after));
                }
            }

            Assert.Equal(found.Count, found.Distinct().Count());
            Assert.Equal(Staying(filter), found.Where(id => id.StartsWith("stay", StringComparison.Ordinal)));
            listed += found.Count;
            Assert.True(_index.DropPayloadIndex(path));
        }

        Assert.True(listed > 1_500, $"{listed} points were listed");
    }

    // A point that is replaced after a reader was opened is in its page as it was; the map of ids leads to the new one.
    [Fact]
    public void A_point_that_is_replaced_while_its_page_is_made_is_not_left_out()
    {
        Fill("i");
        using SegmentReader reader = _index.OpenReader();
        Apply([Point(17)]);

        Assert.Equal(40, reader.ListMatching(Below(40), default, 100, out _, CancellationToken.None).Length);
    }

    private static FilterExpression RandomFilter(RandomPayloads payloads, PayloadPath path, PayloadIndexKind kind, Random random, int depth)
    {
        FilterExpression Part() => random.Next(3) == 0
            ? payloads.Leaf(PayloadPath.Parse(RandomPayloads.Paths[random.Next(RandomPayloads.Paths.Length)]), (PayloadIndexKind)random.Next(8))
            : depth == 0 ? payloads.Leaf(path, kind) : RandomFilter(payloads, path, kind, random, depth - 1);

        return random.Next(5) switch
        {
            0 => new AllOfExpression([Part(), Part()]),
            1 => new AnyOfExpression([Part(), Part(), Part()], random.Next(1, 3)),
            2 => new NotExpression(Part()),
            _ => payloads.Leaf(path, kind),
        };
    }

    private List<string> Staying(FilterExpression filter)
    {
        using SegmentReader reader = _index.OpenReader();
        List<(ulong Hash, string Id)> ids = [];
        for (int ordinal = 0; ordinal < _index.Points.Count; ordinal++)
        {
            if (reader.Visible.Accepts(ordinal)
                && reader.Id(ordinal).StartsWith("stay"u8)
                && reader.Matches(filter, ordinal, CancellationToken.None))
            {
                ids.Add((XxHash3.HashToUInt64(reader.Id(ordinal)), Encoding.UTF8.GetString(reader.Id(ordinal))));
            }
        }

        return [.. ids.Order().Select(id => id.Id)];
    }

    private static MatchAnyExpression Mod(long value) => new(s_mod, new MatchValues([], [value]));

    private static NumberRangeExpression Below(long bound)
        => new(s_i, new Bounds<ExactNumber>(null, null, new ExactNumber(bound), null));

    /// <summary>Goes through all pages, and tells the points found and those looked at.</summary>
    private (int Found, int Looked) Pages(FilterExpression filter, int limit)
    {
        using SegmentReader reader = _index.OpenReader();
        int found = 0;
        byte[] after = [];
        bool more = true;
        while (more)
        {
            ReadOnlySpan<int> page = reader.ListMatching(filter, after, limit, out more, CancellationToken.None);
            found += page.Length;
            after = page.IsEmpty ? after : reader.Id(page[^1]).ToArray();
        }

        return (found, reader.Checked);
    }

    private void Fill(params string[] indexed)
    {
        foreach (string key in indexed)
        {
            _index.AttachPayloadIndex(new PayloadIndexSchema(PayloadPath.Parse(key), PayloadIndexKind.Integer));
        }

        Apply([.. Enumerable.Range(0, Points).Select(Point)]);
    }

    private static PointMutation Point(int i) => PointMutation.Upsert(
        Encoding.UTF8.GetBytes($"{i}"), 1, new float[2], Encoding.UTF8.GetBytes($$"""{"i":{{i}},"mod":{{i % 10}}}"""));

    private void Apply(PointMutation[] mutations)
        => _index.Apply([new SegmentWrite(_index.VisibleSequence + 1, mutations)], new int[1], s_twoThreads);
}

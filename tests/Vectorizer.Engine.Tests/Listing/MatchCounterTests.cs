using System.Text;
using Vectorizer.Engine.Filters;
using Vectorizer.Engine.Listing;
using Vectorizer.Engine.PayloadIndexes;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Tests.Segments;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Tests.Listing;

/// <summary>Counts are those of reading every payload, and look only at what indexes leave open.</summary>
public sealed class MatchCounterTests
{
    private const int Points = 3_000;
    private const int Deleted = 300;

    private static readonly PayloadPath s_i = PayloadPath.Parse("i");
    private static readonly PayloadPath s_mod = PayloadPath.Parse("mod");

    private readonly SegmentIndex _index = new([SegmentModel.Field(2, Metric.Euclidean)]);

    [Fact]
    public void A_count_of_what_an_index_knows_looks_at_no_point_and_is_exact_however_few_may_be_looked_at()
    {
        Fill(indexed: ["mod"]);

        Assert.Equal((Matches(i => i % 10 == 3), true, 0), Count(Mod(3), mostLooks: 1));
        Assert.Equal((Points - Deleted - Matches(i => i % 10 == 3), true, 0), Count(new NotExpression(Mod(3)), mostLooks: 1));
        Assert.Equal((Points - Deleted, true, 0), Count(null, mostLooks: 1));
    }

    [Fact]
    public void A_count_looks_only_at_what_an_index_leaves_open()
    {
        Fill(indexed: ["mod"]);
        AllOfExpression filter = new([Mod(3), Below(1_000)]);

        Assert.Equal((Matches(i => i % 10 == 3 && i < 1_000), true, Matches(i => i % 10 == 3)), Count(filter, mostLooks: int.MaxValue));
    }

    [Fact]
    public void Without_an_index_every_point_is_looked_at()
    {
        Fill(indexed: []);

        Assert.Equal((Matches(i => i % 10 == 3), true, Points - Deleted), Count(Mod(3), mostLooks: int.MaxValue));
    }

    // Dead points, whose ordinals are among those drawn, stand for none. A period of the values must not meet the drawing.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_estimate_looks_at_as_many_points_as_it_may_and_is_about_right(bool isIndexed)
    {
        const int Looks = 500;
        Fill(indexed: isIndexed ? ["i"] : []);
        AllOfExpression filter = new([Below(2_000), Mod(3)]);

        (int count, bool isExact, int looked) = Count(filter, Looks);

        Assert.False(isExact);
        Assert.InRange(looked, Looks / 2, Looks);
        double expected = Matches(i => i < 2_000 && i % 10 == 3);
        Assert.InRange(count, expected * 0.6, expected * 1.4);
    }

    private static MatchAnyExpression Mod(long value) => new(s_mod, new MatchValues([], [value]));

    private static NumberRangeExpression Below(long bound)
        => new(s_i, new Bounds<ExactNumber>(null, null, new ExactNumber(bound), null));

    private static int Matches(Func<int, bool> predicate) => Enumerable.Range(Deleted, Points - Deleted).Count(predicate);

    private (int Count, bool IsExact, int Looked) Count(FilterExpression? filter, int mostLooks)
    {
        using SegmentReader reader = _index.OpenReader();
        int before = reader.Checked;
        int count = new MatchCounter(reader).Count(filter, mostLooks, out bool isExact, CancellationToken.None);
        return (count, isExact, reader.Checked - before);
    }

    private void Fill(string[] indexed)
    {
        foreach (string key in indexed)
        {
            _index.AttachPayloadIndex(new PayloadIndexSchema(PayloadPath.Parse(key), PayloadIndexKind.Integer));
        }

        Apply([.. Enumerable.Range(0, Points).Select(i => PointMutation.Upsert(
            Id(i), 1, new float[2], Encoding.UTF8.GetBytes($$"""{"i":{{i}},"mod":{{i % 10}}}""")))]);
        Apply([.. Enumerable.Range(0, Deleted).Select(i => PointMutation.Delete(Id(i)))]);
    }

    private void Apply(PointMutation[] mutations)
        => _index.Apply(
            [new SegmentWrite(_index.VisibleSequence + 1, mutations)], new int[1], (count, body) => Parallel.For(0, count, body));

    private static byte[] Id(int i) => Encoding.UTF8.GetBytes($"{i}");
}

using System.Text;
using Vectorizer.Engine.Filters;
using Vectorizer.Engine.Listing;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Tests.Segments;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Tests.Listing;

public sealed class OrderedListTests(ITestOutputHelper output)
{
    private static readonly ParallelFor s_run = (count, body) => Parallel.For(0, count, body);

    private readonly SegmentIndex _index = new([SegmentModel.Field(2, Metric.Euclidean)]);

    [Fact]
    public void Numbers_come_before_dates_and_those_before_texts_and_what_has_none_is_left_out()
    {
        Store(
            ("text", "\"b\""), ("date", "\"2026-01-02\""), ("earlier", "\"2026-01-02T00:00:00+01:00\""), ("none", "true"), ("null", "null"),
            ("large", "9007199254740993"), ("larger", "9007199254740994.5"), ("two", "[7,3]"), ("other", "\"a\""), ("object", "{}"));

        Assert.Equal(["two", "large", "larger", "earlier", "date", "other", "text"], Ids(isDescending: false));
        Assert.Equal(["text", "other", "date", "earlier", "larger", "large", "two"], Ids(isDescending: true));
    }

    [Fact]
    public void Equal_values_follow_the_bytes_of_the_ids_in_both_directions()
    {
        Store(("b", "1"), ("a", "1.0"), ("c", "1e0"), ("d", "2"));

        Assert.Equal(["a", "b", "c", "d"], Ids(isDescending: false));
        Assert.Equal(["d", "a", "b", "c"], Ids(isDescending: true));
    }

    [Fact]
    public void A_list_starts_from_a_value_with_those_that_are_equal_to_it()
    {
        Store(("a", "1"), ("b", "2"), ("c", "2"), ("d", "3"));

        Assert.Equal(["b", "c", "d"], Ids(isDescending: false, start: SortValue.Of(new ExactNumber(2))));
        Assert.Equal(["b", "c", "a"], Ids(isDescending: true, start: SortValue.Of(new ExactNumber(2))));
    }

    // Texts are cut between two characters, so that cursors can carry them.
    [Fact]
    public void Texts_are_told_apart_by_their_first_bytes()
    {
        string common = new('ä', SortValue.MaxTextBytes / 2 - 1);
        Store(("b", $"\"{common}xy1\""), ("a", $"\"{common}xy2\""), ("c", $"\"{common}x\""), ("d", $"\"a{common}ää\""));

        Assert.Equal(["d", "c", "a", "b"], Ids(isDescending: false));
    }

    [Fact]
    public void Pages_of_any_size_make_the_same_list_also_while_other_points_are_written()
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        string[] texts = ["\"x\"", "\"y\"", "1", "2", "2.5", "\"2026-05-05\"", "null"];
        (string Id, string Json)[] stay = [.. Enumerable.Range(0, 300).Select(number => ($"stay-{number}", texts[random.Next(texts.Length)]))];
        Store(stay);
        foreach (bool isDescending in new[] { false, true })
        {
            string[] expected = Ids(isDescending).Where(id => id.StartsWith("stay", StringComparison.Ordinal)).ToArray();
            List<string> listed = [];
            SortPosition? after = null;
            bool more = true;
            while (more)
            {
                Store((from number in Enumerable.Range(0, 5) select ($"other-{random.Next(100)}", texts[random.Next(texts.Length)])).ToArray());
                using SegmentReader reader = _index.OpenReader();
                foreach (SortedPoint point in new OrderedList(reader, Order(isDescending)).Page(null, after, random.Next(1, 20), out more, default))
                {
                    byte[] id = reader.Id(point.Ordinal).ToArray();
                    listed.Add(Encoding.UTF8.GetString(id));
                    after = new SortPosition(point.Value, id);
                }
            }

            Assert.Equal(expected, listed.Where(id => id.StartsWith("stay", StringComparison.Ordinal)));
        }
    }

    private static SortOrder Order(bool isDescending, SortValue? start = null) => new(PayloadPath.Parse("v"), isDescending, start);

    private string[] Ids(bool isDescending, SortValue? start = null)
    {
        using SegmentReader reader = _index.OpenReader();
        List<SortedPoint> page = new OrderedList(reader, Order(isDescending, start)).Page(null, null, 1_000, out bool more, default);
        Assert.False(more);
        return [.. page.Select(point => Encoding.UTF8.GetString(reader.Id(point.Ordinal)))];
    }

    private void Store(params (string Id, string Json)[] points)
        => _index.Apply(
            [new SegmentWrite(_index.VisibleSequence + 1, points.Select(point => PointMutation.Upsert(
                Encoding.UTF8.GetBytes(point.Id), 1, new float[2], Encoding.UTF8.GetBytes($$"""{"v":{{point.Json}}}"""))).ToArray())],
            new int[1],
            s_run);
}

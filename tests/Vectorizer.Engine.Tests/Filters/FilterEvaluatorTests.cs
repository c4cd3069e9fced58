using System.Collections.Immutable;
using System.Text;
using Vectorizer.Engine.Filters;

namespace Vectorizer.Engine.Tests.Filters;

/// <summary>What each condition means, one document at a time.</summary>
public sealed class FilterEvaluatorTests
{
    [Theory]
    [InlineData("""{"a":"x"}""", true)]
    [InlineData("""{"a":"X"}""", false)]
    [InlineData("""{"a":"xx"}""", false)]
    [InlineData("""{"b":"x"}""", false)]
    [InlineData("""{"a":null}""", false)]
    [InlineData("""{"a":["y","x"]}""", true)]
    [InlineData("""{"a":[["y"],[["x"]]]}""", true)]
    [InlineData("""{"a":[]}""", false)]
    [InlineData("""{"a":{"a":"x"}}""", false)]
    [InlineData("""{"b":{"a":"x"}}""", false)]
    [InlineData("""{"a":"\u0078"}""", true)]
    [InlineData("""{"\u0061":"x"}""", true)]
    [InlineData("""{"a":"y","a":"x"}""", true)]
    [InlineData("", false)]
    [InlineData("{}", false)]
    public void A_value_matches_a_string_of_the_same_bytes(string payload, bool expected)
        => Assert.Equal(expected, Matches(Any("a", "x"), payload));

    [Theory]
    [InlineData("5", true)]
    [InlineData("5.0", true)]
    [InlineData("50e-1", true)]
    [InlineData("5.5", false)]
    [InlineData("\"5\"", false)]
    [InlineData("9007199254740993", true)]
    [InlineData("9007199254740992", false)]
    [InlineData("9007199254740994", false)]
    [InlineData("-9223372036854775808", true)]
    [InlineData("-9223372036854775809", true)] // No 64-bit integer: the float nearest to it is one.
    [InlineData("9223372036854775808", false)]
    [InlineData("true", true)]
    [InlineData("false", false)]
    [InlineData("[1,2,[5]]", true)]
    public void A_value_matches_an_integer_of_the_same_value_and_true_only_true(string value, bool expected)
    {
        MatchValues values = new([], [5, 9_007_199_254_740_993, long.MinValue], hasTrue: true);
        Assert.Equal(expected, Matches(new MatchAnyExpression(Path("a"), values), $$"""{"a":{{value}}}"""));
    }

    [Fact]
    public void One_of_many_strings_is_found_and_another_is_not()
    {
        string[] many = [.. Enumerable.Range(0, 10_000).Select(i => $"größe {i}")];
        Assert.True(Matches(Any("a", many), """{"a":"größe 9999"}"""));
        Assert.True(Matches(Any("a", many), """{"a":"gr\u00f6\u00dfe 0"}"""));
        Assert.False(Matches(Any("a", many), """{"a":"größe 10000"}"""));
    }

    [Theory]
    [InlineData("""{"a":"x"}""", false)]
    [InlineData("""{"a":"y"}""", true)]
    [InlineData("""{"a":1}""", true)]
    [InlineData("""{"a":{}}""", true)]
    [InlineData("""{"a":["x","y"]}""", true)]
    [InlineData("""{"a":["x"]}""", false)]
    [InlineData("""{"a":null}""", false)]
    [InlineData("""{"a":[null]}""", false)]
    [InlineData("""{"a":[]}""", false)]
    [InlineData("""{"b":"y"}""", false)]
    public void Except_asks_for_a_value_that_is_none_of_those_given(string payload, bool expected)
        => Assert.Equal(expected, Matches(new MatchExceptExpression(Path("a"), Strings("x")), payload));

    [Theory]
    [InlineData("The Quick, brown fox", true)]
    [InlineData("FOX quick", true)]
    [InlineData("quick foxes", false)]
    [InlineData("quick", false)]
    [InlineData("quick-fox", true)]
    [InlineData("quick_fox", true)]
    [InlineData("qu\\u0049ck f\\u006fx", true)]
    [InlineData("", false)]
    public void Text_asks_for_all_words_whatever_their_case_and_order(string text, bool expected)
        => Assert.Equal(expected, Matches(Text("a", "fox QUICK fox"), $$"""{"a":"{{text}}"}"""));

    [Theory]
    [InlineData("ÉCOLE", "l'école", true)]
    [InlineData("straße 5", "STRASSE 5", false)]
    [InlineData("東京", "東京 駅", true)]
    [InlineData("東京", "東京駅", false)]
    [InlineData("e\u0301tude", "l'E\u0301TUDE", true)]
    [InlineData("42", "room 42", true)]
    public void Words_are_those_of_any_script(string wanted, string text, bool expected)
        => Assert.Equal(expected, Matches(Text("a", wanted), $$"""{"a":"{{text}}"}"""));

    [Fact]
    public void Of_a_word_beyond_the_limit_only_the_begin_counts()
    {
        string begin = new('a', TextWords.MaxWordBytes);
        Assert.True(Matches(Text("a", begin + "b"), $$"""{"a":"{{begin}}c"}"""));
        Assert.False(Matches(Text("a", begin + "b"), $$"""{"a":"{{begin[1..]}}c"}"""));
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("0.9999999", false)]
    [InlineData("2", false)]
    [InlineData("1.9999999", true)]
    [InlineData("[0,3]", false)]
    [InlineData("[0,1.5,3]", true)]
    [InlineData("\"1\"", false)]
    [InlineData("null", false)]
    [InlineData("true", false)]
    public void A_number_lies_within_all_bounds_at_once(string value, bool expected)
        => Assert.Equal(expected, Matches(Range("a", gte: new ExactNumber(1), lt: new ExactNumber(2)), $$"""{"a":{{value}}}"""));

    [Fact]
    public void Integers_beyond_the_precision_of_floats_are_compared_exactly()
    {
        FilterExpression above = Range("a", gt: new ExactNumber(9_007_199_254_740_992));
        Assert.False(Matches(above, """{"a":9007199254740992}"""));
        Assert.True(Matches(above, """{"a":9007199254740993}"""));
        Assert.True(Matches(above, """{"a":1e300}"""));
        Assert.True(Matches(above, """{"a":1e999}"""));
        Assert.False(Matches(above, """{"a":-1e999}"""));
        Assert.False(Matches(above, """{"a":9007199254740991.5}"""));
    }

    [Theory]
    [InlineData("2026-03-01T12:00:00Z", true)]
    [InlineData("2026-03-01T14:00:00+02:00", true)]
    [InlineData("2026-03-01T12:00:00+02:00", false)]
    [InlineData("2026-03-01T11:59:59.9999999Z", false)]
    [InlineData("2026-03-01t12:00:00", true)]
    [InlineData("2026-03-01 23:59:59.123z", true)]
    [InlineData("2026-03-02", false)]
    [InlineData("2026-03-01T23:59:60Z", false)]
    [InlineData("2026-03-01T13:00:00\\u005a", true)]
    [InlineData("2026-02-30", false)]
    [InlineData("yesterday", false)]
    public void A_datetime_is_compared_as_a_point_in_time(string value, bool expected)
    {
        Bounds<long> bounds = new(null, Ticks("2026-03-01T12:00:00Z"), Ticks("2026-03-02T00:00:00Z"), null);
        Assert.Equal(expected, Matches(new DatetimeRangeExpression(Path("a"), bounds), $$"""{"a":"{{value}}"}"""));
    }

    [Theory]
    [InlineData("""{"lon":10,"lat":50}""", true)]
    [InlineData("""{"lat":50,"lon":10,"name":{"x":[1]}}""", true)]
    [InlineData("""{"lon":9,"lat":51}""", true)]
    [InlineData("""{"lon":8.999,"lat":50}""", false)]
    [InlineData("""{"lon":10,"lat":51.001}""", false)]
    [InlineData("""{"lon":10}""", false)]
    [InlineData("""{"lon":"10","lat":"50"}""", false)]
    [InlineData("""{"lon":370,"lat":50}""", false)]
    [InlineData("""[{"lon":0,"lat":0},{"lon":10,"lat":50}]""", true)]
    [InlineData("[10,50]", false)]
    [InlineData("null", false)]
    public void A_place_lies_in_a_box_or_on_its_sides(string place, bool expected)
        => Assert.Equal(expected, Matches(new GeoBoxExpression(Path("a"), new Place(9, 51), new Place(11, 49)), $$"""{"a":{{place}}}"""));

    [Theory]
    [InlineData(179, true)]
    [InlineData(-179, true)]
    [InlineData(180, true)]
    [InlineData(0, false)]
    [InlineData(-169, false)]
    public void A_box_may_cross_the_antimeridian(double lon, bool expected)
        => Assert.Equal(expected, new GeoBoxExpression(Path("a"), new Place(170, 10), new Place(-170, -10)).Contains(new Place(lon, 0)));

    // A degree at the equator is a 360th of 2π · 6,371,008.8 m, and from pole to pole it is half of that circle.
    [Fact]
    public void A_place_lies_within_a_distance_on_the_sphere()
    {
        Place berlin = new(13.4050, 52.5200);
        Place potsdam = new(13.0645, 52.3906);
        Assert.InRange(berlin.MetersTo(potsdam), 27_000, 27_300);
        Assert.InRange(new Place(0, 0).MetersTo(new Place(1, 0)), 111_195, 111_196);
        Assert.InRange(new Place(179.5, 0).MetersTo(new Place(-179.5, 0)), 111_195, 111_196);
        Assert.InRange(new Place(0, 90).MetersTo(new Place(123, -90)), 20_015_114, 20_015_116);
        Assert.True(new GeoRadiusExpression(Path("a"), berlin, 27_300).Contains(potsdam));
        Assert.False(new GeoRadiusExpression(Path("a"), berlin, 27_000).Contains(potsdam));
        Assert.True(new GeoRadiusExpression(Path("a"), berlin, 0).Contains(berlin));
    }

    [Theory]
    [InlineData(1, 1, true)]
    [InlineData(5, 5, false)] // In the hole.
    [InlineData(4, 5, true)] // On the line of the hole.
    [InlineData(0, 5, true)] // On the line around it.
    [InlineData(10, 10, true)]
    [InlineData(10.1, 5, false)]
    [InlineData(9.5, 11, false)]
    [InlineData(12, 15, false)] // Level with the tip, beside it.
    [InlineData(5, 14, true)]
    [InlineData(5, 15, true)] // The tip.
    public void A_place_lies_in_a_polygon_and_not_in_its_holes(double lon, double lat, bool expected)
    {
        GeoPolygonExpression house = new(
            Path("a"),
            [new(0, 0), new(10, 0), new(10, 10), new(5, 15), new(0, 10), new(0, 0)],
            [[new(4, 4), new(6, 4), new(6, 6), new(4, 6)]]);
        Assert.Equal(expected, house.Contains(new Place(lon, lat)));
    }

    [Theory]
    [InlineData("""{"a":[1,2]}""", 2, true)]
    [InlineData("""{"a":[1,[2,3,4]]}""", 2, true)]
    [InlineData("""{"a":[]}""", 0, true)]
    [InlineData("""{"a":null}""", 0, true)]
    [InlineData("""{"b":1}""", 0, true)]
    [InlineData("", 0, true)]
    [InlineData("""{"a":"x"}""", 1, true)]
    [InlineData("""{"a":{"x":1,"y":2}}""", 1, true)]
    [InlineData("""{"a":[null]}""", 1, true)]
    [InlineData("""{"a":[1,2]}""", 1, false)]
    public void Values_are_counted(string payload, int count, bool expected)
        => Assert.Equal(expected, Matches(new ValuesCountExpression(Path("a"), new Bounds<int>(null, count, null, count)), payload));

    [Fact]
    public void Of_several_arrays_any_may_have_the_number_of_values()
    {
        FilterExpression two = new ValuesCountExpression(Path("a[].b"), new Bounds<int>(null, 2, null, 2));
        Assert.True(Matches(two, """{"a":[{"b":[1]},{"b":[1,2]}]}"""));
        Assert.False(Matches(two, """{"a":[{"b":[1]},{"b":[1]}]}"""));
    }

    [Theory]
    [InlineData("", true, false)]
    [InlineData("{}", true, false)]
    [InlineData("""{"a":null}""", true, true)]
    [InlineData("""{"a":[]}""", true, false)]
    [InlineData("""{"a":[null]}""", true, true)]
    [InlineData("""{"a":[null,1]}""", false, true)]
    [InlineData("""{"a":""}""", false, false)]
    [InlineData("""{"a":{}}""", false, false)]
    [InlineData("""{"a":false}""", false, false)]
    public void Nothing_and_null_are_told_apart(string payload, bool isEmpty, bool isNull)
    {
        Assert.Equal(isEmpty, Matches(new IsEmptyExpression(Path("a")), payload));
        Assert.Equal(isNull, Matches(new IsNullExpression(Path("a")), payload));
    }

    [Theory]
    [InlineData("a.b", """{"a":{"b":"x"}}""", true)]
    [InlineData("a.b", """{"a":[{"c":1},{"b":"x"}]}""", true)]
    [InlineData("a[].b", """{"a":[{"c":1},{"b":"x"}]}""", true)]
    [InlineData("a[].b", """{"a":{"b":"x"}}""", false)]
    [InlineData("a[]", """{"a":"x"}""", false)]
    [InlineData("a[]", """{"a":["x"]}""", true)]
    [InlineData("a[][]", """{"a":["x"]}""", false)]
    [InlineData("a[][]", """{"a":[["x"]]}""", true)]
    [InlineData("a[1].b", """{"a":[{"b":"y"},{"b":"x"}]}""", true)]
    [InlineData("a[1].b", """{"a":[{"b":"x"},{"b":"y"}]}""", false)]
    [InlineData("a[0]", """{"a":"x"}""", false)]
    [InlineData("a.b.c", """{"a":{"b":[[{"c":"x"}]]}}""", true)]
    [InlineData("a.b", """{"a.b":"x"}""", false)]
    [InlineData("\"a.b\"", """{"a.b":"x"}""", true)]
    [InlineData("\"a\\\"[]\\\\\".c", """{"a\"[]\\":{"c":"x"}}""", true)]
    [InlineData("größe", """{"gr\u00f6\u00dfe":"x"}""", true)]
    [InlineData("\"\"", """{"":"x"}""", true)]
    [InlineData("a", """{"b":{"a":1},"c":[{"a":2}],"a":"x"}""", true)]
    [InlineData("a", """{"a":"x""", false)]
    [InlineData("a", """{"a":"x","b":tru""", true)] // What stands before a fault is there.
    [InlineData("c", """{"a":"x","b":tru,"c":"x"}""", false)]
    [InlineData("a", "[]", false)]
    [InlineData("a", "\"x\"", false)]
    public void A_path_leads_where_it_says(string path, string payload, bool expected)
        => Assert.Equal(expected, Matches(Any(path, "x"), payload));

    [Fact]
    public void Nested_asks_for_all_of_one_element()
    {
        FilterExpression likesBoth = new AllOfExpression([Any("diet.food", "meat"), Any("diet.likes", "yes")]);
        FilterExpression likesMeat = new NestedExpression(
            Path("diet[]"), new AllOfExpression([Any("food", "meat"), Any("likes", "yes")]));
        const string Different = """{"diet":[{"food":"leaves","likes":"yes"},{"food":"meat","likes":"no"}]}""";
        const string Same = """{"diet":[{"food":"leaves","likes":"no"},{"food":"meat","likes":"yes"}]}""";

        Assert.True(Matches(likesBoth, Different));
        Assert.False(Matches(likesMeat, Different));
        Assert.True(Matches(likesMeat, Same));
        Assert.False(Matches(likesMeat, """{"diet":["meat"]}"""));
        Assert.False(Matches(likesMeat, "{}"));

        // Its keys begin at the element: a negation within is one of the element, and needs one.
        FilterExpression notMeat = new NestedExpression(Path("diet"), new NotExpression(Any("food", "meat")));
        Assert.True(Matches(notMeat, Different));
        Assert.False(Matches(notMeat, """{"diet":[{"food":"meat"}]}"""));
        Assert.False(Matches(notMeat, """{"food":"leaves"}"""));
        Assert.True(Matches(notMeat, """{"diet":{"food":"leaves"}}"""));
    }

    [Fact]
    public void Clauses_are_combined()
    {
        FilterExpression[] parts = [Any("a", "x"), Any("b", "x"), Any("c", "x")];
        ImmutableArray<FilterExpression> three = [.. parts];
        for (int bits = 0; bits < 8; bits++)
        {
            string payload = $$"""{"a":"{{"yx"[bits & 1]}}","b":"{{"yx"[bits >> 1 & 1]}}","c":"{{"yx"[bits >> 2]}}"}""";
            int count = int.PopCount(bits);
            Assert.Equal(count == 3, Matches(new AllOfExpression(three), payload));
            for (int least = 1; least <= 3; least++)
            {
                Assert.Equal(count >= least, Matches(new AnyOfExpression(three, least), payload));
            }

            Assert.Equal((bits & 1) == 0, Matches(new NotExpression(parts[0]), payload));
        }

        Assert.True(Matches(new AllOfExpression([]), ""));
    }

    [Fact]
    public void A_point_is_known_by_its_id_and_its_vectors()
    {
        FilterExpression ids = new HasIdExpression([Bytes("p"), Bytes("q")]);
        Assert.True(FilterEvaluator.Matches(ids, new FilteredPoint([], "p"u8, 1, default)));
        Assert.False(FilterEvaluator.Matches(ids, new FilteredPoint([], "pq"u8, 1, default)));
        Assert.True(FilterEvaluator.Matches(new HasVectorExpression(1), new FilteredPoint([], "p"u8, 0b10, default)));
        Assert.False(FilterEvaluator.Matches(new HasVectorExpression(0), new FilteredPoint([], "p"u8, 0b10, default)));
    }

    [Fact]
    public void A_cancelled_evaluation_gives_no_answer()
    {
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        byte[] payload = Bytes("""{"a":["y","x"]}""");
        Assert.Throws<OperationCanceledException>(
            () => FilterEvaluator.Matches(Any("a", "x"), new FilteredPoint(payload, "p"u8, 1, cancelled.Token)));
    }

    [Fact]
    public void An_evaluation_allocates_nothing()
    {
        FilterExpression filter = new AllOfExpression(
        [
            Any("tags[]", "x"), Range("price.usd", gte: new ExactNumber(1)), Text("title", "quick fox"),
            new NotExpression(new IsEmptyExpression(Path("place"))),
            new GeoRadiusExpression(Path("place"), new Place(0, 0), 10),
            new NestedExpression(Path("tags_2[]"), Any("a", "\"")),
        ]);
        byte[] payload = Bytes("""
            {"title":"The quick fox","tags":["y","x"],"price":{"usd":3.5},"place":{"lon":0,"lat":0},"tags_2":[{"a":"\""}]}
            """);
        Assert.True(Matches(filter, payload));

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
        {
            Matches(filter, payload);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static bool Matches(FilterExpression filter, string payload) => Matches(filter, Bytes(payload));

    private static bool Matches(FilterExpression filter, byte[] payload)
        => FilterEvaluator.Matches(filter, new FilteredPoint(payload, "id"u8, 1, default));

    private static MatchAnyExpression Any(string path, params string[] values) => new(Path(path), Strings(values));

    private static MatchTextExpression Text(string path, string text) => new(Path(path), Bytes(text));

    private static NumberRangeExpression Range(string path, ExactNumber? gt = null, ExactNumber? gte = null, ExactNumber? lt = null)
        => new(Path(path), new Bounds<ExactNumber>(gt, gte, lt, null));

    private static MatchValues Strings(params string[] values) => new(values.Select(Bytes), []);

    private static PayloadPath Path(string text) => PayloadPath.Parse(text);

    private static long Ticks(string text)
        => DatetimeText.TryParse(Bytes(text), out long ticks) ? ticks : throw new FormatException(text);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}

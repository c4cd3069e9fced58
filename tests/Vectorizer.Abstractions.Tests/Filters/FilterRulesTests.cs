using System.Collections.Immutable;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Filters;
using Vectorizer.Abstractions.Tests.Serialization;

namespace Vectorizer.Abstractions.Tests.Filters;

public sealed class FilterRulesTests
{
    private static readonly ImmutableArray<VectorField> s_fields = MessageSamples.Definition.Fields;
    private static readonly GeoRing s_ring = new([new(0, 0), new(1, 0), new(0, 1)]);
    private static readonly Condition s_condition = new IsNullCondition("a");

    public static TheoryData<string, Condition> Faults => new()
    {
        { "filter.must[0].key", new MatchTextCondition("", "x") },
        { "filter.must[0].key", new MatchTextCondition("a.", "x") },
        { "filter.must[0].key", new MatchTextCondition(new string('a', 1_025), "x") },
        { "filter.must[0].match.text", new MatchTextCondition("a", " !? ") },
        { "filter.must[0].match.text", new MatchTextCondition("a", new string('ä', 513)) },
        { "filter.must[0].match.any", new MatchAnyCondition("a", []) },
        { "filter.must[0].match.any", new MatchAnyCondition("a", default) },
        { "filter.must[0].match.any", new MatchAnyCondition("a", [.. Enumerable.Repeat<FilterValue>(1, 10_001)]) },
        { "filter.must[0].match.any", new MatchAnyCondition("a", [default]) },
        { "filter.must[0].match.except", new MatchExceptCondition("a", []) },
        { "filter.must[0].range", new NumberRangeCondition("a") },
        { "filter.must[0].range.lte", new NumberRangeCondition("a", Lte: double.NaN) },
        { "filter.must[0].range.gt", new NumberRangeCondition("a", Gt: double.PositiveInfinity) },
        { "filter.must[0].range", new DatetimeRangeCondition("a") },
        { "filter.must[0].values_count", new ValuesCountCondition("a") },
        { "filter.must[0].geo_bounding_box.top_left", new GeoBoxCondition("a", new(181, 0), new(0, 0)) },
        { "filter.must[0].geo_bounding_box.bottom_right", new GeoBoxCondition("a", new(0, 0), new(0, double.NaN)) },
        { "filter.must[0].geo_bounding_box.bottom_right", new GeoBoxCondition("a", new(0, 0), new(0, 1)) },
        { "filter.must[0].geo_radius.center", new GeoRadiusCondition("a", new(0, 91), 1) },
        { "filter.must[0].geo_radius.radius", new GeoRadiusCondition("a", new(0, 0), -1) },
        { "filter.must[0].geo_radius.radius", new GeoRadiusCondition("a", new(0, 0), double.PositiveInfinity) },
        { "filter.must[0].geo_polygon.exterior.points", new GeoPolygonCondition("a", new([new(0, 0), new(1, 1)])) },
        { "filter.must[0].geo_polygon.exterior.points[2]", new GeoPolygonCondition("a", new([new(0, 0), new(1, 1), new(1, 99)])) },
        { "filter.must[0].geo_polygon.interiors[1].points", new GeoPolygonCondition("a", s_ring, [s_ring, new([])]) },
        { "filter.must[0].geo_polygon", new GeoPolygonCondition("a", s_ring, [new([.. Enumerable.Repeat(new GeoPoint(0, 0), 9_998)])]) },
        { "filter.must[0].is_empty.key", new IsEmptyCondition("[]") },
        { "filter.must[0].is_null.key", new IsNullCondition("a[x]") },
        { "filter.must[0].has_id", new HasIdCondition([]) },
        { "filter.must[0].has_id[1]", new HasIdCondition(["a", ""]) },
        { "filter.must[0].has_vector", new HasVectorCondition("unknown") },
        { "filter.must[0].nested.key", new NestedCondition("a..b", new Filter()) },
        { "filter.must[0].nested.filter.must[0].has_id", new NestedCondition("a", new Filter([new HasIdCondition(["a"])])) },
        { "filter.must[0].nested.filter.must[0].has_vector", new NestedCondition("a", new Filter([new HasVectorCondition("")])) },
        { "filter.must[0].should[1].key", new GroupCondition(new Filter(Should: [s_condition, new MatchTextCondition("", "x")])) },
        { "filter.must[0].min_should.min_count", new GroupCondition(new Filter(MinShould: new MinShould([s_condition], 2))) },
        { "filter.must[0].min_should.min_count", new GroupCondition(new Filter(MinShould: new MinShould([s_condition], 0))) },
        { "filter.must[0].min_should.min_count", new GroupCondition(new Filter(MinShould: new MinShould(default, 1))) },
        { "filter.must[0]", null! },
        { "filter.must[0]", new GroupCondition(null!) },
    };

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Faults))]
    public void A_fault_is_refused_with_the_argument_named(string argument, Condition condition)
    {
        VectorizerException e = Assert.Throws<VectorizerException>(() => FilterRules.Check(new Filter([condition]), s_fields));

        Assert.Equal((VectorizerError.InvalidArgument, argument), (e.Code, e.Argument));
    }

    [Fact]
    public void Depth_and_number_of_conditions_and_operands_are_limited()
    {
        FilterRules.Check(Nested(FilterRules.MaxDepth), s_fields);
        Assert.Throws<VectorizerException>(() => FilterRules.Check(Nested(FilterRules.MaxDepth + 1), s_fields));

        ImmutableArray<Condition> many = [.. Enumerable.Repeat(s_condition, FilterRules.MaxConditions)];
        FilterRules.Check(new Filter(many), s_fields);
        Assert.Throws<VectorizerException>(() => FilterRules.Check(new Filter(many, [s_condition]), s_fields));

        Condition values = new MatchAnyCondition("a", [.. Enumerable.Repeat<FilterValue>(1, 10_000)]);
        FilterRules.Check(new Filter([.. Enumerable.Repeat(values, 10)]), s_fields);
        Assert.Throws<VectorizerException>(() => FilterRules.Check(new Filter([.. Enumerable.Repeat(values, 11)]), s_fields));
    }

    [Fact]
    public void What_is_within_the_limits_is_allowed()
    {
        FilterRules.Check(null, s_fields);
        FilterRules.Check(new Filter(), s_fields);
        FilterRules.Check(
            new Filter(MustNot: [new GroupCondition(new Filter()), new HasVectorCondition("title"), new HasVectorCondition("")]), s_fields);
        FilterRules.Check(new Filter([new GeoBoxCondition("a", new(170, 1), new(-170, 1)), new NumberRangeCondition("a", long.MaxValue)]), s_fields);
    }

    [Fact]
    public void Filters_are_equal_when_they_are_written_alike()
    {
        Filter one = MessageSamples.Filter;
        Filter same = one with { Must = [.. one.Must.Select(condition => condition with { })] };
        Assert.Equal(one, same);
        Assert.Equal(one.GetHashCode(), same.GetHashCode());
        Assert.Equal(new Filter(), new Filter([], [], []));
        Assert.Equal(new Filter().GetHashCode(), new Filter([], [], []).GetHashCode());

        // Every condition counts, and so does its place.
        for (int i = 0; i < one.Must.Length; i++)
        {
            Assert.NotEqual(one, one with { Must = one.Must.RemoveAt(i) });
            Assert.Equal(new Filter([one.Must[i]]), new Filter([one.Must[i] with { }]));
            for (int j = 0; j < one.Must.Length; j++)
            {
                Assert.Equal(i == j, one.Must[i].Equals(one.Must[j]));
            }
        }

        Assert.NotEqual(new Filter([s_condition]), new Filter(MustNot: [s_condition]));
    }

    private static Filter Nested(int depth)
        => depth == 1 ? new Filter([s_condition]) : new Filter([new GroupCondition(Nested(depth - 1))]);
}

using System.Collections.Immutable;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Points;
using Vectorizer.Abstractions.Search;

namespace Vectorizer.Abstractions.Tests.Search;

public sealed class SearchRulesTests
{
    private static readonly ImmutableArray<VectorField> s_fields =
    [
        new VectorField("", 2, DistanceMetric.Cosine, new HnswConfig()),
        new VectorField("other", 2, DistanceMetric.Dot, new HnswConfig()),
    ];

    private static readonly SearchRequest s_valid = new(
        0, new VectorBlock([1, 2, 3, 4]), 10, null, false, PointParts.None, TimeSpan.FromSeconds(1));

    public static TheoryData<string, SearchRequest> Faults => new()
    {
        { "using", s_valid with { Field = -1 } },
        { "using", s_valid with { Field = 2 } },
        { "limit", s_valid with { Limit = 0 } },
        { "limit", s_valid with { Limit = 1_000_000_000 } },
        { "limit", s_valid with { Limit = 10_000, Queries = new VectorBlock([.. Enumerable.Repeat(1f, 22)]) } },
        { "ef", s_valid with { Ef = 0 } },
        { "ef", s_valid with { Ef = 10_001 } },
        { "timeout", s_valid with { Timeout = TimeSpan.Zero } },
        { "timeout", s_valid with { Timeout = TimeSpan.FromMinutes(11) } },
        { "queries", s_valid with { Queries = VectorBlock.Empty } },
        { "queries", s_valid with { Queries = new VectorBlock([1, 2, 3]) } },
        { "positives", s_valid with { Positives = -1 } },
        { "positives", s_valid with { Positives = 3 } },
        { "queries", s_valid with { Positives = 3, Queries = new VectorBlock([.. Enumerable.Repeat(1f, 202)]) } },
        { "queries[1]", s_valid with { Positives = 2, Queries = new VectorBlock([1, 2, 0, 0]) } },
        { "queries[1]", s_valid with { Queries = new VectorBlock([1, 2, float.NaN, 4]) } },
        { "queries[1]", s_valid with { Queries = new VectorBlock([1, 2, 0, -0f]) } }, // No direction under cosine.
    };

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Faults))]
    public void A_fault_is_refused_with_the_argument_named(string argument, SearchRequest request)
    {
        VectorizerException e = Assert.Throws<VectorizerException>(() => SearchRules.Check(request, s_fields));

        Assert.Equal((VectorizerError.InvalidArgument, argument), (e.Code, e.Argument));
    }

    // 65,536 floats each: 16 of them are the 4 MiB that one message may have.
    [Theory]
    [InlineData(100, 2, true)]
    [InlineData(101, 2, false)]
    [InlineData(0, 2, false)]
    [InlineData(16, 65_536, true)]
    [InlineData(17, 65_536, false)]
    public void Examples_are_limited_in_number_and_in_floats(int count, int dimension, bool allowed)
        => Assert.Equal(allowed, SearchRules.RefuseExamples(count, dimension) is null);

    [Theory]
    [InlineData(-3, 0.75f)]
    [InlineData(-1 / 3f, 0.25f)]
    [InlineData(3, -0.75f)]
    [InlineData(-float.MaxValue, 1)]
    [InlineData(float.MaxValue, -1)]
    public void The_score_by_examples_follows_from_the_odds(float distance, float score)
        => Assert.Equal(score, BestScore.ToScore(distance), 1e-6);

    [Fact]
    public void The_limits_themselves_are_allowed()
    {
        SearchRules.Check(s_valid, s_fields);
        SearchRules.Check(s_valid with { Limit = 10_000, Ef = 10_000, Timeout = TimeSpan.FromMinutes(10) }, s_fields);
        SearchRules.Check(s_valid with { Field = 1, Queries = new VectorBlock([0, 0]) }, s_fields);
        SearchRules.Check(s_valid with { Positives = 0, Limit = 10_000, Queries = new VectorBlock([.. Enumerable.Repeat(1f, 200)]) }, s_fields);
    }
}

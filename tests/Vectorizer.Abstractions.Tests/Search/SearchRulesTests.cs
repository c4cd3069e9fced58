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

    [Fact]
    public void The_limits_themselves_are_allowed()
    {
        SearchRules.Check(s_valid, s_fields);
        SearchRules.Check(s_valid with { Limit = 10_000, Ef = 10_000, Timeout = TimeSpan.FromMinutes(10) }, s_fields);
        SearchRules.Check(s_valid with { Field = 1, Queries = new VectorBlock([0, 0]) }, s_fields);
    }
}

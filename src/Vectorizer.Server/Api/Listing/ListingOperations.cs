using System.Collections.Immutable;
using Vectorizer.Server.Api.OpenApi;
using Vectorizer.Server.Api.OpenApi.Schemas;
using Vectorizer.Server.Api.Problems;

namespace Vectorizer.Server.Api.Listing;

/// <summary>What the reference says of lists and counts of points that match a filter.</summary>
internal static class ListingOperations
{
    private const string Group = "Points";

    private static readonly ImmutableArray<ProblemKind> s_problems =
    [
        ProblemKind.MalformedUrl, ProblemKind.CollectionNotFound, ProblemKind.ValidationFailed, ProblemKind.Overloaded,
        ProblemKind.DeadlineExceeded, ProblemKind.Unavailable,
    ];

    public static readonly ApiOperation Scroll = new("scroll_points", Group, "List points that match a filter", typeof(PointPageAnswer))
    {
        Description =
            "Page by page: 'next_cursor' of one page is the 'cursor' of the next. Points that are not written to meanwhile are all "
            + "listed, each once. With 'order_by' every page looks at all points that match; without, only at those up to its end.",
        Parameters = [ApiParameter.Collection],
        Body = new ApiBody(typeof(ScrollSchema),
        [
            new ApiExample(
                "filter", "Points that match", """{"filter": {"must": [{"key": "kind", "match": {"value": "noun"}}]}, "limit": 10}"""),
            new ApiExample(
                "order_by", "In the order of a value", """{"order_by": {"key": "length", "direction": "desc"}, "limit": 10}"""),
        ]),
        Problems = s_problems,
    };

    public static readonly ApiOperation Count = new("count_points", Group, "Count points that match a filter", typeof(CountAnswer))
    {
        Parameters = [ApiParameter.Collection],
        Body = new ApiBody(typeof(CountSchema),
        [
            new ApiExample("filter", "Points that match", """{"filter": {"must": [{"key": "kind", "match": {"value": "noun"}}]}}"""),
        ]),
        Problems = s_problems,
    };

    public static readonly ApiOperation Facet = new("facet", Group, "Count points by a value of their payloads", typeof(FacetAnswer))
    {
        Description = "Texts, integers and booleans count; of an array each element does, and a point once for each value.",
        Parameters = [ApiParameter.Collection],
        Body = new ApiBody(typeof(FacetSchema),
        [
            new ApiExample("key", "The most frequent values", """{"key": "kind", "limit": 5}"""),
        ]),
        Problems = s_problems,
    };
}

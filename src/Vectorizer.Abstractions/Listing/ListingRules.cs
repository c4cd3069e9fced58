using System.Collections.Immutable;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Filters;
using Vectorizer.Abstractions.Points;
using Vectorizer.Abstractions.Search;

namespace Vectorizer.Abstractions.Listing;

/// <summary>What lists and counts may ask for. Callers check early, segments check again.</summary>
public static class ListingRules
{
    /// <summary>Values of one request for facets.</summary>
    public const int MaxFacets = 10_000;

    /// <summary>Checks a request for a page.</summary>
    /// <exception cref="VectorizerException"><c>invalid_argument</c>, with the argument at fault.</exception>
    public static void Check(ScrollRequest request, ImmutableArray<VectorField> fields)
    {
        ArgumentNullException.ThrowIfNull(request);
        VectorizerException.ThrowIfOutside("limit", request.Limit, 1, PointRules.MaxListLimit);
        SearchRules.CheckTimeout(request.Timeout);
        FilterRules.Check(request.Filter, fields);
        if (request.OrderBy is { } order)
        {
            CheckKey(order.Key, "order_by.key");
        }

        if (request.After is { Count: not 1 } after)
        {
            throw VectorizerException.InvalidArgument("after", $"A list starts behind one id, not {after.Count}.");
        }

        if ((request.OrderBy is not null && request.After is not null) != (request.AfterValue is not null))
        {
            throw VectorizerException.InvalidArgument("after", "A place in an ordered list is a value with an id, in another list an id.");
        }
    }

    /// <summary>Checks a request for facets.</summary>
    /// <exception cref="VectorizerException"><c>invalid_argument</c>, with the argument at fault.</exception>
    public static void Check(FacetRequest request, ImmutableArray<VectorField> fields)
    {
        ArgumentNullException.ThrowIfNull(request);
        VectorizerException.ThrowIfOutside("limit", request.Limit, 1, MaxFacets);
        SearchRules.CheckTimeout(request.Timeout);
        FilterRules.Check(request.Filter, fields);
        CheckKey(request.Key, "key");
    }

    private static void CheckKey(string key, string argument)
    {
        if (FilterRules.RefuseKey(key) is { } refusal)
        {
            throw VectorizerException.InvalidArgument(argument, $"A key {refusal}.");
        }
    }
}

using System.Collections.Immutable;
using System.Text;
using Vectorizer.Abstractions.Filters;
using Vectorizer.Abstractions.Listing;
using Vectorizer.Engine.Filters;
using Vectorizer.Engine.Listing;
using Vectorizer.Engine.Segments;

namespace Vectorizer.Grains.Segments;

/// <summary>Counts the points of a segment that match a filter, and the values that they have.</summary>
internal static class PointCounts
{
    // A share of a half is told to one part in a hundred with them, two times out of three.
    private const int SamplePoints = 10_000;

    /// <summary>Counts the points that match.</summary>
    /// <param name="reader">The segment.</param>
    /// <param name="filter">What they match; null for all.</param>
    /// <param name="exact">Whether all that indexes leave open are to be looked at. Otherwise <see cref="SamplePoints"/> stand for more.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static PointCount Count(SegmentReader reader, FilterExpression? filter, bool exact, CancellationToken cancellationToken)
    {
        int count = new MatchCounter(reader).Count(filter, exact ? int.MaxValue : SamplePoints, out bool isExact, cancellationToken);
        return new PointCount(count, isExact);
    }

    /// <summary>Counts the values of the points that match.</summary>
    public static FacetCounts Facet(
        SegmentReader reader, FacetRequest request, FilterExpression? filter, CancellationToken cancellationToken)
    {
        FacetList facets = new(reader, PayloadPath.Parse(request.Key));
        List<Facet> largest = facets.Largest(filter, request.Limit + 1, out bool isComplete, cancellationToken);
        ImmutableArray<FacetCount> counts = [.. largest.Take(request.Limit).Select(facet => new FacetCount(ValueOf(facet), facet.Count))];
        return new FacetCounts(counts, isComplete && largest.Count <= request.Limit, isComplete);
    }

    private static FilterValue ValueOf(Facet facet)
    {
        if (facet.Text is { } text)
        {
            return Encoding.UTF8.GetString(text);
        }

        return facet.IsBoolean ? facet.Integer != 0 : facet.Integer;
    }
}

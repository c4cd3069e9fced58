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
    /// <param name="exact">
    /// Whether each is to be looked at. Otherwise the first in list order stand for all where there are more: it is the order of a
    /// hash of the ids, so that they are as good as drawn by lot.
    /// </param>
    /// <param name="points">Points of the segment, about.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static PointCount Count(
        SegmentReader reader, FilterExpression? filter, bool exact, int points, CancellationToken cancellationToken)
    {
        if (exact || points <= SamplePoints || filter is null)
        {
            List<int> matches = [];
            reader.SelectVisible(filter, matches, cancellationToken);
            return new PointCount(matches.Count, IsExact: true);
        }

        int looked = 0;
        int hits = 0;
        foreach (int ordinal in reader.List([], SamplePoints, out _))
        {
            looked++;
            hits += reader.Matches(filter, ordinal, cancellationToken) ? 1 : 0;
        }

        return new PointCount((long)Math.Round((double)hits / Math.Max(1, looked) * points), IsExact: false);
    }

    /// <summary>Counts the values of the points that match.</summary>
    public static FacetCounts Facet(
        SegmentReader reader, FacetRequest request, FilterExpression? filter, CancellationToken cancellationToken)
    {
        List<int> matches = [];
        reader.SelectVisible(filter, matches, cancellationToken);
        FacetCounter counter = new(PayloadPath.Parse(request.Key));
        foreach (int ordinal in matches)
        {
            cancellationToken.ThrowIfCancellationRequested();
            counter.Add(reader.Payload(ordinal), ordinal);
        }

        List<Facet> largest = counter.Largest(request.Limit + 1);
        ImmutableArray<FacetCount> counts = [.. largest.Take(request.Limit).Select(facet => new FacetCount(ValueOf(facet), facet.Count))];
        return new FacetCounts(counts, counter.IsComplete && largest.Count <= request.Limit, counter.IsComplete);
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

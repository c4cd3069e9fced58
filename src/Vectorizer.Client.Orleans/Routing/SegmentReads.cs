using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Filters;
using Vectorizer.Abstractions.Listing;
using Vectorizer.Abstractions.Points;
using Vectorizer.Abstractions.Search;
using Vectorizer.Abstractions.Segments;

namespace Vectorizer.Client.Orleans.Routing;

/// <summary>Reads points by id and page by page from the segments of a collection.</summary>
internal sealed class SegmentReads(IGrainFactory grains, long maxAnswerBytes)
{
    /// <param name="record">The collection.</param>
    /// <param name="ids">The points wanted.</param>
    /// <param name="parts">What they carry.</param>
    /// <param name="options">Time allowed.</param>
    /// <param name="argument">The caller's argument that is at fault when the answer grows too large.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<PointBatch> GetAsync(
        CollectionRecord record,
        ByteStrings ids,
        PointParts parts,
        ReadOptions options,
        string argument,
        CancellationToken cancellationToken)
    {
        PointRules.CheckIds(ids);
        SearchRules.CheckTimeout(options.Timeout);
        AnswerBytes bytes = new(maxAnswerBytes);
        IReadOnlyList<(int Segment, int[] Indexes)> segments = Ids.BySegment(record, ids);
        FoundPoint?[] found = new FoundPoint?[ids.Count];
        await Task.WhenAll(segments.Select(segment => GetSegmentAsync(segment.Segment, segment.Indexes)));

        PointBatchBuilder builder = new(ids.Count);
        foreach (FoundPoint? point in found)
        {
            point?.Values.CopyTo(builder, point.Value.Index);
        }

        return builder.Build();

        async Task GetSegmentAsync(int number, int[] indexes)
        {
            ISegmentGrain segment = grains.GetGrain<ISegmentGrain>(new SegmentKey(record.Id, number).ToString());
            int examined = 0;
            while (examined < indexes.Length)
            {
                int[] part = indexes[examined..];
                PointSlice slice = await CallFailures.TranslateAsync(
                    segment.Get(Ids.Select(ids, part), parts, options, cancellationToken));
                bytes.Add(slice.Points, argument);
                Place(slice.Points, part.AsSpan(0, slice.IdsExamined));
                examined += slice.IdsExamined;
            }
        }

        // The points come in the order of the ids asked for, those that do not exist left out.
        void Place(PointBatch points, ReadOnlySpan<int> indexes)
        {
            PointValues values = new(points, record.Definition.Fields);
            int next = 0;
            foreach (int index in indexes)
            {
                if (next < points.Count && points.Ids[next].Span.SequenceEqual(ids[index].Span))
                {
                    found[index] = new FoundPoint(values, next++);
                }
            }
        }
    }

    /// <param name="record">The collection.</param>
    /// <param name="request">What each segment is asked for, but for its place.</param>
    /// <param name="cursor">Where the page starts; null for the first one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<PointListPage> ListAsync(
        CollectionRecord record, ScrollRequest request, string? cursor, CancellationToken cancellationToken)
    {
        request = Place(request, cursor);
        ListingRules.Check(request, record.Definition.Fields);

        // Each segment is asked for a little more than its share, and for more only when that runs out.
        int limit = request.Limit;
        int segments = record.Definition.Segments;
        int share = segments == 1 ? limit : Math.Min(limit, (limit / segments * 3 / 2) + 4);
        SegmentListing[] listings = [.. Enumerable.Range(0, segments).Select(number => new SegmentListing(
            Segment(record, number), record.Definition.Fields, request with { Limit = share }))];
        await Task.WhenAll(listings.Select(listing => listing.StartAsync(cancellationToken)));

        PriorityQueue<SegmentListing, ListPosition> order = new(
            listings.Where(listing => listing.HasCurrent).Select(listing => (listing, listing.Position)));
        PointBatchBuilder page = new(limit);
        OrderValue? last = null;
        while (page.Count < limit && page.Bytes < maxAnswerBytes && order.TryDequeue(out SegmentListing? nearest, out _))
        {
            nearest.CopyCurrentTo(page);
            last = nearest.Value;
            if (await nearest.MoveNextAsync(cancellationToken))
            {
                order.Enqueue(nearest, nearest.Position);
            }
        }

        PointBatch points = page.Build();
        return new PointListPage(
            points,
            order.Count == 0 ? null
                : last is null ? ListCursor.Format(points.Ids[^1].Span)
                : OrderedCursor.Format(last, points.Ids[^1].Span));
    }

    /// <summary>How many points of a collection match a filter.</summary>
    public async Task<PointCount> CountAsync(
        CollectionRecord record, Filter? filter, bool exact, ReadOptions options, CancellationToken cancellationToken)
    {
        FilterRules.Check(filter, record.Definition.Fields);
        PointCount[] counts = await Task.WhenAll(Enumerable.Range(0, record.Definition.Segments).Select(number =>
            CallFailures.TranslateAsync(Segment(record, number).Count(filter, exact, options, cancellationToken))));
        return new PointCount(counts.Sum(static count => count.Count), counts.All(static count => count.IsExact));
    }

    /// <summary>The values that most points of a collection have at a key.</summary>
    /// <param name="record">The collection.</param>
    /// <param name="request">The key, the filter and the number of values.</param>
    /// <param name="exact">Whether values that some segments leave out are an error.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>
    /// The most frequent first. Their counts are exact where every segment has told all of its values.
    /// </returns>
    public async Task<FacetCounts> FacetAsync(
        CollectionRecord record, FacetRequest request, bool exact, CancellationToken cancellationToken)
    {
        ListingRules.Check(request, record.Definition.Fields);

        // Of one segment its most frequent values are those of the collection; of several any may be.
        int segments = record.Definition.Segments;
        FacetRequest asked = segments == 1 ? request : request with { Limit = ListingRules.MaxFacets };
        FacetCounts[] parts = await Task.WhenAll(Enumerable.Range(0, segments).Select(number =>
            CallFailures.TranslateAsync(Segment(record, number).Facet(asked, cancellationToken))));
        bool isExact = parts.All(static part => part.IsExact) && (segments == 1 || parts.All(static part => part.IsComplete));
        if (exact && !isExact)
        {
            throw VectorizerException.InvalidArgument(
                "exact",
                $"A segment has too many values (more than {ListingRules.MaxFacets}) at '{request.Key}', so that those of several segments cannot be "
                + "added up exactly. Narrow the filter, or ask for estimates.");
        }

        FacetCount[] all = [.. parts
            .SelectMany(static part => part.Values)
            .GroupBy(static facet => facet.Value, static (value, facets) => new FacetCount(value, facets.Sum(static facet => facet.Count)))
            .OrderByDescending(static facet => facet.Count)
            .ThenByDescending(static facet => facet.Value.Kind)
            .ThenBy(static facet => facet.Value.Integer)
            .ThenBy(static facet => facet.Value.Text, StringComparer.Ordinal)];
        return new FacetCounts(
            [.. all.Take(request.Limit)], parts.All(static part => part.IsComplete) && all.Length <= request.Limit, isExact);
    }

    private ISegmentGrain Segment(CollectionRecord record, int number)
        => grains.GetGrain<ISegmentGrain>(new SegmentKey(record.Id, number).ToString());

    private static ScrollRequest Place(ScrollRequest request, string? cursor)
    {
        if (cursor is null)
        {
            return request;
        }

        if (request.OrderBy is null)
        {
            return request with { After = ListCursor.Parse(cursor) };
        }

        (OrderValue value, ByteStrings id) = OrderedCursor.Parse(cursor);
        return request with { After = id, AfterValue = value };
    }

    private readonly record struct FoundPoint(PointValues Values, int Index);
}

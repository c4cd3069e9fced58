using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Errors;
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

    public async Task<PointListPage> ListAsync(
        CollectionRecord record,
        string? cursor,
        int limit,
        PointParts parts,
        ReadOptions options,
        CancellationToken cancellationToken)
    {
        VectorizerException.ThrowIfOutside("limit", limit, 1, PointRules.MaxListLimit);
        SearchRules.CheckTimeout(options.Timeout);
        ByteStrings? after = cursor is null ? null : ListCursor.Parse(cursor);

        // Each segment is asked for a little more than its share, and for more only when that runs out.
        int segments = record.Definition.Segments;
        int share = segments == 1 ? limit : Math.Min(limit, (limit / segments * 3 / 2) + 4);
        SegmentListing[] listings = [.. Enumerable.Range(0, segments).Select(number => new SegmentListing(
            grains.GetGrain<ISegmentGrain>(new SegmentKey(record.Id, number).ToString()),
            record.Definition.Fields, share, parts, options))];
        await Task.WhenAll(listings.Select(listing => listing.StartAsync(after, cancellationToken)));

        PriorityQueue<SegmentListing, ListPosition> order = new(
            listings.Where(listing => listing.HasCurrent).Select(listing => (listing, listing.Position)));
        PointBatchBuilder page = new(limit);
        while (page.Count < limit && page.Bytes < maxAnswerBytes && order.TryDequeue(out SegmentListing? nearest, out _))
        {
            nearest.CopyCurrentTo(page);
            if (await nearest.MoveNextAsync(cancellationToken))
            {
                order.Enqueue(nearest, nearest.Position);
            }
        }

        PointBatch points = page.Build();
        return new PointListPage(points, order.Count == 0 ? null : ListCursor.Format(points.Ids[^1].Span));
    }

    private readonly record struct FoundPoint(PointValues Values, int Index);
}

using System.Collections.Immutable;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Listing;
using Vectorizer.Abstractions.Points;
using Vectorizer.Abstractions.Segments;

namespace Vectorizer.Client.Orleans.Routing;

/// <summary>The points of one segment in the order of a list, fetched page by page.</summary>
/// <param name="segment">The segment.</param>
/// <param name="fields">The vector fields of the collection.</param>
/// <param name="request">What a page is asked for; its place is that of the first one.</param>
internal sealed class SegmentListing(ISegmentGrain segment, ImmutableArray<VectorField> fields, ScrollRequest request)
{
    private ScrollPage _page = new(PointBatch.Empty, More: false, []);
    private PointValues _values;
    private int _index;

    public bool HasCurrent => _index < _page.Points.Count;

    public ListPosition Position => new(_page.Points.Ids[_index], Value, request.OrderBy is { IsDescending: true });

    /// <summary>With an order, the value of the point.</summary>
    public OrderValue? Value => request.OrderBy is null ? null : _page.Values[_index];

    public Task StartAsync(CancellationToken cancellationToken) => FetchAsync(request, cancellationToken);

    public void CopyCurrentTo(PointBatchBuilder target) => _values.CopyTo(target, _index);

    /// <returns>Whether there is another point.</returns>
    public async ValueTask<bool> MoveNextAsync(CancellationToken cancellationToken)
    {
        _index++;
        if (!HasCurrent && _page.More)
        {
            await FetchAsync(
                request with
                {
                    After = Ids.Select(_page.Points.Ids, [_index - 1]),
                    AfterValue = request.OrderBy is null ? null : _page.Values[_index - 1],
                },
                cancellationToken);
        }

        return HasCurrent;
    }

    private async Task FetchAsync(ScrollRequest from, CancellationToken cancellationToken)
    {
        _page = await CallFailures.TranslateAsync(AskAsync(from, cancellationToken));
        _values = new PointValues(_page.Points, fields);
        _index = 0;
    }

    private async Task<ScrollPage> AskAsync(ScrollRequest from, CancellationToken cancellationToken)
    {
        if (from.Filter is not null || from.OrderBy is not null)
        {
            return await segment.Scroll(from, cancellationToken);
        }

        PointPage page = await segment.List(from.After, from.Limit, from.Parts, new ReadOptions(from.Timeout), cancellationToken);
        return new ScrollPage(page.Points, page.More, []);
    }
}

using System.Collections.Immutable;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Points;
using Vectorizer.Abstractions.Segments;

namespace Vectorizer.Client.Orleans.Routing;

/// <summary>The points of one segment in list order, fetched page by page.</summary>
internal sealed class SegmentListing(
    ISegmentGrain segment, ImmutableArray<VectorField> fields, int pageSize, PointParts parts, ReadOptions options)
{
    private PointPage _page = new(PointBatch.Empty, More: false);
    private PointValues _values;
    private int _index;

    public bool HasCurrent => _index < _page.Points.Count;

    public ListPosition Position => new(_page.Points.Ids[_index]);

    public Task StartAsync(ByteStrings? after, CancellationToken cancellationToken) => FetchAsync(after, cancellationToken);

    public void CopyCurrentTo(PointBatchBuilder target) => _values.CopyTo(target, _index);

    /// <returns>Whether there is another point.</returns>
    public async ValueTask<bool> MoveNextAsync(CancellationToken cancellationToken)
    {
        _index++;
        if (!HasCurrent && _page.More)
        {
            await FetchAsync(Ids.Select(_page.Points.Ids, [_index - 1]), cancellationToken);
        }

        return HasCurrent;
    }

    private async Task FetchAsync(ByteStrings? after, CancellationToken cancellationToken)
    {
        _page = await CallFailures.TranslateAsync(
            segment.List(after, pageSize, parts, options, cancellationToken));
        _values = new PointValues(_page.Points, fields);
        _index = 0;
    }
}

using Vectorizer.Engine.Filters;
using Vectorizer.Engine.Segments;

namespace Vectorizer.Grains.Payloads;

/// <summary>Points are deleted as long as they match a filter; null for all.</summary>
internal sealed class PointDeletion(FilterExpression? filter) : IPointChange
{
    public bool TryChange(
        SegmentReader reader, int ordinal, ReadOnlyMemory<byte> id, out PointMutation mutation, CancellationToken cancellationToken)
    {
        mutation = PointMutation.Delete(id);
        return filter is null || reader.Matches(filter, ordinal, cancellationToken);
    }
}

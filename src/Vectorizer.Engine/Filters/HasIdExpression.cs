using Vectorizer.Engine.Segments;

namespace Vectorizer.Engine.Filters;

/// <summary>The point has one of several ids.</summary>
public sealed class HasIdExpression : FilterExpression
{
    private readonly HashSet<byte[]> _ids;
    private readonly HashSet<byte[]>.AlternateLookup<ReadOnlySpan<byte>> _lookup;

    /// <param name="ids">The ids in UTF-8.</param>
    public HasIdExpression(IEnumerable<byte[]> ids)
    {
        _ids = new HashSet<byte[]>(ids, ByteArrayComparer.Instance);
        _lookup = _ids.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    /// <summary>The ids in UTF-8, each once. Not to be changed.</summary>
    public IReadOnlyCollection<byte[]> Ids => _ids;

    internal override bool Matches(in FilteredPoint point) => _lookup.Contains(point.Id);
}

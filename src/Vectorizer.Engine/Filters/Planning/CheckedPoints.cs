using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Filters.Planning;

/// <summary>Accepts points by looking at them, when a walk comes to them: for conditions that no index answers.</summary>
internal readonly struct CheckedPoints(
    SegmentReader reader, FilterExpression filter, OrdinalBitmap? among, CancellationToken cancellationToken) : IOrdinalFilter
{
    public bool Accepts(int ordinal)
        => (among is null ? reader.Visible.Accepts(ordinal) : among.Contains(ordinal)) && reader.Check(filter, ordinal, cancellationToken);
}

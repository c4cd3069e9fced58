using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Filters.Planning;

/// <summary>Accepts points by looking at them, when a walk comes to them: for conditions that no index answers.</summary>
/// <param name="reader">Who sees them.</param>
/// <param name="filter">What they have to match.</param>
/// <param name="among">Beyond which nothing matches; null if that is not known.</param>
/// <param name="cancellationToken">Gives up.</param>
internal readonly struct CheckedPoints(
    SegmentReader reader, FilterExpression filter, OrdinalBitmap? among, CancellationToken cancellationToken) : IOrdinalFilter
{
    public bool Accepts(int ordinal)
        => among?.Contains(ordinal) != false
            && reader.Visible.Accepts(ordinal)
            && reader.Check(filter, ordinal, cancellationToken);
}

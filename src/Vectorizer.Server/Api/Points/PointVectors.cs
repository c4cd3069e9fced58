using System.Collections.Immutable;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Points;

namespace Vectorizer.Server.Api.Points;

/// <summary>Finds the vectors of a batch, point by point.</summary>
/// <remarks>A batch holds the vectors of its points one behind the other, so points are visited in ascending order.</remarks>
internal struct PointVectors(PointBatch points, ImmutableArray<VectorField> fields)
{
    private int _point;
    private int _start;

    /// <summary>The vector of a field of a point; empty when the point does not have the field.</summary>
    /// <param name="point">The same as in the call before, or a later one.</param>
    /// <param name="field">Number of the field.</param>
    public ReadOnlySpan<float> Of(int point, int field)
    {
        for (; _point < point; _point++)
        {
            _start += PointRules.FloatsOf(points.FieldsOf(_point), fields);
        }

        ulong bits = points.FieldsOf(point);
        if ((bits >> field & 1) == 0)
        {
            return default;
        }

        int start = _start + PointRules.FloatsOf(bits & ((1UL << field) - 1), fields);
        return points.Values.Values.Span.Slice(start, fields[field].Dimension);
    }
}

using System.Collections.Immutable;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Points;

namespace Vectorizer.Server.Api.Points;

/// <summary>Goes through the vectors of a batch, point by point.</summary>
/// <remarks>A batch holds the vectors of its points one behind the other, so each point must be visited in turn.</remarks>
internal struct PointVectors(PointBatch points, ImmutableArray<VectorField> fields)
{
    private int _start;

    /// <summary>The vector of a field of the point, and goes on behind it; empty when the point does not have the field.</summary>
    /// <param name="point">Ascending from call to call.</param>
    /// <param name="field">Ascending for each point, from 0 to the last field.</param>
    public ReadOnlySpan<float> Next(int point, int field)
    {
        if ((points.FieldsOf(point) >> field & 1) == 0)
        {
            return default;
        }

        ReadOnlySpan<float> vector = points.Values.Values.Span.Slice(_start, fields[field].Dimension);
        _start += vector.Length;
        return vector;
    }
}

using System.Collections.Immutable;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Points;

namespace Vectorizer.Client.Orleans.Routing;

/// <summary>Where the vectors of each point of a batch lie.</summary>
internal readonly struct PointValues
{
    private readonly PointBatch _points;
    private readonly ImmutableArray<VectorField> _fields;
    private readonly int[] _starts;

    public PointValues(PointBatch points, ImmutableArray<VectorField> fields)
    {
        _points = points;
        _fields = fields;
        _starts = [];
        if (points.Values.Length == 0)
        {
            return;
        }

        _starts = new int[points.Count + 1];
        for (int i = 0; i < points.Count; i++)
        {
            _starts[i + 1] = _starts[i] + PointRules.FloatsOf(points.FieldsOf(i), fields);
        }
    }

    /// <summary>The vectors of a point, one behind the other; empty when the batch carries none.</summary>
    public ReadOnlySpan<float> this[int index]
        => _starts.Length == 0 ? default : _points.Values.Values.Span[_starts[index].._starts[index + 1]];

    /// <summary>The vector of one field of a point; empty when it has none, or the batch carries none.</summary>
    public ReadOnlyMemory<float> VectorOf(int index, int field)
    {
        ulong bits = _points.FieldsOf(index);
        if (_starts.Length == 0 || (bits >> field & 1) == 0)
        {
            return default;
        }

        int start = _starts[index] + PointRules.FloatsOf(bits & ((1UL << field) - 1), _fields);
        return _points.Values.Values.Slice(start, _fields[field].Dimension);
    }

    /// <summary>Adds a point of the batch to another one.</summary>
    public void CopyTo(PointBatchBuilder target, int index)
        => target.Add(_points.Ids[index].Span, _points.FieldsOf(index), this[index], _points.PayloadOf(index).Span, _points.SequenceOf(index));
}

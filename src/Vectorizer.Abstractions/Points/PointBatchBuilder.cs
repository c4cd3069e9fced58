using System.Buffers;
using System.Collections.Immutable;
using System.Text;

namespace Vectorizer.Abstractions.Points;

/// <summary>Collects points into a <see cref="PointBatch"/>. It checks nothing: that is up to who takes the batch.</summary>
/// <remarks>Not safe for use by several threads at once.</remarks>
public sealed class PointBatchBuilder(int expectedPoints = 4)
{
    private readonly ByteStringsBuilder _ids = new(expectedPoints);
    private readonly ByteStringsBuilder _payloads = new(expectedPoints);
    private readonly List<ulong> _fields = [];
    private readonly List<long> _sequences = [];
    private readonly ArrayBufferWriter<float> _values = new();
    private bool _fieldZeroOnly = true;

    /// <summary>Points added so far.</summary>
    public int Count => _ids.Count;

    /// <summary>Bytes that the points added so far take in a message, about.</summary>
    public long Bytes { get; private set; }

    /// <summary>Adds a point that has the collection's first vector field alone.</summary>
    /// <param name="id">1..256 bytes in UTF-8.</param>
    /// <param name="vector">As many floats as the field's dimension.</param>
    /// <param name="payload">A JSON object, or null for none.</param>
    public PointBatchBuilder Add(string id, ReadOnlySpan<float> vector, string? payload = null)
        => Add(Encoding.UTF8.GetBytes(id), 1, vector, payload is null ? default : Encoding.UTF8.GetBytes(payload));

    /// <summary>Adds a point.</summary>
    /// <param name="id">UTF-8, 1..256 bytes.</param>
    /// <param name="fields">One bit per vector field that the point has. Bit 0 is the first field of the collection.</param>
    /// <param name="values">The vectors of those fields in order, one behind the other; empty in answers without vectors.</param>
    /// <param name="payload">One JSON object in UTF-8, or empty for none.</param>
    /// <param name="sequence">In answers the write that stored the point; 0 for all or for none.</param>
    public PointBatchBuilder Add(
        ReadOnlySpan<byte> id, ulong fields, ReadOnlySpan<float> values, ReadOnlySpan<byte> payload, long sequence = 0)
    {
        if (sequence > 0)
        {
            _sequences.Add(sequence);
        }

        _ids.Add(id);
        _payloads.Add(payload);
        _fields.Add(fields);
        _fieldZeroOnly &= fields == 1;
        _values.Write(values);
        Bytes += BytesOf(id.Length, values.Length, payload.Length);
        return this;
    }

    /// <summary>Bytes that a point takes in a message, about.</summary>
    public static long BytesOf(int idBytes, int floats, int payloadBytes)
        => idBytes + ((long)sizeof(float) * floats) + payloadBytes + (2 * sizeof(int));

    /// <summary>The points added so far. The builder may go on.</summary>
    public PointBatch Build() => Count == 0
        ? PointBatch.Empty
        : new PointBatch(
            _ids.Build(),
            _fieldZeroOnly ? ImmutableArray<ulong>.Empty : [.. _fields],
            _values.WrittenCount == 0 ? VectorBlock.Empty : new VectorBlock(_values.WrittenSpan.ToArray()),
            _payloads.TotalBytes == 0 ? ByteStrings.Empty : _payloads.Build(),
            [.. _sequences]);
}

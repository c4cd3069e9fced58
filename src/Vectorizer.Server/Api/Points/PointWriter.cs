using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Points;

namespace Vectorizer.Server.Api.Points;

/// <summary>Writes points of a batch, in ascending order.</summary>
internal struct PointWriter(PointBatch points, ImmutableArray<VectorField> fields, PointParts parts, bool vectorsAsBase64)
{
    private PointVectors _vectors = new(points, fields);

    /// <summary>Writes the id of a point.</summary>
    public readonly void WriteId(Utf8JsonWriter json, int index) => json.WriteString("id"u8, points.Ids[index].Span);

    /// <summary>Writes the write that stored a point, for conditions of later writes.</summary>
    public readonly void WriteSequence(Utf8JsonWriter json, int index) => json.WriteNumber("sequence"u8, points.SequenceOf(index));

    /// <summary>Writes what was asked for besides the id.</summary>
    public void WriteParts(Utf8JsonWriter json, int index)
    {
        if (parts.HasFlag(PointParts.Payload))
        {
            WritePayload(json, points.PayloadOf(index).Span);
        }

        if (parts.HasFlag(PointParts.Vectors))
        {
            WriteVectors(json, index);
        }
    }

    private static void WritePayload(Utf8JsonWriter json, ReadOnlySpan<byte> payload)
    {
        json.WritePropertyName("payload"u8);
        if (payload.IsEmpty)
        {
            json.WriteNullValue();
        }
        else
        {
            // It was checked when it was stored.
            json.WriteRawValue(payload, skipInputValidation: true);
        }
    }

    private void WriteVectors(Utf8JsonWriter json, int index)
    {
        if (fields is [{ Name.Length: 0 }])
        {
            json.WritePropertyName("vector"u8);
            WriteVector(json, _vectors.Of(index, 0));
            return;
        }

        json.WriteStartObject("vectors"u8);
        for (int field = 0; field < fields.Length; field++)
        {
            ReadOnlySpan<float> vector = _vectors.Of(index, field);
            if (!vector.IsEmpty)
            {
                json.WritePropertyName(fields[field].Name);
                WriteVector(json, vector);
            }
        }

        json.WriteEndObject();
    }

    private readonly void WriteVector(Utf8JsonWriter json, ReadOnlySpan<float> vector)
    {
        if (vectorsAsBase64)
        {
            // Little-endian, as every processor that this runs on has them.
            json.WriteBase64StringValue(MemoryMarshal.AsBytes(vector));
            return;
        }

        json.WriteStartArray();
        foreach (float value in vector)
        {
            json.WriteNumberValue(value);
        }

        json.WriteEndArray();
    }
}

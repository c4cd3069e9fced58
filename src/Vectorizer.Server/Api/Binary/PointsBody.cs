using System.Collections.Immutable;
using System.Text.Unicode;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Points;
using Vectorizer.Server.Api.Json;
using Vectorizer.Server.Api.Points;
using Vectorizer.Server.Api.Problems;

namespace Vectorizer.Server.Api.Binary;

/// <summary>Reads points with one vector each from a binary body.</summary>
/// <remarks>
/// Numbers are little-endian.
/// <code>
/// offset size  field
///      0    4  magic         "VPB1"
///      4    4  count         points, 1..performance.batch.max_size
///      8    4  dimension     floats of each vector; that of the vector field
///     12    2  name length   bytes of the vector field's name; 0 for the unnamed field
///     14    2  reserved      0
///     16    …  name          UTF-8
///      …    …  ids           count times: length (2), UTF-8
///      …    …  payloads      count times: length (4), JSON object; length 0 for none
///      …  0..3 padding       zeros up to a multiple of 4 bytes from the begin of the body
///      …    …  vectors       count times dimension floats of 32 bits, to the end of the body
/// </code>
/// Faults have the JSON pointers that they would have in the JSON body, so that both are told alike.
/// </remarks>
internal sealed class PointsBody
{
    private readonly ImmutableArray<VectorField> _fields;
    private readonly PayloadReader _payloads = new();
    private readonly Faults _faults = new();
    private readonly int _maxPoints;

    private PointsBody(CollectionDefinition definition, int maxPoints)
    {
        _fields = definition.Fields;
        _maxPoints = maxPoints;
    }

    /// <summary>The points of a body, checked against the collection.</summary>
    /// <param name="body">The body.</param>
    /// <param name="definition">The collection.</param>
    /// <param name="maxPoints">The most points that it may hold.</param>
    /// <exception cref="ProblemException"><c>malformed_binary</c>, <c>malformed_json</c>, <c>validation_failed</c>.</exception>
    public static PointBatch Parse(ReadOnlySpan<byte> body, CollectionDefinition definition, int maxPoints)
        => new PointsBody(definition, maxPoints).Parse(new BinaryBody(body));

    private PointBatch Parse(BinaryBody body)
    {
        body.ReadMagic("VPB1"u8, "VPB1");
        int count = RequireCount(body.ReadUInt32("the count"));
        uint dimension = body.ReadUInt32("the dimension");
        ushort nameLength = body.ReadUInt16("the name length");
        if (body.ReadUInt16("the reserved field") is > 0 and var reserved)
        {
            throw Faults.Single("/reserved", $"must be 0, was {reserved}");
        }

        int field = BinaryFields.Require(_fields, body.Read(nameLength, "the name"), dimension);
        ByteStrings ids = ReadIds(ref body, count);
        ByteStrings payloads = ReadPayloads(ref body, count);
        body.ReadPadding();
        float[] vectors = body.ReadFloats(count, (int)dimension);
        CheckFinite(vectors, (int)dimension);
        _faults.ThrowIfAny();
        return new PointBatch(
            ids,
            field == 0 ? [] : [.. Enumerable.Repeat(1UL << field, count)],
            new VectorBlock(vectors),
            payloads);
    }

    private int RequireCount(uint count) => count >= 1 && count <= _maxPoints
        ? (int)count
        : throw Faults.Single("/count", $"must be 1..{_maxPoints}, was {count}");

    private ByteStrings ReadIds(ref BinaryBody body, int count)
    {
        ByteStringsBuilder ids = new(count);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> id = body.Read(body.ReadUInt16("the length of an id"), "an id");
            string? refusal = Utf8.IsValid(id)
                ? PointId.Refuse(id) ?? PointId.RefuseToStore(id)
                : $"must be UTF-8, byte {Utf8Text.ValidLength(id)} is not";
            if (refusal is not null)
            {
                _faults.Add($"/points/{i}/id", refusal);
            }

            ids.Add(id);
        }

        return ids.Build();
    }

    private ByteStrings ReadPayloads(ref BinaryBody body, int count)
    {
        ByteStringsBuilder payloads = new(count);
        for (int i = 0; i < count; i++)
        {
            uint length = body.ReadUInt32("the length of a payload");
            ReadOnlySpan<byte> payload = body.Read(length, "a payload");
            if (length > 0)
            {
                CheckPayload(payload, $"/points/{i}/payload");
            }

            payloads.Add(payload);
        }

        return payloads.TotalBytes == 0 ? ByteStrings.Empty : payloads.Build();
    }

    private void CheckPayload(ReadOnlySpan<byte> payload, string pointer)
    {
        Faults faults = new();
        try
        {
            StrictJsonReader json = new(payload, faults, ApiLimits.PayloadDepth);
            _payloads.TryRead(ref json, out _, out _);
            json.End();
        }
        catch (ProblemException exception) when (exception.Problem.Kind == ProblemKind.MalformedJson)
        {
            throw new ProblemException(exception.Problem with
            {
                Faults = [.. exception.Problem.Faults.Select(fault => new Fault(pointer, fault.Message))],
            });
        }

        foreach (Fault fault in faults)
        {
            _faults.Add(pointer, fault.Message);
        }
    }

    private void CheckFinite(ReadOnlySpan<float> vectors, int dimension)
    {
        int start = 0;
        while (VectorReader.IndexOfNonFinite(vectors[start..]) is >= 0 and var index)
        {
            int at = start + index;
            _faults.Add(
                $"/points/{at / dimension}/vector/{at % dimension}",
                $"must be {StrictJsonReader.FiniteFloat}, was {vectors[at]}");
            start = at + 1;
        }
    }
}

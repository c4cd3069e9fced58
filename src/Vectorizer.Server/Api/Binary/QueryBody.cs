using System.Collections.Immutable;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Points;
using Vectorizer.Abstractions.Search;
using Vectorizer.Server.Api.Json;
using Vectorizer.Server.Api.Problems;
using Vectorizer.Server.Api.Query;

namespace Vectorizer.Server.Api.Binary;

/// <summary>Reads queries that differ in nothing but their vectors from a binary body.</summary>
/// <remarks>
/// Numbers are little-endian.
/// <code>
/// offset size  field
///      0    4  magic         "VQB1"
///      4    4  count         queries; 1..1,000, and 1 where one query is asked for
///      8    4  dimension     floats of each vector; that of the vector field
///     12    2  name length   bytes of the vector field's name; 0 for the unnamed field
///     14    2  flags         bit 0 exact, bit 1 with payload, bit 2 with vector; the others 0
///     16    4  limit         hits wanted per query, 1..10,000
///     20    4  ef            candidates weighed, 1..10,000; 0 for what the collection says
///     24    …  name          UTF-8
///      …  0..3 padding       zeros up to a multiple of 4 bytes from the begin of the body
///      …    …  vectors       count times dimension floats of 32 bits, to the end of the body
/// </code>
/// </remarks>
internal static class QueryBody
{
    private const ushort Exact = 1;
    private const ushort WithPayload = 2;
    private const ushort WithVector = 4;

    /// <summary>The queries of a body, checked against the collection.</summary>
    /// <param name="bytes">The body.</param>
    /// <param name="definition">The collection searched.</param>
    /// <param name="maxQueries">Queries that the operation takes.</param>
    /// <exception cref="ProblemException"><c>malformed_binary</c>, <c>validation_failed</c>.</exception>
    public static ImmutableArray<PointQuery> Parse(ReadOnlySpan<byte> bytes, CollectionDefinition definition, int maxQueries)
    {
        BinaryBody body = new(bytes);
        body.ReadMagic("VQB1"u8, "VQB1");
        int count = Require("/count", body.ReadUInt32("the count"), 1, maxQueries);
        uint dimension = body.ReadUInt32("the dimension");
        ushort nameLength = body.ReadUInt16("the name length");
        ushort flags = body.ReadUInt16("the flags");
        if ((flags & ~(Exact | WithPayload | WithVector)) != 0)
        {
            throw Faults.Single("/flags", $"must have bits 0, 1 and 2 only, was 0x{flags:X4}");
        }

        int limit = Require("/limit", body.ReadUInt32("the limit"), 1, SearchRules.MaxLimit);
        int ef = Require("/ef", body.ReadUInt32("ef"), 0, SearchRules.MaxEf);
        int number = BinaryFields.Require(definition.Fields, body.Read(nameLength, "the name"), dimension);
        body.ReadPadding();
        float[] vectors = body.ReadFloats(count, (int)dimension);

        VectorField field = definition.Fields[number];
        Faults faults = new();
        PointQuery[] queries = new PointQuery[count];
        for (int i = 0; i < count; i++)
        {
            ReadOnlyMemory<float> vector = vectors.AsMemory(i * field.Dimension, field.Dimension);
            Check(vector.Span, field, $"/queries/{i}/vector", faults);
            queries[i] = new PointQuery
            {
                Field = field,
                Vector = vector,
                Limit = limit,
                Ef = ef == 0 ? null : ef,
                Exact = (flags & Exact) != 0,
                Parts = ((flags & WithPayload) != 0 ? PointParts.Payload : 0) | ((flags & WithVector) != 0 ? PointParts.Vectors : 0),
            };
        }

        faults.ThrowIfAny();
        return [.. queries];
    }

    private static void Check(ReadOnlySpan<float> vector, VectorField field, string pointer, Faults faults)
    {
        int nonFinite = VectorReader.IndexOfNonFinite(vector);
        if (nonFinite >= 0)
        {
            faults.Add($"{pointer}/{nonFinite}", $"must be {StrictJsonReader.FiniteFloat}, was {vector[nonFinite]}");
        }
        else if (PointQuery.RefuseVector(field, vector) is { } refusal)
        {
            faults.Add(pointer, refusal);
        }
    }

    private static int Require(string pointer, uint value, int min, int max)
        => value >= (uint)min && value <= (uint)max
            ? (int)value
            : throw Faults.Single(pointer, $"must be {min}..{max}, was {value}");
}

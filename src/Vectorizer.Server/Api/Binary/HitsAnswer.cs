using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Points;
using Vectorizer.Abstractions.Search;
using Vectorizer.Server.Api.Http;
using Vectorizer.Server.Api.Points;
using Vectorizer.Server.Api.Query;

namespace Vectorizer.Server.Api.Binary;

/// <summary>Answers queries in binary.</summary>
/// <remarks>
/// Numbers are little-endian. What the query did not ask for is left out.
/// <code>
/// offset size  field
///      0    4  magic         "VHB1"
///      4    4  count         queries
///      8    4  took          microseconds
///     then for each query, in the order of the queries:
///      0    4  hits          their number
///      4    4  dimension     floats of each vector; 0 without vectors
///      8    4  flags         bit 1 payloads follow; the others 0
///     12    …  scores        a 32-bit float each
///      …    …  vectors       of the field that was searched, dimension 32-bit floats each
///      …    …  ids           length (2), UTF-8 each
///      …    …  payloads      length (4), JSON object each; length 0 for none
///      …  0..3 padding       zeros up to a multiple of 4 bytes from the begin of the answer
/// </code>
/// </remarks>
internal static class HitsAnswer
{
    private const int HeaderBytes = 12;
    private const int QueryBytes = 12;
    private const int WithPayload = 2;

    /// <summary>Sends the hits of all queries of a request.</summary>
    public static async ValueTask SendAsync(
        HttpContext context,
        long started,
        ImmutableArray<PointQuery> queries,
        SearchHits[] hits,
        ImmutableArray<VectorField> fields)
    {
        int length = HeaderBytes;
        for (int query = 0; query < hits.Length; query++)
        {
            length = checked(length + LengthOf(queries[query], hits[query]));
        }

        byte[] answer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            "VHB1"u8.CopyTo(answer);
            BinaryPrimitives.WriteInt32LittleEndian(answer.AsSpan(4), hits.Length);
            Span<byte> rest = answer.AsSpan(HeaderBytes, length - HeaderBytes);
            for (int query = 0; query < hits.Length; query++)
            {
                rest = rest[Write(rest, queries[query], hits[query], fields)..];
            }

            BinaryPrimitives.WriteUInt32LittleEndian(
                answer.AsSpan(8), (uint)Math.Min(Stopwatch.GetElapsedTime(started).TotalMicroseconds, uint.MaxValue));
            context.Response.ContentType = ContentTypes.BinaryHits;
            context.Response.ContentLength = length;
            await context.Response.BodyWriter.WriteAsync(answer.AsMemory(0, length), context.RequestAborted);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(answer);
        }
    }

    private static int LengthOf(PointQuery query, SearchHits hits)
    {
        int hitBytes = sizeof(float) + sizeof(ushort)
            + (query.Parts.HasFlag(PointParts.Vectors) ? sizeof(float) * query.Field.Dimension : 0)
            + (query.Parts.HasFlag(PointParts.Payload) ? sizeof(int) : 0);
        int length = QueryBytes;
        HitCursor hit = new(query, hits);
        while (hit.MoveNext())
        {
            length = checked(length + hitBytes + hits.Points.Ids[hit.Index].Length
                + (query.Parts.HasFlag(PointParts.Payload) ? hits.Points.PayloadOf(hit.Index).Length : 0));
        }

        return length + (-length & 3);
    }

    private static int Write(Span<byte> answer, PointQuery query, SearchHits hits, ImmutableArray<VectorField> fields)
    {
        bool withVectors = query.Parts.HasFlag(PointParts.Vectors);
        bool withPayloads = query.Parts.HasFlag(PointParts.Payload);
        int at = QueryBytes;
        int count = 0;
        HitCursor hit = new(query, hits);
        while (hit.MoveNext())
        {
            BinaryPrimitives.WriteSingleLittleEndian(answer[at..], hit.Score);
            at += sizeof(float);
            count++;
        }

        BinaryPrimitives.WriteInt32LittleEndian(answer, count);
        BinaryPrimitives.WriteInt32LittleEndian(answer[4..], withVectors ? query.Field.Dimension : 0);
        BinaryPrimitives.WriteInt32LittleEndian(answer[8..], withPayloads ? WithPayload : 0);
        int field = fields.IndexOf(fields.First(item => item.Name == query.Field.Name));
        PointVectors vectors = new(hits.Points, fields);
        hit = new HitCursor(query, hits);
        while (withVectors && hit.MoveNext())
        {
            ReadOnlySpan<byte> vector = MemoryMarshal.AsBytes(vectors.Of(hit.Index, field));
            vector.CopyTo(answer[at..]);
            at += vector.Length;
        }

        hit = new HitCursor(query, hits);
        while (hit.MoveNext())
        {
            ReadOnlySpan<byte> id = hits.Points.Ids[hit.Index].Span;
            BinaryPrimitives.WriteUInt16LittleEndian(answer[at..], (ushort)id.Length);
            id.CopyTo(answer[(at + sizeof(ushort))..]);
            at += sizeof(ushort) + id.Length;
        }

        hit = new HitCursor(query, hits);
        while (withPayloads && hit.MoveNext())
        {
            ReadOnlySpan<byte> payload = hits.Points.PayloadOf(hit.Index).Span;
            BinaryPrimitives.WriteInt32LittleEndian(answer[at..], payload.Length);
            payload.CopyTo(answer[(at + sizeof(int))..]);
            at += sizeof(int) + payload.Length;
        }

        int padding = -at & 3;
        answer.Slice(at, padding).Clear();
        return at + padding;
    }
}

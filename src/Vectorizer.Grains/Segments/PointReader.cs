using System.Buffers;
using System.Collections.Immutable;
using System.Numerics;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Points;
using Vectorizer.Abstractions.Search;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Grains.Segments;

/// <summary>Reads points of a segment into messages, of which none outgrows <see cref="MaxAnswerBytes"/> by much.</summary>
/// <remarks>For one thread, like the reader below it.</remarks>
internal sealed class PointReader(SegmentReader reader, ImmutableArray<VectorField> fields)
{
    /// <summary>Bytes after which an answer ends. A larger message would hold up the searches behind it on its connection.</summary>
    public const int MaxAnswerBytes = 1024 * 1024;

    private static readonly Comparer<byte[]> s_byBytes =
        Comparer<byte[]>.Create(static (x, y) => x.AsSpan().SequenceCompareTo(y));

    /// <summary>The nearest points of a query. Distances that are equal are put in order of the ids.</summary>
    /// <param name="request">Checked by <see cref="SearchRules.Check"/>.</param>
    /// <param name="query">Which of its queries.</param>
    /// <param name="efSearch">Candidates weighed if the request names none.</param>
    /// <param name="budget">Bytes left for payloads and vectors.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public SearchHits Search(
        SearchRequest request, int query, int efSearch, ref long budget, CancellationToken cancellationToken)
    {
        ReadOnlySpan<float> vector = request.Queries.Row(query, fields[request.Field].Dimension).Span;
        ReadOnlySpan<Neighbor> found = request.Exact
            ? reader.SearchExact(request.Field, vector, request.Limit, cancellationToken)
            : reader.Search(request.Field, vector, request.Limit, request.Ef ?? efSearch, cancellationToken);

        // A search that was cancelled returns what it had found until then, which is no answer.
        cancellationToken.ThrowIfCancellationRequested();
        Neighbor[] hits = found.ToArray();
        OrderTies(hits);

        long bytes = hits.Sum(hit => BytesOf(hit.Ordinal, request.Parts));
        PointParts parts = bytes <= budget ? request.Parts : PointParts.None;
        budget -= parts == PointParts.None ? 0 : bytes;
        PointBatchBuilder points = new(hits.Length);
        float[] distances = new float[hits.Length];
        for (int i = 0; i < hits.Length; i++)
        {
            Add(points, hits[i].Ordinal, parts);
            distances[i] = hits[i].Distance;
        }

        return new SearchHits(points.Build(), new VectorBlock(distances), parts);
    }

    /// <summary>The points of the first of the ids, as many as fit into an answer.</summary>
    public PointSlice Get(ByteStrings ids, PointParts parts, CancellationToken cancellationToken)
    {
        PointBatchBuilder points = new();
        int examined = 0;
        while (examined < ids.Count && points.Bytes < MaxAnswerBytes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (reader.TryFind(ids[examined++].Span, out int ordinal))
            {
                Add(points, ordinal, parts);
            }
        }

        return new PointSlice(points.Build(), examined);
    }

    /// <summary>A page of points in list order.</summary>
    public PointPage List(ReadOnlySpan<byte> after, int limit, PointParts parts, CancellationToken cancellationToken)
    {
        int[] ordinals = reader.List(after, limit, out bool more).ToArray();
        PointBatchBuilder points = new(ordinals.Length);
        foreach (int ordinal in ordinals)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (points.Bytes >= MaxAnswerBytes)
            {
                return new PointPage(points.Build(), More: true);
            }

            Add(points, ordinal, parts);
        }

        return new PointPage(points.Build(), more);
    }

    private void OrderTies(Neighbor[] hits)
    {
        int start = 0;
        for (int i = 1; i <= hits.Length; i++)
        {
            if (i == hits.Length || hits[i].Distance != hits[start].Distance)
            {
                if (i - start > 1)
                {
                    Neighbor[] equals = hits[start..i];
                    byte[][] ids = [.. equals.Select(hit => reader.Id(hit.Ordinal).ToArray())];
                    Array.Sort(ids, equals, s_byBytes);
                    equals.CopyTo(hits, start);
                }

                start = i;
            }
        }
    }

    private long BytesOf(int ordinal, PointParts parts)
    {
        long bytes = (parts & PointParts.Payload) != 0 ? reader.PayloadLength(ordinal) : 0;
        return (parts & PointParts.Vectors) != 0
            ? bytes + (sizeof(float) * (long)PointRules.FloatsOf(reader.Fields(ordinal), fields))
            : bytes;
    }

    private void Add(PointBatchBuilder points, int ordinal, PointParts parts)
    {
        ulong bits = reader.Fields(ordinal);
        ReadOnlySpan<byte> payload = (parts & PointParts.Payload) != 0 ? reader.Payload(ordinal) : default;
        if ((parts & PointParts.Vectors) == 0)
        {
            points.Add(reader.Id(ordinal), bits, default, payload, reader.SequenceOf(ordinal));
            return;
        }

        int floats = PointRules.FloatsOf(bits, fields);
        float[] values = ArrayPool<float>.Shared.Rent(floats);
        int start = 0;
        for (ulong rest = bits; rest != 0; rest &= rest - 1)
        {
            int field = BitOperations.TrailingZeroCount(rest);
            int dimension = fields[field].Dimension;
            reader.CopyVector(field, ordinal, values.AsSpan(start, dimension));
            start += dimension;
        }

        points.Add(reader.Id(ordinal), bits, values.AsSpan(0, floats), payload, reader.SequenceOf(ordinal));
        ArrayPool<float>.Shared.Return(values);
    }
}

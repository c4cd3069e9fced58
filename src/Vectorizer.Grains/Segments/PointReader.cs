using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Listing;
using Vectorizer.Abstractions.Points;
using Vectorizer.Abstractions.Search;
using Vectorizer.Engine.Filters;
using Vectorizer.Engine.Listing;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;
using Vectorizer.Grains.Search;

namespace Vectorizer.Grains.Segments;

/// <summary>Reads points of a segment into messages, of which none outgrows <see cref="MaxAnswerBytes"/> by much.</summary>
/// <remarks>For one thread, like the reader below it.</remarks>
internal sealed class PointReader(SegmentReader reader, ImmutableArray<VectorField> fields)
{
    /// <summary>Bytes after which an answer ends. A larger message would hold up the searches behind it on its connection.</summary>
    public const int MaxAnswerBytes = 1024 * 1024;

    private static readonly Func<TimeSpan> s_clock = static () => Stopwatch.GetElapsedTime(startingTimestamp: 0);

    private static readonly Comparer<byte[]> s_byBytes =
        Comparer<byte[]>.Create(static (x, y) => x.AsSpan().SequenceCompareTo(y));

    /// <summary>The nearest points of a query. Distances that are equal are put in order of the ids.</summary>
    /// <param name="request">Checked by <see cref="SearchRules.Check"/>.</param>
    /// <param name="filter">Its filter, or null when all points may be hits.</param>
    /// <param name="query">Which of its queries.</param>
    /// <param name="efSearch">Candidates weighed if the request names none.</param>
    /// <param name="budget">Bytes left for payloads and vectors, shared with searches on other threads.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public SearchHits Search(
        SearchRequest request,
        FilterExpression? filter,
        int query,
        int efSearch,
        ref long budget,
        CancellationToken cancellationToken)
    {
        ReadOnlySpan<float> vector = request.Positives is null
            ? request.Queries.Row(query, fields[request.Field].Dimension).Span
            : request.Queries.Values.Span;
        int ef = request.Ef ?? efSearch;
        TimeSpan started = default;
        if (request.Explain)
        {
            reader.Clock = s_clock;
            started = s_clock();
        }

        ReadOnlySpan<Neighbor> found = (request.Positives, filter, request.Exact) switch
        {
            ({ } positives, _, _) => reader.SearchByExamples(
                request.Field, vector, positives, request.Limit, ef, filter, request.Exact, cancellationToken),
            (_, null, false) => reader.Search(request.Field, vector, request.Limit, ef, cancellationToken),
            (_, null, true) => reader.SearchExact(request.Field, vector, request.Limit, cancellationToken),
            (_, _, false) => reader.Search(request.Field, vector, request.Limit, ef, filter, cancellationToken),
            (_, _, true) => reader.SearchExact(request.Field, vector, request.Limit, filter, cancellationToken),
        };

        // Without a filter a search does one thing, and tells no times of its own.
        ImmutableArray<SearchExplanation> explanations = !request.Explain ? []
            : request.Positives is not null ? [Explanations.Of(reader.ExplainByExamples())]
            : filter is not null ? [Explanations.Of(reader.Explain(filter))]
            : [Explanations.Of(reader.Explain(filter) with { SearchTime = s_clock() - started })];

        // A search that was cancelled returns what it had found until then, which is no answer.
        cancellationToken.ThrowIfCancellationRequested();
        found = OrderTies(found);

        long bytes = 0;
        if (request.Parts != PointParts.None)
        {
            foreach (Neighbor hit in found)
            {
                bytes += BytesOf(hit.Ordinal, request.Parts);
            }
        }

        PointParts parts = request.Parts;
        if (Interlocked.Add(ref budget, -bytes) < 0)
        {
            Interlocked.Add(ref budget, bytes);
            parts = PointParts.None;
        }

        float[] distances = new float[found.Length];
        for (int i = 0; i < found.Length; i++)
        {
            distances[i] = found[i].Distance;
        }

        return new SearchHits(parts == PointParts.None ? WithoutParts(found) : WithParts(found, parts), new VectorBlock(distances), parts)
        {
            Explanations = explanations,
        };
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

    /// <summary>A page of points that match a filter.</summary>
    /// <param name="request">Checked by <see cref="ListingRules"/>.</param>
    /// <param name="filter">Its filter, or null when all points match.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public ScrollPage Scroll(ScrollRequest request, FilterExpression? filter, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> after = request.After is null ? default : request.After[0];
        PointBatchBuilder points = new();
        if (request.OrderBy is not { } orderBy)
        {
            int[] ordinals = reader.ListMatching(filter, after.Span, request.Limit, out bool follow, cancellationToken).ToArray();
            follow |= Fill(points, ordinals, request.Parts, cancellationToken) < ordinals.Length;
            return new ScrollPage(points.Build(), follow, []);
        }

        SortPosition? place = request.AfterValue is { } value ? new SortPosition(OrderValues.Of(value), after) : null;
        List<SortedPoint> page = new OrderedList(reader, OrderValues.Of(orderBy)).Page(
            filter, place, request.Limit, out bool more, cancellationToken);
        int filled = Fill(points, [.. page.Select(static point => point.Ordinal)], request.Parts, cancellationToken);
        return new ScrollPage(
            points.Build(), more || filled < page.Count, [.. page.Take(filled).Select(static point => OrderValues.Of(point.Value))]);
    }

    /// <summary>Adds points until an answer is full, and returns how many.</summary>
    private int Fill(PointBatchBuilder points, int[] ordinals, PointParts parts, CancellationToken cancellationToken)
    {
        int filled = 0;
        while (filled < ordinals.Length && points.Bytes < MaxAnswerBytes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Add(points, ordinals[filled++], parts);
        }

        return filled;
    }

    /// <summary>Equal distances in order of the ids; the hits themselves where no distances are equal.</summary>
    private ReadOnlySpan<Neighbor> OrderTies(ReadOnlySpan<Neighbor> hits)
    {
        Neighbor[]? ordered = null;
        int start = 0;
        for (int i = 1; i <= hits.Length; i++)
        {
            if (i == hits.Length || hits[i].Distance != hits[start].Distance)
            {
                if (i - start > 1)
                {
                    ordered ??= hits.ToArray();
                    Neighbor[] equals = ordered[start..i];
                    byte[][] ids = [.. equals.Select(hit => reader.Id(hit.Ordinal).ToArray())];
                    Array.Sort(ids, equals, s_byBytes);
                    equals.CopyTo(ordered, start);
                }

                start = i;
            }
        }

        return ordered ?? hits;
    }

    /// <summary>Ids and what costs nothing, in buffers of the right size from the start: what most searches ask for.</summary>
    private PointBatch WithoutParts(ReadOnlySpan<Neighbor> hits)
    {
        if (hits.IsEmpty)
        {
            return PointBatch.Empty;
        }

        int idBytes = 0;
        bool fieldZeroOnly = true;
        foreach (Neighbor hit in hits)
        {
            idBytes += reader.Id(hit.Ordinal).Length;
            fieldZeroOnly &= reader.Fields(hit.Ordinal) == 1;
        }

        byte[] ids = GC.AllocateUninitializedArray<byte>(idBytes);
        int[] ends = new int[hits.Length];
        long[] sequences = new long[hits.Length];
        ulong[] bits = fieldZeroOnly ? [] : new ulong[hits.Length];
        int end = 0;
        for (int i = 0; i < hits.Length; i++)
        {
            ReadOnlySpan<byte> id = reader.Id(hits[i].Ordinal);
            id.CopyTo(ids.AsSpan(end));
            ends[i] = end += id.Length;
            sequences[i] = reader.SequenceOf(hits[i].Ordinal);
            if (!fieldZeroOnly)
            {
                bits[i] = reader.Fields(hits[i].Ordinal);
            }
        }

        return new PointBatch(
            new ByteStrings(ends, ids),
            ImmutableCollectionsMarshal.AsImmutableArray(bits),
            VectorBlock.Empty,
            ByteStrings.Empty,
            ImmutableCollectionsMarshal.AsImmutableArray(sequences));
    }

    private PointBatch WithParts(ReadOnlySpan<Neighbor> hits, PointParts parts)
    {
        PointBatchBuilder points = new(hits.Length);
        foreach (Neighbor hit in hits)
        {
            Add(points, hit.Ordinal, parts);
        }

        return points.Build();
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

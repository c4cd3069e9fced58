using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Points;
using Vectorizer.Abstractions.Search;
using Vectorizer.Client.Orleans;
using Vectorizer.Server.Api.Points;
using Vectorizer.Server.Api.Problems;

namespace Vectorizer.Server.Api.Query;

/// <summary>Runs queries of one request: those that differ in nothing but their vectors go together.</summary>
internal sealed class QueryRunner(VectorizerClient client)
{
    /// <summary>
    /// Bytes of payloads and vectors in all answers of a request together, 64 MiB; the client holds each single answer to
    /// the same.
    /// </summary>
    private const long MaxAnswerBytes = 64L * 1024 * 1024;

    /// <summary>The hits of each query, in the order of the queries. Queries by id hold their own point still.</summary>
    /// <param name="collection">The collection, against whose record the queries were checked.</param>
    /// <param name="queries">The queries.</param>
    /// <param name="deadline">When the answer must be there.</param>
    /// <param name="pointerOf">JSON pointer of the query with a number.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<SearchHits[]> RunAsync(
        CollectionReference collection,
        ImmutableArray<PointQuery> queries,
        Deadline deadline,
        Func<int, string> pointerOf,
        CancellationToken cancellationToken)
    {
        if (queries is [{ Id.IsEmpty: true } single])
        {
            SearchHits[] only = [(await SearchAsync(SearchOf(single), BlockOf(single.Vector), cancellationToken)).Hits[0]];
            RequireShort(BytesOf(only[0].Points));
            return only;
        }

        ReadOnlyMemory<float>[] vectors = [.. queries.Select(query => query.Vector)];
        await FindVectorsAsync(collection, queries, vectors, deadline, pointerOf, cancellationToken);

        SearchHits[] hits = new SearchHits[queries.Length];
        long bytes = 0;
        IGrouping<SearchQuery, int>[] groups = [.. Enumerable.Range(0, queries.Length).GroupBy(index => SearchOf(queries[index]))];
        // A group uses all cores that are idle; several at a time are for groups of a query each.
        ParallelOptions some = new() { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(groups, some, async (alike, token) =>
        {
            int[] indexes = [.. alike];
            SearchResult result = await SearchAsync(alike.Key, Join(vectors, indexes), token);
            for (int i = 0; i < indexes.Length; i++)
            {
                hits[indexes[i]] = result.Hits[i];
                RequireShort(Interlocked.Add(ref bytes, BytesOf(result.Hits[i].Points)));
            }
        });
        return hits;

        Task<SearchResult> SearchAsync(SearchQuery search, VectorBlock block, CancellationToken token)
            => client.SearchAsync(collection, search with { Vectors = block, Timeout = deadline.Remaining }, token);
    }

    private static void RequireShort(long answerBytes)
    {
        if (answerBytes > MaxAnswerBytes)
        {
            throw Faults.Single(
                "/limit",
                $"the answer would exceed {MaxAnswerBytes} bytes: ask for fewer hits, or without vectors and payloads");
        }
    }

    private static VectorBlock BlockOf(ReadOnlyMemory<float> vector)
        => MemoryMarshal.TryGetArray(vector, out ArraySegment<float> part) && part.Count == part.Array!.Length
            ? new VectorBlock(part.Array)
            : new VectorBlock(vector.ToArray());

    private async Task FindVectorsAsync(
        CollectionReference collection,
        ImmutableArray<PointQuery> queries,
        ReadOnlyMemory<float>[] vectors,
        Deadline deadline,
        Func<int, string> pointerOf,
        CancellationToken cancellationToken)
    {
        ByteStringsBuilder ids = new();
        List<int> byId = [];
        for (int i = 0; i < queries.Length; i++)
        {
            if (!queries[i].Id.IsEmpty)
            {
                ids.Add(queries[i].Id.Span);
                byId.Add(i);
            }
        }

        if (byId.Count == 0)
        {
            return;
        }

        PointBatch found = await client.GetAsync(
            collection, ids.Build(), PointParts.Vectors, deadline.Remaining, cancellationToken);
        ImmutableArray<VectorField> fields = collection.Record.Definition.Fields;
        PointVectors foundVectors = new(found, fields);
        int next = 0;
        foreach (int index in byId)
        {
            PointQuery query = queries[index];
            string pointer = $"{pointerOf(index)}/id";
            if (next == found.Count || !found.Ids[next].Span.SequenceEqual(query.Id.Span))
            {
                throw new ProblemException(new Problem(
                    ProblemKind.PointNotFound, $"{pointer}: the collection holds no point {Quoted.Text(query.Id.Span)}.")
                {
                    Faults = [new Fault(pointer, "the collection holds no such point")],
                });
            }

            for (int field = 0; field < fields.Length; field++)
            {
                ReadOnlySpan<float> vector = foundVectors.Of(next, field);
                if (fields[field].Name == query.Field.Name)
                {
                    vectors[index] = RequireVector(query, vector, pointer);
                }
            }

            next++;
        }
    }

    private static ReadOnlyMemory<float> RequireVector(PointQuery query, ReadOnlySpan<float> vector, string pointer)
    {
        if (vector.IsEmpty)
        {
            throw Faults.Single(pointer, $"the point has no vector {Quoted.Text(query.Field.Name)} to search for");
        }

        return PointQuery.RefuseVector(query.Field, vector) is { } refusal
            ? throw Faults.Single(pointer, $"its vector {refusal}")
            : vector.ToArray();
    }

    /// <summary>What a query asks for, without its vector. Equal for queries that can go together.</summary>
    private static SearchQuery SearchOf(PointQuery query)
    {
        // The point that is searched for is among the nearest: it is left out here, so its place is asked for on top. Its
        // rank is not known, so hits to leave out are counted here as well.
        bool byId = !query.Id.IsEmpty;
        return new SearchQuery
        {
            Vectors = VectorBlock.Empty,
            Using = query.Field.Name,
            Limit = byId ? query.Offset + query.Limit + 1 : query.Limit,
            Offset = byId ? 0 : query.Offset,
            Ef = query.Ef,
            Exact = query.Exact,
            Filter = query.Filter,
            Explain = query.Explain,
            Parts = query.Parts,
        };
    }

    private static VectorBlock Join(ReadOnlyMemory<float>[] vectors, int[] indexes)
    {
        float[] joined = GC.AllocateUninitializedArray<float>(indexes.Sum(index => vectors[index].Length));
        int start = 0;
        foreach (int index in indexes)
        {
            vectors[index].Span.CopyTo(joined.AsSpan(start));
            start += vectors[index].Length;
        }

        return new VectorBlock(joined);
    }

    private static long BytesOf(PointBatch points)
        => points.Ids.TotalBytes + ((long)sizeof(float) * points.Values.Length) + points.Payloads.TotalBytes;
}

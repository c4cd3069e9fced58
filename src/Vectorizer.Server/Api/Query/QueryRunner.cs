using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Vectorizer.Abstractions.Points;
using Vectorizer.Abstractions.Search;
using Vectorizer.Client.Orleans;
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
        if (queries is [{ Vector.IsEmpty: false } single])
        {
            SearchHits[] only = [(await SearchAsync(SearchOf(single), BlockOf(single.Vector), cancellationToken)).Hits[0]];
            RequireShort(BytesOf(only[0].Points));
            return only;
        }

        TargetVectors targets = await TargetVectors.FindAsync(client, collection, queries, deadline, pointerOf, cancellationToken);
        (SearchQuery Search, ReadOnlyMemory<float> Vectors)[] searches =
            [.. queries.Select((query, index) => targets.SearchOf(index, SearchOf(query)))];

        SearchHits[] hits = new SearchHits[queries.Length];
        long bytes = 0;

        // Searches go together that differ in nothing but a vector each, so none that has several of its own.
        IGrouping<(SearchQuery Search, int Alone), int>[] groups = [.. Enumerable.Range(0, queries.Length)
            .GroupBy(index => (searches[index].Search, searches[index].Search.Positives is null ? -1 : index))];

        // A group uses all cores that are idle; several at a time are for groups of a query each.
        ParallelOptions some = new() { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(groups, some, async (alike, token) =>
        {
            int[] indexes = [.. alike];
            SearchResult result = await SearchAsync(
                alike.Key.Search, Join([.. indexes.Select(index => searches[index].Vectors)]), token);
            for (int i = 0; i < indexes.Length; i++)
            {
                hits[indexes[i]] = result.Hits[i];
                RequireShort(Interlocked.Add(ref bytes, BytesOf(result.Hits[i].Points)));
            }
        });
        return hits;

        Task<SearchResult> SearchAsync(SearchQuery search, VectorBlock vectors, CancellationToken token)
            => client.SearchAsync(collection, search with { Vectors = vectors, Timeout = deadline.Remaining }, token);
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

    /// <summary>What a query asks for, without its vectors.</summary>
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

    private static VectorBlock Join(ReadOnlyMemory<float>[] vectors)
    {
        if (vectors is [var only])
        {
            return BlockOf(only);
        }

        float[] joined = GC.AllocateUninitializedArray<float>(vectors.Sum(vector => vector.Length));
        int start = 0;
        foreach (ReadOnlyMemory<float> vector in vectors)
        {
            vector.CopyTo(joined.AsMemory(start));
            start += vector.Length;
        }

        return new VectorBlock(joined);
    }

    private static long BytesOf(PointBatch points)
        => points.Ids.TotalBytes + ((long)sizeof(float) * points.Values.Length) + points.Payloads.TotalBytes;
}

using System.Collections.Immutable;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Points;
using Vectorizer.Client.Orleans;
using Vectorizer.Server.Api.Points;
using Vectorizer.Server.Api.Problems;

namespace Vectorizer.Server.Api.Query;

/// <summary>The vectors that queries of one request search for: those that were sent, and those of points that were named.</summary>
/// <remarks>All points of a request are read at once, so that its queries show the same state of them.</remarks>
internal sealed class TargetVectors
{
    private readonly ImmutableArray<PointQuery> _queries;
    private readonly Func<int, string> _pointerOf;

    // For each query one vector, or one for each of its examples.
    private readonly ReadOnlyMemory<float>[][] _vectors;

    private TargetVectors(ImmutableArray<PointQuery> queries, Func<int, string> pointerOf)
    {
        _queries = queries;
        _pointerOf = pointerOf;
        _vectors = [.. queries.Select(query => query.Recommendation is { } recommendation
            ? recommendation.Examples.Select(example => example.Vector).ToArray()
            : [query.Vector])];
    }

    /// <summary>Reads the points that queries name.</summary>
    /// <param name="client">Reads them.</param>
    /// <param name="collection">The collection searched.</param>
    /// <param name="queries">The queries.</param>
    /// <param name="deadline">When the answer must be there.</param>
    /// <param name="pointerOf">JSON pointer of the query with a number.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ProblemException"><c>point_not_found</c>, <c>validation_failed</c>: with the place of the id.</exception>
    public static async Task<TargetVectors> FindAsync(
        VectorizerClient client,
        CollectionReference collection,
        ImmutableArray<PointQuery> queries,
        Deadline deadline,
        Func<int, string> pointerOf,
        CancellationToken cancellationToken)
    {
        TargetVectors targets = new(queries, pointerOf);
        Named[] named = [.. targets.NamedPoints()];
        if (named.Length > 0)
        {
            ByteStringsBuilder ids = new(named.Length);
            Array.ForEach(named, point => ids.Add(point.Id.Span));
            PointBatch found = await client.GetAsync(
                collection, ids.Build(), PointParts.Vectors, deadline.Remaining, cancellationToken);
            targets.Take(named, found, collection.Record.Definition.Fields);
        }

        return targets;
    }

    /// <summary>What a query searches for: all that its search has besides vectors, and those.</summary>
    /// <param name="index">Number of the query.</param>
    /// <param name="search">All that it asks for besides.</param>
    /// <exception cref="ProblemException"><c>validation_failed</c>: nothing is near to the average of its examples.</exception>
    public (SearchQuery Search, ReadOnlyMemory<float> Vectors) SearchOf(int index, SearchQuery search)
    {
        PointQuery query = _queries[index];
        if (query.Recommendation is not { } recommendation)
        {
            return (search, _vectors[index][0]);
        }

        try
        {
            SearchQuery byExamples = recommendation.ToSearch(search, query.Field, _vectors[index]);
            return (byExamples with { Vectors = VectorBlock.Empty }, byExamples.Vectors.Values);
        }
        catch (VectorizerException e) when (e.Code == VectorizerError.InvalidArgument)
        {
            throw Faults.Single($"{_pointerOf(index)}/recommend", e.Message);
        }
    }

    private IEnumerable<Named> NamedPoints()
    {
        for (int i = 0; i < _queries.Length; i++)
        {
            PointQuery query = _queries[i];
            if (!query.Id.IsEmpty)
            {
                yield return new Named(query.Id, i, 0, $"{_pointerOf(i)}/id");
            }

            int positives = query.Recommendation?.Positive.Length ?? 0;
            for (int place = 0; query.Recommendation is { } recommendation && place < _vectors[i].Length; place++)
            {
                bool isPositive = place < positives;
                Example example = isPositive ? recommendation.Positive[place] : recommendation.Negative[place - positives];
                if (!example.Id.IsEmpty)
                {
                    string member = isPositive ? $"positive/{place}" : $"negative/{place - positives}";
                    yield return new Named(example.Id, i, place, $"{_pointerOf(i)}/recommend/{member}");
                }
            }
        }
    }

    private void Take(Named[] named, PointBatch found, ImmutableArray<VectorField> fields)
    {
        PointVectors vectors = new(found, fields);
        int next = 0;
        foreach (Named point in named)
        {
            if (next == found.Count || !found.Ids[next].Span.SequenceEqual(point.Id.Span))
            {
                throw new ProblemException(new Problem(
                    ProblemKind.PointNotFound, $"{point.Pointer}: the collection holds no point {Quoted.Text(point.Id.Span)}.")
                {
                    Faults = [new Fault(point.Pointer, "the collection holds no such point")],
                });
            }

            VectorField field = _queries[point.Query].Field;
            int number = fields.IndexOf(fields.First(item => item.Name == field.Name));
            _vectors[point.Query][point.Place] = RequireVector(field, vectors.Of(next++, number), point.Pointer);
        }
    }

    private static ReadOnlyMemory<float> RequireVector(VectorField field, ReadOnlySpan<float> vector, string pointer)
    {
        if (vector.IsEmpty)
        {
            throw Faults.Single(pointer, $"the point has no vector {Quoted.Text(field.Name)} to search for");
        }

        return PointQuery.RefuseVector(field, vector) is { } refusal
            ? throw Faults.Single(pointer, $"its vector {refusal}")
            : vector.ToArray();
    }

    /// <summary>A point that a query names.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Query">Number of the query.</param>
    /// <param name="Place">Which of the query's vectors it gives.</param>
    /// <param name="Pointer">Where it is named.</param>
    private readonly record struct Named(ReadOnlyMemory<byte> Id, int Query, int Place, string Pointer);
}

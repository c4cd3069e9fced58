using System.Collections.Immutable;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Filters;
using Vectorizer.Abstractions.Points;

namespace Vectorizer.Abstractions.Search;

/// <summary>What a search may ask for. The one place of these limits: callers check early, segments check again.</summary>
public static class SearchRules
{
    public const int MaxLimit = 10_000;
    public const int MaxEf = 10_000;

    /// <summary>Hits of all queries of one request together. With ids of full length they fill a quarter of a message.</summary>
    public const int MaxHits = 100_000;

    /// <summary>Examples of one search. Near each positive one the graph is walked.</summary>
    public const int MaxExamples = 100;

    /// <summary>Floats of all examples of one search together, 4 MiB of them: they travel in one message.</summary>
    public const int MaxExampleFloats = 1024 * 1024;

    /// <summary>Longest time that a caller may allow for an answer, reads and writes alike.</summary>
    public static readonly TimeSpan MaxTimeout = TimeSpan.FromMinutes(10);

    /// <exception cref="VectorizerException"><c>invalid_argument</c>, with the argument at fault.</exception>
    public static void Check(SearchRequest request, ImmutableArray<VectorField> fields)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Field < 0 || request.Field >= fields.Length)
        {
            throw VectorizerException.InvalidArgument(
                "using", $"The collection has {fields.Length} vector fields, so there is no number {request.Field}.");
        }

        VectorizerException.ThrowIfOutside("limit", request.Limit, 1, MaxLimit);
        VectorizerException.ThrowIfOutside("ef", request.Ef ?? 1, 1, MaxEf);
        CheckTimeout(request.Timeout);
        FilterRules.Check(request.Filter, fields);
        VectorField field = fields[request.Field];
        if (request.Queries.Length == 0 || request.Queries.Length % field.Dimension != 0)
        {
            throw VectorizerException.InvalidArgument(
                "queries", $"{request.Queries.Length} floats are not one or more vectors of {field.Dimension}.");
        }

        int queries = request.QueryCount(field.Dimension);
        if ((long)queries * request.Limit > MaxHits)
        {
            throw VectorizerException.InvalidArgument(
                "limit", $"{queries} queries for {request.Limit} hits each exceed {MaxHits} hits in one request.");
        }

        int vectors = request.Queries.Length / field.Dimension;
        if (request.Positives is { } positives)
        {
            VectorizerException.ThrowIfOutside("positives", positives, 0, vectors);
            if (RefuseExamples(vectors, field.Dimension) is { } refusal)
            {
                throw VectorizerException.InvalidArgument("queries", $"The examples {refusal}.");
            }
        }

        for (int i = 0; i < vectors; i++)
        {
            ReadOnlySpan<float> query = request.Queries.Row(i, field.Dimension).Span;
            PointRules.CheckFinite(query, $"queries[{i}]");
            if (field.Metric == DistanceMetric.Cosine && !query.ContainsAnyExcept(0f))
            {
                throw VectorizerException.InvalidArgument(
                    $"queries[{i}]", "A zero vector has no direction, so nothing is near to it under cosine.");
            }
        }
    }

    /// <summary>Why so many examples cannot be given; null when they can.</summary>
    /// <param name="count">Positive and negative examples.</param>
    /// <param name="dimension">Floats of each.</param>
    public static string? RefuseExamples(int count, int dimension)
    {
        int most = Math.Min(MaxExamples, MaxExampleFloats / dimension);
        return count < 1 || count > most
            ? $"must be 1..{most} together{(most < MaxExamples ? $" where each has {dimension} floats" : string.Empty)}, were {count}"
            : null;
    }

    /// <exception cref="VectorizerException"><c>invalid_argument</c>.</exception>
    public static void CheckTimeout(TimeSpan timeout)
    {
        if (timeout <= TimeSpan.Zero || timeout > MaxTimeout)
        {
            throw VectorizerException.InvalidArgument(
                "timeout", $"A timeout of {timeout} is not above zero and at most {MaxTimeout}.");
        }
    }
}

using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Filters;
using Vectorizer.Abstractions.Points;
using Vectorizer.Abstractions.Search;
using Vectorizer.Client.Orleans;

namespace Vectorizer.Server.Api.Query;

/// <summary>A query as a caller asked it, checked. A vector, the id of a point or examples say what to search for.</summary>
internal sealed record PointQuery
{
    /// <summary>Hits wanted when a query does not say.</summary>
    public const int DefaultLimit = 10;

    /// <summary>The vector field that is searched.</summary>
    public required VectorField Field { get; init; }

    /// <summary>As many floats as the field's dimension; empty when no vector is given.</summary>
    public ReadOnlyMemory<float> Vector { get; init; }

    /// <summary>The point whose vector is searched for, UTF-8; empty when no id is given.</summary>
    public ReadOnlyMemory<byte> Id { get; init; }

    /// <summary>The examples that are searched by, or null.</summary>
    public Recommendation? Recommendation { get; init; }

    /// <summary>Which points may be hits; null for all.</summary>
    public Filter? Filter { get; init; }

    /// <summary>Hits wanted.</summary>
    public int Limit { get; init; } = DefaultLimit;

    /// <summary>Nearest hits to leave out.</summary>
    public int Offset { get; init; }

    /// <summary>Candidates weighed; null for what the collection says.</summary>
    public int? Ef { get; init; }

    /// <summary>Compare with every point instead of walking the graph.</summary>
    public bool Exact { get; init; }

    /// <summary>Tell what was done in each segment, where the answer is JSON.</summary>
    public bool Explain { get; init; }

    /// <summary>Hits farther than this score are left out.</summary>
    public float? ScoreThreshold { get; init; }

    /// <summary>What the hits carry besides id and score.</summary>
    public PointParts Parts { get; init; } = PointParts.Payload;

    /// <summary>Vectors of hits as base64 instead of numbers, where the answer is JSON.</summary>
    public bool VectorsAsBase64 { get; init; }

    /// <summary>Whether a score tells of examples, and not of the field's metric.</summary>
    private bool HasBestScore => Recommendation?.Strategy == RecommendStrategy.BestScore;

    /// <summary>A score that JSON can hold.</summary>
    /// <remarks>
    /// Sums over the largest floats leave the range of floats: such a score is the largest or smallest float, and where
    /// infinities cancelled out, that of the farthest point. The negated distance of a dot product is −0 where the product is 0.
    /// </remarks>
    public float ScoreOf(float distance)
    {
        float score = HasBestScore ? BestScore.ToScore(distance) : Field.Metric.ToScore(distance);
        return float.IsNaN(score)
            ? (Field.Metric.HigherIsNearer() ? float.MinValue : float.MaxValue)
            : Math.Clamp(score, float.MinValue, float.MaxValue) + 0f;
    }

    /// <summary>Whether a hit of a score is farther than the threshold.</summary>
    public bool IsBeyond(float score)
        => ScoreThreshold is { } threshold
            && (HasBestScore || Field.Metric.HigherIsNearer() ? score < threshold : score > threshold);

    /// <summary>Why nothing can be searched with a vector; null when it can.</summary>
    public static string? RefuseVector(VectorField field, ReadOnlySpan<float> vector)
    {
        if (vector.Length != field.Dimension)
        {
            return $"must have {field.Dimension} floats, the dimension of the vector field, has {vector.Length}";
        }

        return field.Metric == DistanceMetric.Cosine && !vector.ContainsAnyExcept(0f)
            ? "must not be zero: a zero vector has no direction, so nothing is near to it under cosine"
            : null;
    }
}

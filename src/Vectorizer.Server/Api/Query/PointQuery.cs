using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Filters;
using Vectorizer.Abstractions.Points;

namespace Vectorizer.Server.Api.Query;

/// <summary>A query as a caller asked it, checked. Either a vector or the id of a point says what to search for.</summary>
internal sealed record PointQuery
{
    /// <summary>Hits wanted when a query does not say.</summary>
    public const int DefaultLimit = 10;

    /// <summary>The vector field that is searched.</summary>
    public required VectorField Field { get; init; }

    /// <summary>As many floats as the field's dimension; empty when an id is given.</summary>
    public ReadOnlyMemory<float> Vector { get; init; }

    /// <summary>The point whose vector is searched for, UTF-8; empty when a vector is given.</summary>
    public ReadOnlyMemory<byte> Id { get; init; }

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

using System.Text.Json;
using System.Text.Json.Serialization;
using Vectorizer.Client.Serialization;

namespace Vectorizer.Client.Search;

/// <summary>A search for the nearest points: of a vector, of a point that is named by its id, or by examples.</summary>
/// <remarks>Exactly one of <see cref="Vector"/>, <see cref="Id"/> and <see cref="Recommend"/> is set. What is null takes the server's default.</remarks>
public sealed record Query
{
    /// <summary>Search near this vector.</summary>
    public ReadOnlyMemory<float>? Vector { get; init; }

    /// <summary>Search near this point, which is itself left out of the answer.</summary>
    public string? Id { get; init; }

    /// <summary>Search for what is like some examples and unlike others. Points among them are left out of the answer.</summary>
    public Recommendation? Recommend { get; init; }

    /// <summary>The vector field to search; null for the unnamed one.</summary>
    public string? Using { get; init; }

    /// <summary>
    /// Return only points that match this filter: an object like <c>{"must":[{"key":"lang","match":{"value":"en"}}]}</c>, in the
    /// language that docs/filters.md tells.
    /// </summary>
    public JsonElement? Filter { get; init; }

    /// <summary>Points to return, 1 to 10,000; 10 when null.</summary>
    public int? Limit { get; init; }

    /// <summary>Nearest points to leave out, 0 to 10,000; with <see cref="Limit"/> at most 10,000.</summary>
    public int? Offset { get; init; }

    /// <summary>Candidates kept while searching, 1 to 10,000: more finds more of the true neighbours, slower.</summary>
    public int? Ef { get; init; }

    /// <summary>Compare with every point instead of walking the graph.</summary>
    public bool? Exact { get; init; }

    /// <summary>
    /// Leave out what is further away: lower scores for cosine, dot and <see cref="RecommendStrategy.BestScore"/>, higher ones for euclidean and manhattan.
    /// </summary>
    public float? ScoreThreshold { get; init; }

    /// <summary>Tell in <see cref="QueryResult.Explanation"/> how each segment was searched and why; false when null.</summary>
    public bool? Explain { get; init; }

    /// <summary>Return payloads; true when null.</summary>
    public bool? WithPayload { get; init; }

    /// <summary>Return vectors; false when null.</summary>
    [JsonConverter(typeof(WithVectorJsonConverter))]
    public bool? WithVector { get; init; }
}

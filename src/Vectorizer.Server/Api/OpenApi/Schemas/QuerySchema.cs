using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Vectorizer.Abstractions.Points;
using Vectorizer.Abstractions.Search;
using Vectorizer.Server.Api.Query;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>
/// Searches for what is near to 'vector', or to the point with 'id', or is like some examples and unlike others: 'recommend'. Points that are
/// named are left out of the hits themselves.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record QuerySchema
{
    /// <summary>What to search for. Under cosine it must not be zero.</summary>
    public VectorSchema Vector { get; init; } = null!;

    /// <summary>The point to search for.</summary>
    [Length(1, PointRules.MaxIdBytes)]
    public string Id { get; init; } = null!;

    /// <summary>What to find the like of.</summary>
    public RecommendSchema Recommend { get; init; } = null!;

    /// <summary>Name of the vector field. Needed where the collection has several.</summary>
    public string? Using { get; init; }

    /// <summary>Which points may be hits; all of them unless given.</summary>
    public FilterSchema? Filter { get; init; }

    /// <summary>Hits wanted. Together with 'offset' at most 10000, less the points that are named by 'id' or as examples.</summary>
    [Range(1, SearchRules.MaxLimit), DefaultValue(PointQuery.DefaultLimit)]
    public int? Limit { get; init; }

    /// <summary>Nearest hits to leave out.</summary>
    [Range(0, SearchRules.MaxLimit), DefaultValue(0)]
    public int? Offset { get; init; }

    /// <summary>Candidates weighed: more find more of the true neighbours and take longer. The vector field's 'ef_search' unless given.</summary>
    [Range(1, SearchRules.MaxEf)]
    public int? Ef { get; init; }

    /// <summary>Compare with every point instead of walking the graph.</summary>
    [DefaultValue(false)]
    public bool? Exact { get; init; }

    /// <summary>Leaves out hits that are farther: below this score for cosine, dot and 'best_score', above it for euclidean and manhattan.</summary>
    public float? ScoreThreshold { get; init; }

    /// <summary>Tell how each segment was searched and why, what that took, and which conditions have no index. Not in binary answers.</summary>
    [DefaultValue(false)]
    public bool? Explain { get; init; }

    [DefaultValue(true)]
    public bool? WithPayload { get; init; }

    public WithVectorSchema? WithVector { get; init; }
}

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Vectorizer.Abstractions.Points;
using Vectorizer.Abstractions.Search;
using Vectorizer.Server.Api.Query;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>Body of a query.</summary>
[Description("Searches for what is near to 'vector', or to the point with 'id', which is left out of the hits itself.")]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record QuerySchema
{
    [Description("What to search for. Under cosine it must not be zero.")]
    public VectorSchema? Vector { get; init; }

    [Description("The point to search for.")]
    [Length(1, PointRules.MaxIdBytes)]
    public string? Id { get; init; }

    [Description("Name of the vector field. Needed where the collection has several.")]
    public string? Using { get; init; }

    [Description("Hits wanted. Together with 'offset' at most 10000, and 9999 when 'id' is given.")]
    [Range(1, SearchRules.MaxLimit), DefaultValue(PointQuery.DefaultLimit)]
    public int? Limit { get; init; }

    [Description("Nearest hits to leave out.")]
    [Range(0, SearchRules.MaxLimit), DefaultValue(0)]
    public int? Offset { get; init; }

    [Description("Candidates weighed: more find more of the true neighbours and take longer. The vector field's 'ef_search' unless given.")]
    [Range(1, SearchRules.MaxEf)]
    public int? Ef { get; init; }

    [Description("Compare with every point instead of walking the graph.")]
    [DefaultValue(false)]
    public bool? Exact { get; init; }

    [Description("Leaves out hits that are farther: below this score for cosine and dot, above it for euclidean and manhattan.")]
    public float? ScoreThreshold { get; init; }

    [DefaultValue(true)]
    public bool? WithPayload { get; init; }

    [DefaultValue(false)]
    public bool? WithVector { get; init; }
}

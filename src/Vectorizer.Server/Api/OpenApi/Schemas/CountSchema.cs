using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>Body of a count of points.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record CountSchema
{
    /// <summary>What the points match; all of them unless given.</summary>
    public FilterSchema? Filter { get; init; }

    /// <summary>Look at every point. Otherwise the number may be estimated from some.</summary>
    [DefaultValue(true)]
    public bool? Exact { get; init; }
}

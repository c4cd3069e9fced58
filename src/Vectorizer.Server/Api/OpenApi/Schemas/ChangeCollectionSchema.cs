using System.Text.Json.Serialization;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>What shall change. 'ef_search' alone can: graphs were built with the rest.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ChangeCollectionSchema
{
    public EfSearchSchema? HnswConfig { get; init; }

    /// <summary>The same for vector fields with names.</summary>
    public Dictionary<string, ChangeVectorFieldSchema> Vectors { get; init; } = null!;
}

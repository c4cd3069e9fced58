using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>Body of the request that changes a collection.</summary>
[Description("What shall change. 'ef_search' alone can: graphs were built with the rest.")]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ChangeCollectionSchema
{
    public EfSearchSchema? HnswConfig { get; init; }

    [Description("The same for vector fields with names.")]
    public Dictionary<string, ChangeVectorFieldSchema>? Vectors { get; init; }
}

using System.Text.Json.Serialization;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>What shall change in a vector field with a name.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ChangeVectorFieldSchema
{
    public EfSearchSchema? HnswConfig { get; init; }

    public QuantizationSchema? Quantization { get; init; }
}

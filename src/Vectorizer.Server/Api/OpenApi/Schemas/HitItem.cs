using System.ComponentModel;
using System.Text.Json.Nodes;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>A hit of a query.</summary>
internal sealed record HitItem
{
    public required string Id { get; init; }

    [Description("Cosine similarity or dot product, higher is nearer; euclidean or manhattan distance, lower is nearer. A stored zero vector scores 0 under cosine and ranks last.")]
    public required float Score { get; init; }

    [Description("As it was sent; null for none. Missing when not asked for.")]
    public JsonObject? Payload { get; init; }

    [Description("Missing when not asked for, and where vector fields have names.")]
    public float[]? Vector { get; init; }

    [Description("Missing when not asked for, and where the vector field has no name.")]
    public Dictionary<string, float[]>? Vectors { get; init; }
}

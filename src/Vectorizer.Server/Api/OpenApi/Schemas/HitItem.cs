using System.Text.Json.Nodes;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>A hit of a query.</summary>
internal sealed record HitItem
{
    public required string Id { get; init; }

    /// <summary>Cosine similarity or dot product, higher is nearer; euclidean or manhattan distance, lower is nearer; or with 'best_score' what that tells, higher is better. A stored zero vector scores 0 under cosine and ranks last.</summary>
    public required float Score { get; init; }

    /// <summary>As it was sent; null for none. Missing when not asked for.</summary>
    public JsonObject? Payload { get; init; }

    /// <summary>Missing when not asked for, and where vector fields have names.</summary>
    public VectorSchema Vector { get; init; } = null!;

    /// <summary>Missing when not asked for, and where the vector field has no name.</summary>
    public Dictionary<string, VectorSchema> Vectors { get; init; } = null!;
}

using System.Text.Json.Nodes;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>A point.</summary>
internal sealed record PointAnswer
{
    public required string Id { get; init; }

    /// <summary>The write that stored the point: what 'if_sequence' of a later write is compared with.</summary>
    public required long Sequence { get; init; }

    /// <summary>As it was sent; null for none. Missing when not asked for.</summary>
    public JsonObject? Payload { get; init; }

    /// <summary>Missing when not asked for, and where vector fields have names.</summary>
    public VectorSchema Vector { get; init; } = null!;

    /// <summary>Missing when not asked for, and where the vector field has no name.</summary>
    public Dictionary<string, VectorSchema> Vectors { get; init; } = null!;

    /// <summary>Milliseconds that the answer took.</summary>
    public required double TookMs { get; init; }
}

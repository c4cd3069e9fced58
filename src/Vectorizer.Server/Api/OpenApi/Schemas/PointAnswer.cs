using System.ComponentModel;
using System.Text.Json.Nodes;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>A point.</summary>
internal sealed record PointAnswer
{
    public required string Id { get; init; }

    [Description("As it was sent; null for none. Missing when not asked for.")]
    public JsonObject? Payload { get; init; }

    [Description("Missing when not asked for, and where vector fields have names.")]
    public float[]? Vector { get; init; }

    [Description("Missing when not asked for, and where the vector field has no name.")]
    public Dictionary<string, float[]>? Vectors { get; init; }

    [Description("Milliseconds that the answer took.")]
    public required double TookMs { get; init; }
}

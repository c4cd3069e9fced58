using System.Text.Json.Serialization;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>Bounds, at least one.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record RangeSchema
{
    /// <summary>Above this.</summary>
    public RangeBoundSchema Gt { get; init; } = null!;

    /// <summary>This or above.</summary>
    public RangeBoundSchema Gte { get; init; } = null!;

    /// <summary>Below this.</summary>
    public RangeBoundSchema Lt { get; init; } = null!;

    /// <summary>This or below.</summary>
    public RangeBoundSchema Lte { get; init; } = null!;
}

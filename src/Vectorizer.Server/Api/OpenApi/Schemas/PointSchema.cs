using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Vectorizer.Abstractions.Points;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>A point. One with the same id is replaced as a whole.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record PointSchema
{
    /// <summary>1..256 bytes in UTF-8, compared byte by byte. No NUL, and no '.' or '..' between slashes.</summary>
    [Length(1, PointRules.MaxIdBytes)]
    public required string Id { get; init; }

    /// <summary>For collections with one vector a point.</summary>
    public VectorSchema Vector { get; init; } = null!;

    /// <summary>For collections with named vector fields: one or more of them.</summary>
    public Dictionary<string, VectorSchema> Vectors { get; init; } = null!;

    /// <summary>An object of at most 1 MiB and 29 levels, kept as it is sent. Null for none.</summary>
    public JsonObject? Payload { get; init; }

    /// <summary>
    /// The sequence that the point must have for the write to happen; 0 for a point that must not exist. If one point of
    /// a segment is at another, the segment stores none.
    /// </summary>
    [Range(0, long.MaxValue)]
    public long? IfSequence { get; init; }
}

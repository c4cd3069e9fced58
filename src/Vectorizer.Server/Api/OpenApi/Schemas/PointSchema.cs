using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Vectorizer.Abstractions.Points;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>A point to store.</summary>
[Description("A point. One with the same id is replaced as a whole.")]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record PointSchema
{
    [Description("1..256 bytes in UTF-8, compared byte by byte. No NUL, and no '.' or '..' between slashes.")]
    [Length(1, PointRules.MaxIdBytes)]
    public required string Id { get; init; }

    [Description("For collections with one vector a point.")]
    public VectorSchema? Vector { get; init; }

    [Description("For collections with named vector fields: one or more of them.")]
    public Dictionary<string, VectorSchema>? Vectors { get; init; }

    [Description("An object of at most 1 MiB and 29 levels, kept as it is sent. Null for none.")]
    public JsonObject? Payload { get; init; }
}

using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>Body of a deletion of points.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record DeletePointsSchema
{
    /// <summary>Ids of points. Those that do not exist are no error.</summary>
    [MinLength(1), BatchLength]
    public required string[] Ids { get; init; }

    /// <summary>The sequence that each of the points must have for the delete to happen.</summary>
    [Range(1, long.MaxValue)]
    public long? IfSequence { get; init; }
}

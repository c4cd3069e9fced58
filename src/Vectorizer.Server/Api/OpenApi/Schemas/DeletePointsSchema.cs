using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>Body of a deletion of points.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record DeletePointsSchema
{
    /// <summary>Ids of points. Those that do not exist are no error. Either these or a filter.</summary>
    [MinLength(1), BatchLength]
    public string[]? Ids { get; init; }

    /// <summary>What the points match. Either this or ids.</summary>
    public FilterSchema? Filter { get; init; }

    /// <summary>The sequence that each of the points must have for the delete to happen. With ids alone.</summary>
    [Range(1, long.MaxValue)]
    public long? IfSequence { get; init; }
}

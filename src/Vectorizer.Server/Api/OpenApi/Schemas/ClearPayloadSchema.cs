using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>Body of an operation that removes payloads.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ClearPayloadSchema
{
    /// <summary>Ids of points. Those that do not exist are no error. Either these or a filter.</summary>
    [MinLength(1), BatchLength]
    public string[]? Ids { get; init; }

    /// <summary>What the points match. Either this or ids.</summary>
    public FilterSchema? Filter { get; init; }
}

using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>Body of an operation that puts members into payloads.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record SetPayloadSchema
{
    /// <summary>Ids of points. Those that do not exist are no error. Either these or a filter.</summary>
    [MinLength(1), BatchLength]
    public string[]? Ids { get; init; }

    /// <summary>What the points match. Either this or ids.</summary>
    public FilterSchema? Filter { get; init; }

    /// <summary>The members. The payload may have at most 1 MiB and 29 levels with them.</summary>
    public required JsonObject Payload { get; init; }

    /// <summary>
    /// Path to the object that gets them, such as 'a.b' or 'a[].b'; the payload itself unless given. Objects that are not there are
    /// created; what is there and no object gives way.
    /// </summary>
    public string? Key { get; init; }
}

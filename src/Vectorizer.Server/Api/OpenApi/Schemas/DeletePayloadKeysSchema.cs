using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Vectorizer.Abstractions.Payloads;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>Body of an operation that removes members from payloads.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record DeletePayloadKeysSchema
{
    /// <summary>Ids of points. Those that do not exist are no error. Either these or a filter.</summary>
    [MinLength(1), BatchLength]
    public string[]? Ids { get; init; }

    /// <summary>What the points match. Either this or ids.</summary>
    public FilterSchema? Filter { get; init; }

    /// <summary>Paths such as 'a.b', 'a[].b', 'a[0]' to what is removed.</summary>
    [Length(1, PayloadRules.MaxKeys)]
    public required string[] Keys { get; init; }
}

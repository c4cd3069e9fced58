using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Vectorizer.Abstractions.Filters;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>A place in payloads.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record KeySchema
{
    /// <summary>A path into payloads.</summary>
    [Length(1, FilterRules.MaxKeyBytes)]
    public required string Key { get; init; }
}

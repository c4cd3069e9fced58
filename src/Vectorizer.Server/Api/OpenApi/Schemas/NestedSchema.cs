using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Vectorizer.Abstractions.Filters;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>A filter for one object of an array.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record NestedSchema
{
    /// <summary>A path to an array of objects, or to an object.</summary>
    [Length(1, FilterRules.MaxKeyBytes)]
    public required string Key { get; init; }

    /// <summary>What one of them meets, without 'has_id' and 'has_vector'. Keys begin at the object.</summary>
    public required FilterSchema Filter { get; init; }
}

using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Vectorizer.Abstractions.Collections;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>Another name for a collection.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record RenameCollectionSchema
{
    /// <summary>A name that is free.</summary>
    [Length(1, CollectionRules.MaxNameLength)]
    public required string To { get; init; }
}

using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Vectorizer.Abstractions.Collections;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>What an alias shall stand for.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record PutAliasSchema
{
    /// <summary>The collection's own name; an alias cannot stand for another one.</summary>
    [Length(1, CollectionRules.MaxNameLength)]
    public required string Collection { get; init; }
}

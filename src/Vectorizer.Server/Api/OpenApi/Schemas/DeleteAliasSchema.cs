using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Vectorizer.Abstractions.Collections;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>Lets an alias stand for nothing any more.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record DeleteAliasSchema
{
    [Length(1, CollectionRules.MaxNameLength)]
    public required string Alias { get; init; }
}

using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Vectorizer.Abstractions.Collections;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>Lets a name stand for a collection, whatever it stood for before.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record CreateAliasSchema
{
    [Length(1, CollectionRules.MaxNameLength)]
    public required string Alias { get; init; }

    /// <summary>The collection's own name.</summary>
    [Length(1, CollectionRules.MaxNameLength)]
    public required string Collection { get; init; }
}

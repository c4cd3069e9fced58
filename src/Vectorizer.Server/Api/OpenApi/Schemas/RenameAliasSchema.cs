using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Vectorizer.Abstractions.Collections;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>Gives an alias another name.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record RenameAliasSchema
{
    [Length(1, CollectionRules.MaxNameLength)]
    public required string From { get; init; }

    /// <summary>A name that is free.</summary>
    [Length(1, CollectionRules.MaxNameLength)]
    public required string To { get; init; }
}

using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Vectorizer.Abstractions.Collections;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>A change of aliases that happens wholly or not at all.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ChangeAliasesSchema
{
    /// <summary>Taken in their order.</summary>
    [Length(1, AliasRules.MaxActions)]
    public required AliasActionSchema[] Actions { get; init; }
}

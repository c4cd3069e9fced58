using System.Text.Json.Serialization;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>A step of a change of aliases: exactly one of its members.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record AliasActionSchema
{
    public CreateAliasSchema Create { get; init; } = null!;

    public DeleteAliasSchema Delete { get; init; } = null!;

    public RenameAliasSchema Rename { get; init; } = null!;
}

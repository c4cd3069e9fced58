namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>A name that stands for a collection.</summary>
internal sealed record AliasItem
{
    public required string Alias { get; init; }

    /// <summary>The collection's own name.</summary>
    public required string Collection { get; init; }
}

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>A collection is gone.</summary>
internal sealed record CollectionDeletedAnswer
{
    public required bool Deleted { get; init; }

    /// <summary>Aliases that stood for the collection and are gone with it.</summary>
    public required string[] DeletedAliases { get; init; }

    /// <summary>Milliseconds that the answer took.</summary>
    public required double TookMs { get; init; }
}

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>A collection is gone.</summary>
internal sealed record CollectionDeletedAnswer
{
    public required bool Deleted { get; init; }

    /// <summary>Milliseconds that the answer took.</summary>
    public required double TookMs { get; init; }
}

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>The hits of one of several queries.</summary>
internal sealed record QueryBatchItem
{
    /// <summary>Nearest first.</summary>
    public required HitItem[] Points { get; init; }
}

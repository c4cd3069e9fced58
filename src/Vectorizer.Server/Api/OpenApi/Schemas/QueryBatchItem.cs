namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>The hits of one of several queries.</summary>
internal sealed record QueryBatchItem
{
    /// <summary>Nearest first.</summary>
    public required HitItem[] Points { get; init; }

    /// <summary>What was done in each segment, in order of their numbers; only with 'explain'.</summary>
    public ExplanationItem[]? Explanation { get; init; }
}

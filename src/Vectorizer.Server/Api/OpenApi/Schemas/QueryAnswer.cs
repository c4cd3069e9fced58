namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>The hits of a query.</summary>
internal sealed record QueryAnswer
{
    /// <summary>Nearest first.</summary>
    public required HitItem[] Points { get; init; }

    /// <summary>What was done in each segment, in order of their numbers; only with 'explain'.</summary>
    public ExplanationItem[]? Explanation { get; init; }

    /// <summary>Milliseconds that the answer took.</summary>
    public required double TookMs { get; init; }
}

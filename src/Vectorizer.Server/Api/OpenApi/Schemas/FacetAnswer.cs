namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>The values that most points have.</summary>
internal sealed record FacetAnswer
{
    /// <summary>The most frequent first.</summary>
    public required FacetItem[] Values { get; init; }

    /// <summary>Whether these are the most frequent ones, with the right counts.</summary>
    public required bool Exact { get; init; }

    /// <summary>Milliseconds that the answer took.</summary>
    public required double TookMs { get; init; }
}

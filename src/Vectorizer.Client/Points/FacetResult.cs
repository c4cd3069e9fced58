namespace Vectorizer.Client.Points;

/// <summary>The values that most points have.</summary>
public sealed record FacetResult
{
    /// <summary>The most frequent first.</summary>
    public IReadOnlyList<FacetValue> Values { get; init; } = [];

    /// <summary>Whether these are the most frequent ones, with the right counts.</summary>
    public bool Exact { get; init; }

    /// <summary>Time in the server, in milliseconds.</summary>
    public double TookMs { get; init; }
}

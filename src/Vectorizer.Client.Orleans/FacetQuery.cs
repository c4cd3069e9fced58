using Vectorizer.Abstractions.Filters;

namespace Vectorizer.Client.Orleans;

/// <summary>Which values are counted.</summary>
/// <param name="Key">Path to them: texts, integers, booleans. Of an array each element counts, and a point counts once for a value.</param>
public sealed record FacetQuery(string Key)
{
    /// <summary>What the points match; null for all.</summary>
    public Filter? Filter { get; init; }

    /// <summary>Values wanted, those that most points have, 1..10,000.</summary>
    public int Limit { get; init; } = 10;

    /// <summary>Whether counts that are not exact are an error: those of a key with more than 10,000 values in one of several segments.</summary>
    public bool Exact { get; init; }

    /// <summary>Time allowed; null for <see cref="VectorizerClientOptions.ReadTimeout"/>.</summary>
    public TimeSpan? Timeout { get; init; }
}

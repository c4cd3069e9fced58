namespace Vectorizer.Client.Search;

/// <summary>Examples of what is to be found and of what is not, 1 to 100 together.</summary>
public sealed record Recommendation
{
    /// <summary>What is to be found. At least one with <see cref="RecommendStrategy.AverageVector"/>.</summary>
    public IReadOnlyList<Example> Positive { get; init; } = [];

    /// <summary>What is not to be found.</summary>
    public IReadOnlyList<Example> Negative { get; init; } = [];

    /// <summary>How they say what is searched for; <see cref="RecommendStrategy.AverageVector"/> when null.</summary>
    public RecommendStrategy? Strategy { get; init; }
}

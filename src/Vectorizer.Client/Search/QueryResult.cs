namespace Vectorizer.Client.Search;

/// <summary>The answer to one query.</summary>
public sealed record QueryResult
{
    /// <summary>The nearest points, best first.</summary>
    public required IReadOnlyList<ScoredPoint> Points { get; init; }

    /// <summary>What was done in each segment, in order of their numbers; null unless <see cref="Query.Explain"/> asks for it.</summary>
    public IReadOnlyList<SearchExplanation>? Explanation { get; init; }

    /// <summary>Time in the server, in milliseconds; 0 inside a batch, which is timed as a whole.</summary>
    public double TookMs { get; init; }
}

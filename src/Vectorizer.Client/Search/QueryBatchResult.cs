namespace Vectorizer.Client.Search;

/// <summary>The answers to a batch of queries, in their order.</summary>
public sealed record QueryBatchResult
{
    /// <summary>One answer for each query.</summary>
    public required IReadOnlyList<QueryResult> Results { get; init; }

    /// <summary>Time in the server, in milliseconds.</summary>
    public double TookMs { get; init; }
}

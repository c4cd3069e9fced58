namespace Vectorizer.Client.Points;

/// <summary>How many points match a filter.</summary>
public sealed record CountResult
{
    /// <summary>Points.</summary>
    public long Count { get; init; }

    /// <summary>Whether each was looked at; otherwise the number was estimated.</summary>
    public bool Exact { get; init; }

    /// <summary>Time in the server, in milliseconds.</summary>
    public double TookMs { get; init; }
}

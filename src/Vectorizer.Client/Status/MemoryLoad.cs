namespace Vectorizer.Client.Status;

/// <summary>Memory that the points of a node take, in bytes.</summary>
public sealed record MemoryLoad
{
    /// <summary>In use.</summary>
    public long UsedBytes { get; init; }

    /// <summary>Set aside for writes on their way.</summary>
    public long ReservedBytes { get; init; }

    /// <summary>The most that both may be together.</summary>
    public long LimitBytes { get; init; }

    /// <summary>Answers of searches that are kept, beside the limit.</summary>
    public long ResultCacheBytes { get; init; }
}

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>Memory that the points of the node take.</summary>
internal sealed record StatusMemoryAnswer
{
    /// <summary>In use.</summary>
    public required long UsedBytes { get; init; }

    /// <summary>Set aside for writes on their way.</summary>
    public required long ReservedBytes { get; init; }

    /// <summary>The most that both may be together; points beyond it are refused as 'insufficient_memory'.</summary>
    public required long LimitBytes { get; init; }

    /// <summary>Answers of searches that are kept for those who ask again; beside the limit, at most 'caching.max_size_mb'.</summary>
    public required long ResultCacheBytes { get; init; }
}

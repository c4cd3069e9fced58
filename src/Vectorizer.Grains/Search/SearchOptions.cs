namespace Vectorizer.Grains.Search;

/// <summary>How a silo searches.</summary>
public sealed class SearchOptions
{
    /// <summary>
    /// Threads that search, 1..1,024. A search keeps one core busy from start to end, so more threads than cores only
    /// make each of them slower. Unless set, the number of cores.
    /// </summary>
    public int MaxThreads { get; set; } = Environment.ProcessorCount;

    /// <summary>
    /// Places for searches that wait for a thread, of which a request takes as many as threads could be busy with it, from <see cref="MaxThreads"/> to 1,000,000; further ones are refused.
    /// 1,024 unless set: at a millisecond each, half a second of waiting on two cores.
    /// </summary>
    public int QueueCapacity { get; set; } = 1_024;

    /// <summary>Whether the queries of one request may use several threads at a time; true unless set.</summary>
    public bool Parallel { get; set; } = true;
}

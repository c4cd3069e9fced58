namespace Vectorizer.Grains.Segments;

/// <summary>How a silo applies writes to indexes.</summary>
public sealed class IndexOptions
{
    /// <summary>
    /// Threads that insert points into indexes, 1..1,024. They work for one segment together or for several at once.
    /// Unless set, the number of cores.
    /// </summary>
    public int MaxThreads { get; set; } = Environment.ProcessorCount;

    /// <summary>
    /// Points that one segment takes before they are visible, 1..10,000,000; further writes are refused. 32,768 unless set:
    /// some seconds of work, so that a write that was taken is usually visible before its caller gives up.
    /// </summary>
    public int MaxPendingPoints { get; set; } = 32_768;

    /// <summary>Bytes of the same, 1 MiB..1 GiB; 32 MiB unless set. A single larger write is taken when nothing else waits.</summary>
    public long MaxPendingBytes { get; set; } = 32L * 1024 * 1024;

    /// <summary>
    /// Whether the points of one group of writes may be inserted by several threads at a time; true unless set. Recovery and
    /// compaction, which nobody's request waits behind, use them in any case.
    /// </summary>
    public bool Parallel { get; set; } = true;
}

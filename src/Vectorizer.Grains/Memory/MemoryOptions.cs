namespace Vectorizer.Grains.Memory;

/// <summary>How much memory the segments of a silo may take.</summary>
public sealed class MemoryOptions
{
    /// <summary>The least that a pool may have.</summary>
    public const long MinPoolBytes = 16L * 1024 * 1024;

    // The rest is for requests, searches, the runtime, and the system's cache of the disk.
    private const double PartOfMachine = 0.7;

    /// <summary>
    /// Bytes that all segments of the silo may take together, 16 MiB or more. Unless set, 70 % of the memory that the
    /// runtime believes to have.
    /// </summary>
    public long PoolBytes { get; set; } = DefaultFor(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    /// <summary>What a silo takes of a machine or container with so much memory, unless it is told otherwise.</summary>
    public static long DefaultFor(long machineBytes) => Math.Max(MinPoolBytes, (long)(machineBytes * PartOfMachine));
}

using Microsoft.Extensions.Configuration;
using Vectorizer.Configuration.Declarations;

namespace Vectorizer.Configuration.Sections;

/// <summary>What the node may use of the processor and of the memory.</summary>
public sealed class CpuOptions
{
    private const long MiB = 1024 * 1024;
    private const long LargestPoolMb = 1024 * 1024 * 1024;

    /// <summary>Threads that search, and as many that insert and recover points. Each of them keeps a core busy.</summary>
    [ConfigurationKeyName("max_threads")]
    [NumberSetting(1, 1_024, Unit = "threads", Unset = "the number of cores", Example = "8")]
    public int MaxThreads { get; set; } = Environment.ProcessorCount;

    /// <summary>
    /// Whether the vector registers of the processor are used. <c>false</c> makes searches slower: it is for finding
    /// out whether a processor or an emulator computes wrongly.
    /// </summary>
    [ConfigurationKeyName("enable_simd")]
    [FlagSetting]
    public bool EnableSimd { get; set; } = true;

    /// <summary>
    /// Memory that the points of the node may take, with their indexes and what waits to be stored; no more than the
    /// machine or the container has. The rest is for requests, searches, the runtime, and the system's cache of the disk.
    /// Points beyond it are refused; reads and deletes go on.
    /// </summary>
    [ConfigurationKeyName("memory_pool_size_mb")]
    [NumberSetting(16, LargestPoolMb, Unit = "MiB", Unset = "70 % of the memory of the machine or the container, the smaller", Example = "4096")]
    public long? MemoryPoolSizeMb { get; set; }

    /// <summary><see cref="MemoryPoolSizeMb"/> in bytes.</summary>
    public long? MemoryPoolBytes => MemoryPoolSizeMb * MiB;
}

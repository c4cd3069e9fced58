using Vectorizer.Grains.Memory;
using Vectorizer.Server.Hosting;

namespace Vectorizer.Server.Configuration;

/// <summary>Section <c>performance.cpu</c>: what the node may use of the processor and of the memory.</summary>
internal sealed class CpuOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "performance:cpu";

    private const int MostThreads = 1_024;
    private const long MiB = 1024 * 1024;

    /// <summary>
    /// Threads that search, and as many that insert points, 1..1,024. Unless set, the number of cores: each of them keeps
    /// a core busy.
    /// </summary>
    [ConfigurationKeyName("max_threads")]
    public int MaxThreads { get; set; } = Environment.ProcessorCount;

    /// <summary>
    /// MiB of memory that the points of the node may take, with their indexes and what waits to be stored: 16 up to the
    /// memory of the machine or of the container, whichever is smaller. Unless set, 70 % of that: the rest is for requests,
    /// searches, the runtime, and the system's cache of the disk. Points beyond it are refused; reads and deletes go on.
    /// </summary>
    [ConfigurationKeyName("memory_pool_size_mb")]
    public long? MemoryPoolSizeMb { get; set; }

    /// <summary><see cref="MemoryPoolSizeMb"/> in bytes.</summary>
    public long MemoryPoolBytes(MachineMemory machine) => MemoryPoolSizeMb * MiB ?? MemoryOptions.DefaultFor(machine.Bytes);

    /// <exception cref="StartupException">An option is outside its range.</exception>
    public void Validate(MachineMemory machine)
    {
        if (MaxThreads is < 1 or > MostThreads)
        {
            throw new StartupException($"performance.cpu.max_threads is {MaxThreads}; it must be within 1..{MostThreads}.");
        }

        if (MemoryPoolSizeMb < MemoryOptions.MinPoolBytes / MiB || MemoryPoolSizeMb > machine.Bytes / MiB)
        {
            throw new StartupException(
                $"performance.cpu.memory_pool_size_mb is {MemoryPoolSizeMb}; it must be within {MemoryOptions.MinPoolBytes / MiB}.."
                + $"{machine.Bytes / MiB}, the MiB of memory that {(machine.LimitBytes < machine.PhysicalBytes ? "this container" : "this machine")} has.");
        }
    }
}

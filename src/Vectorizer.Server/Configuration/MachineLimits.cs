using Vectorizer.Configuration.Sections;
using Vectorizer.Grains.Memory;
using Vectorizer.Server.Hosting;
using Vectorizer.Storage.Files;

namespace Vectorizer.Server.Configuration;

/// <summary>What settings come to on this machine, and which of them it cannot meet.</summary>
internal static class MachineLimits
{
    private const long MiB = 1024 * 1024;

    /// <summary>Bytes of memory that points may take.</summary>
    public static long MemoryPoolBytes(CpuOptions cpu, MachineMemory machine) => cpu.MemoryPoolBytes ?? MemoryOptions.DefaultFor(machine.Bytes);

    /// <summary>Why the machine has too little memory for the settings, in one line; null when it has enough.</summary>
    public static string? FaultOf(CpuOptions cpu, MachineMemory machine)
        => cpu.MemoryPoolBytes > machine.Bytes
            ? $"performance.cpu.memory_pool_size_mb is {cpu.MemoryPoolSizeMb}; it must be within {MemoryOptions.MinPoolBytes / MiB}.."
                + $"{machine.Bytes / MiB}, the MiB of memory that {(machine.LimitBytes < machine.PhysicalBytes ? "this container" : "this machine")} has."
            : null;

    /// <summary>Refuses a mark that the volume could never be above.</summary>
    /// <exception cref="StartupException">It is smaller than what is to be kept free.</exception>
    public static void Validate(DiskSpaceStatus space)
    {
        long kept = space.LowWaterBytes + (space.LowWaterBytes / 4) + space.ReserveBytes;
        if (kept > space.TotalBytes)
        {
            throw new StartupException(
                $"storage.min_free_mb is {space.LowWaterBytes / MiB} and storage.reserve_mb is {space.ReserveBytes / MiB}; the mark and a "
                + $"quarter of it, with the reserve, must be less than the {space.TotalBytes / MiB} MiB of the volume.");
        }
    }
}

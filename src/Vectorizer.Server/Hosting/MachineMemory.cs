using System.Globalization;

namespace Vectorizer.Server.Hosting;

/// <summary>The memory that this process may take before the system stops it.</summary>
/// <param name="PhysicalBytes">What the machine has.</param>
/// <param name="LimitBytes">The smallest limit of the process's control groups (a container's above all), or null.</param>
internal sealed record MachineMemory(long PhysicalBytes, long? LimitBytes)
{
    /// <summary>The smaller of both.</summary>
    public long Bytes => Math.Min(PhysicalBytes, LimitBytes ?? long.MaxValue);

    /// <summary>Asks the system.</summary>
    public static MachineMemory Read() => Read("/");

    /// <summary>Reads what the files below a root say.</summary>
    /// <param name="root">Where <c>proc</c> and the mounted control groups are; other systems have neither.</param>
    public static MachineMemory Read(string root)
        => new(Physical(root) ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, ControlGroups.MemoryLimit(root));

    private static long? Physical(string root)
    {
        const string total = "MemTotal:";
        string path = Path.Combine(root, "proc/meminfo");
        string? line = File.Exists(path)
            ? File.ReadLines(path).FirstOrDefault(line => line.StartsWith(total, StringComparison.Ordinal))
            : null;
        return line is null
            ? null
            : long.Parse(line[total.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture) * 1024;
    }
}

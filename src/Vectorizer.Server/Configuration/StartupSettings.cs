using Vectorizer.Configuration;
using Vectorizer.Configuration.Sections;
using Vectorizer.Server.Hosting;

namespace Vectorizer.Server.Configuration;

/// <summary>Reads the settings of a start, and refuses it with all that is wrong.</summary>
internal static class StartupSettings
{
    /// <summary>Settings that this machine can meet.</summary>
    /// <exception cref="StartupException">Something is wrong: a line for each fault.</exception>
    public static NodeConfiguration Read(string[] args, MachineMemory machine)
    {
        NodeConfiguration configuration = NodeConfiguration.Read(args, NodeConfiguration.ProcessEnvironment());
        List<string> reasons = [.. configuration.Faults.Select(fault => fault.ToString())];
        if (MachineLimits.FaultOf(configuration.Settings.Performance.Cpu, machine) is string memory)
        {
            reasons.Add($"{configuration.OriginOf("performance.cpu.memory_pool_size_mb")}: {memory}");
        }

        // Only what is there can be parsed; that it is missing has been told.
        if (!configuration.Settings.Conflicts().Any())
        {
            reasons.AddRange(StoreFaults(configuration.Settings));
        }

        return reasons.Count == 0 ? configuration : throw new StartupException(reasons);
    }

    private static IEnumerable<string> StoreFaults(NodeSettings settings)
    {
        try
        {
            Stores.Check(settings.Persistence, settings.Snapshots);
            return [];
        }
        catch (StartupException exception)
        {
            return exception.Reasons;
        }
    }
}

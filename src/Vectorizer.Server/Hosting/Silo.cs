using System.Net;
using Orleans.Configuration;
using Vectorizer.Configuration.Sections;
using Vectorizer.Grains.Collections;
using Vectorizer.Grains.Hosting;
using Vectorizer.Grains.Snapshots;
using Vectorizer.Server.Configuration;

namespace Vectorizer.Server.Hosting;

/// <summary>The silo of a node that is alone.</summary>
internal static class Silo
{
    private const string ClusterId = "vectorizer";

    /// <summary>Adds a silo that no other process can reach: on loopback, on a port of its own, without a gateway.</summary>
    public static void Configure(ISiloBuilder silo, string node, NodeSettings settings, MachineMemory machine)
    {
        int port = Ports.FindFree();
        silo.UseLocalhostClustering(port, gatewayPort: 0, new IPEndPoint(IPAddress.Loopback, port), ClusterId, ClusterId);
        silo.Configure<EndpointOptions>(options => options.GatewayPort = 0);
        silo.Configure<CatalogOptions>(options => options.MaxCollections = settings.Limits.MaxCollections);
        silo.Configure<SiloOptions>(options => options.SiloName = node);
        silo.AddVectorizer(
            storage =>
            {
                storage.DataDirectory = settings.Server.FullDataDir;
                storage.RecoveringSegments = settings.Performance.Cpu.MaxThreads;
                storage.MinFreeBytes = settings.Disk.MinFreeBytes;
                storage.ReserveBytes = settings.Disk.ReserveBytes;
            },
            search =>
            {
                search.MaxThreads = settings.Performance.Cpu.MaxThreads;
                search.Parallel = settings.Performance.Batch.ParallelProcessing;
            },
            index =>
            {
                index.MaxThreads = settings.Performance.Cpu.MaxThreads;
                index.Parallel = settings.Performance.Batch.ParallelProcessing;
            },
            memory => memory.PoolBytes = MachineLimits.MemoryPoolBytes(settings.Performance.Cpu, machine),
            save => Apply(settings.AutoSave, save),
            caching =>
            {
                caching.Enabled = settings.Caching.Enabled;
                caching.MaxBytes = settings.Caching.MaxBytes;
            });
    }

    private static void Apply(AutoSaveSettings settings, AutoSaveOptions options)
    {
        options.Enabled = settings.Enabled;
        options.Interval = TimeSpan.FromSeconds(settings.IntervalSeconds);
        options.MinOperations = settings.MinOperations;
        options.Keep = settings.KeepSnapshots;
        options.ScrubInterval = TimeSpan.FromSeconds(settings.ScrubIntervalSeconds);
    }
}

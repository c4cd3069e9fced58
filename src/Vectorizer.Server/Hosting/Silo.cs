using System.Net;
using Orleans.Configuration;
using Vectorizer.Grains.Hosting;
using Vectorizer.Server.Configuration;

namespace Vectorizer.Server.Hosting;

/// <summary>The silo of a node that is alone.</summary>
internal static class Silo
{
    private const string ClusterId = "vectorizer";

    /// <summary>Adds a silo that no other process can reach: on loopback, on a port of its own, without a gateway.</summary>
    public static void Configure(ISiloBuilder silo, string node, string dataDir, DiskOptions disk, CpuOptions cpu, MachineMemory machine)
    {
        int port = Ports.FindFree();
        silo.UseLocalhostClustering(port, gatewayPort: 0, new IPEndPoint(IPAddress.Loopback, port), ClusterId, ClusterId);
        silo.Configure<EndpointOptions>(options => options.GatewayPort = 0);
        silo.Configure<SiloOptions>(options => options.SiloName = node);
        silo.AddVectorizer(
            storage =>
            {
                storage.DataDirectory = dataDir;
                storage.RecoveringSegments = cpu.MaxThreads;
                storage.MinFreeBytes = disk.MinFreeBytes;
                storage.ReserveBytes = disk.ReserveBytes;
            },
            search => search.MaxThreads = cpu.MaxThreads,
            index => index.MaxThreads = cpu.MaxThreads,
            memory => memory.PoolBytes = cpu.MemoryPoolBytes(machine));
    }
}

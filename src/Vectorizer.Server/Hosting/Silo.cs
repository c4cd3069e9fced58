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
    public static void Configure(ISiloBuilder silo, string node, NodeSettings settings, MachineMemory machine)
    {
        int port = Ports.FindFree();
        silo.UseLocalhostClustering(port, gatewayPort: 0, new IPEndPoint(IPAddress.Loopback, port), ClusterId, ClusterId);
        silo.Configure<EndpointOptions>(options => options.GatewayPort = 0);
        silo.Configure<SiloOptions>(options => options.SiloName = node);
        silo.AddVectorizer(
            storage =>
            {
                storage.DataDirectory = settings.Server.FullDataDir;
                storage.RecoveringSegments = settings.Cpu.MaxThreads;
                storage.MinFreeBytes = settings.Disk.MinFreeBytes;
                storage.ReserveBytes = settings.Disk.ReserveBytes;
            },
            search => search.MaxThreads = settings.Cpu.MaxThreads,
            index => index.MaxThreads = settings.Cpu.MaxThreads,
            memory => memory.PoolBytes = settings.Cpu.MemoryPoolBytes(machine),
            settings.AutoSave.Apply);
    }
}

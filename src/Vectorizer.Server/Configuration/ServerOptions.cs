using System.Net;

namespace Vectorizer.Server.Configuration;

/// <summary>Section <c>server</c>: where the node listens and where its data lives.</summary>
internal sealed class ServerOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "server";

    /// <summary>
    /// The address to listen on: an IP address, or <c>localhost</c> for 127.0.0.1. 127.0.0.1 unless set, since callers
    /// are not asked who they are.
    /// </summary>
    [ConfigurationKeyName("host")]
    public string Host { get; set; } = "127.0.0.1";

    /// <summary>TCP port of the web API, 1..65535; 0 takes a free one. 15002 unless set.</summary>
    [ConfigurationKeyName("port")]
    public int Port { get; set; } = 15_002;

    /// <summary>Folder of the node's data, made when it does not exist. <c>./data</c> unless set.</summary>
    [ConfigurationKeyName("data_dir")]
    public string DataDir { get; set; } = "./data";

    /// <summary><see cref="Host"/> as address.</summary>
    /// <exception cref="StartupException">It is none.</exception>
    public IPAddress Address
        => Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? IPAddress.Loopback
            : IPAddress.TryParse(Host, out IPAddress? address) ? address
            : throw new StartupException($"server.host is '{Host}'; it must be an IP address or 'localhost'.");

    /// <summary><see cref="DataDir"/> as full path.</summary>
    public string FullDataDir => Path.GetFullPath(DataDir);

    /// <exception cref="StartupException">An option is outside its range.</exception>
    public void Validate()
    {
        _ = Address;
        if (Port is < 0 or > IPEndPoint.MaxPort)
        {
            throw new StartupException($"server.port is {Port}; it must be within 0..{IPEndPoint.MaxPort}.");
        }

        if (string.IsNullOrWhiteSpace(DataDir))
        {
            throw new StartupException("server.data_dir is empty; it must name a folder.");
        }
    }
}

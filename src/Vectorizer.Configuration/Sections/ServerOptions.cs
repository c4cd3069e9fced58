using System.Net;
using Microsoft.Extensions.Configuration;
using Vectorizer.Configuration.Declarations;

namespace Vectorizer.Configuration.Sections;

/// <summary>Where the node listens and where its data lives.</summary>
public sealed class ServerOptions
{
    /// <summary>
    /// The address to listen on. Callers are not asked who they are, so only this machine reaches the server unless
    /// another address is set.
    /// </summary>
    [ConfigurationKeyName("host")]
    [AddressSetting]
    public string Host { get; set; } = "127.0.0.1";

    /// <summary>TCP port of the web API; 0 takes a free one.</summary>
    [ConfigurationKeyName("port")]
    [NumberSetting(0, IPEndPoint.MaxPort)]
    public int Port { get; set; } = 15_002;

    /// <summary>Folder of the node's data, for one server at a time. It is made when it does not exist; the folder above must.</summary>
    [ConfigurationKeyName("data_dir")]
    [PathSetting("a folder")]
    public string DataDir { get; set; } = "./data";

    /// <summary><see cref="Host"/> as address.</summary>
    /// <exception cref="FormatException">It is none: the settings were not checked.</exception>
    public IPAddress Address => AddressSettingAttribute.Parse(Host) ?? throw new FormatException($"'{Host}' is no address.");

    /// <summary><see cref="DataDir"/> as full path.</summary>
    public string FullDataDir => Path.GetFullPath(DataDir);
}

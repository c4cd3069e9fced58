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

    /// <summary>
    /// Names and addresses that callers may give as <c>Host</c>; requests for others are refused with 421. It keeps pages that a
    /// browser shows from reaching the server under a name of their own.
    /// </summary>
    [ConfigurationKeyName("allowed_hosts")]
    [HostNamesSetting(
        Unset = "on an address of this machine alone `localhost`, `127.0.0.1`, `[::1]` and that address; otherwise any",
        Example = "db.example.com, 10.0.0.5")]
    public string? AllowedHosts { get; set; }

    /// <summary>
    /// Proxies whose <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> are believed: the address in the logs is then that of the
    /// caller before them.
    /// </summary>
    [ConfigurationKeyName("trusted_proxies")]
    [NetworksSetting(Unset = "none", Example = "127.0.0.1, 10.0.0.0/8")]
    public string? TrustedProxies { get; set; }

    /// <summary>Origins of the pages whose scripts may call the server from a browser.</summary>
    [ConfigurationKeyName("cors_origins")]
    [OriginsSetting(Unset = "none", Example = "https://app.example.com")]
    public string? CorsOrigins { get; set; }

    /// <summary>
    /// Time for a stop: half of it for requests under way, the rest for syncing and saving. A service manager should wait longer
    /// than this before it kills.
    /// </summary>
    [ConfigurationKeyName("shutdown_grace_seconds")]
    [NumberSetting(1, 3_600, Unit = "seconds")]
    public int ShutdownGraceSeconds { get; set; } = 25;

    /// <summary><see cref="ShutdownGraceSeconds"/> as time.</summary>
    public TimeSpan ShutdownGrace => TimeSpan.FromSeconds(ShutdownGraceSeconds);

    /// <summary><see cref="Host"/> as address.</summary>
    /// <exception cref="FormatException">It is none: the settings were not checked.</exception>
    public IPAddress Address => AddressSettingAttribute.Parse(Host) ?? throw new FormatException($"'{Host}' is no address.");

    /// <summary><see cref="DataDir"/> as full path.</summary>
    public string FullDataDir => Path.GetFullPath(DataDir);
}

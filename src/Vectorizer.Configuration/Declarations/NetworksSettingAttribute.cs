using System.Net;

namespace Vectorizer.Configuration.Declarations;

/// <summary>Addresses and networks in CIDR notation.</summary>
public sealed class NetworksSettingAttribute : ListSettingAttribute
{
    /// <inheritdoc/>
    public override string Allowed => "a list of IP addresses and networks such as 10.0.0.0/8";

    /// <summary>The networks of a text. An address alone is a network of one.</summary>
    /// <exception cref="FormatException">One is none: the settings were not checked.</exception>
    public static IReadOnlyList<IPNetwork> Parse(string? text)
        => [.. Items(text).Select(item => ParseItem(item) ?? throw new FormatException($"'{item}' is no network."))];

    /// <inheritdoc/>
    protected override bool AcceptsItem(string item) => ParseItem(item) is not null;

    private static IPNetwork? ParseItem(string item)
        => IPNetwork.TryParse(item, out IPNetwork network) ? network
            : IPAddress.TryParse(item, out IPAddress? address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
            : null;
}

using System.Net;
using System.Text.Json.Nodes;

namespace Vectorizer.Configuration.Declarations;

/// <summary>An address of this machine.</summary>
public sealed class AddressSettingAttribute : SettingAttribute
{
    /// <inheritdoc/>
    public override string Type => "address";

    /// <inheritdoc/>
    public override string Allowed => "an IP address or 'localhost'";

    /// <summary>The address, or null when the text is none.</summary>
    public static IPAddress? Parse(string text)
        => text.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? IPAddress.Loopback
            : IPAddress.TryParse(text, out IPAddress? address) ? address : null;

    /// <inheritdoc/>
    public override bool Accepts(string text) => Parse(text) is not null;

    /// <inheritdoc/>
    public override JsonObject Schema() => new() { ["type"] = "string", ["minLength"] = 1 };
}

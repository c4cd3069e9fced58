using System.Text.Json.Nodes;

namespace Vectorizer.Configuration.Declarations;

/// <summary><c>true</c> or <c>false</c>.</summary>
public sealed class FlagSettingAttribute : SettingAttribute
{
    /// <inheritdoc/>
    public override string Type => "true or false";

    /// <inheritdoc/>
    public override string Allowed => "true or false";

    /// <inheritdoc/>
    public override bool Accepts(string text)
        => text.Equals("true", StringComparison.OrdinalIgnoreCase) || text.Equals("false", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override JsonObject Schema() => new() { ["type"] = "boolean" };
}

using System.Text.Json.Nodes;

namespace Vectorizer.Configuration.Declarations;

/// <summary>A text that no message, list or log repeats.</summary>
public sealed class SecretSettingAttribute : SettingAttribute
{
    /// <inheritdoc/>
    public override bool IsSecret => true;

    /// <inheritdoc/>
    public override string Type => "secret text";

    /// <inheritdoc/>
    public override string Allowed => "a text that is not empty";

    /// <inheritdoc/>
    public override bool Accepts(string text) => !string.IsNullOrWhiteSpace(text);

    /// <inheritdoc/>
    public override string Shown(string text) => string.IsNullOrWhiteSpace(text) ? "empty" : base.Shown(text);

    /// <inheritdoc/>
    public override JsonObject Schema() => new() { ["type"] = "string", ["minLength"] = 1 };
}

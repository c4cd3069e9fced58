using System.Text.Json.Nodes;

namespace Vectorizer.Configuration.Declarations;

/// <summary>Path of a file or a folder, relative to the folder the server is started in.</summary>
/// <param name="what">What it must name: <c>a folder</c>.</param>
public sealed class PathSettingAttribute(string what) : SettingAttribute
{
    /// <summary>What it must name.</summary>
    public string What { get; } = what;

    /// <inheritdoc/>
    public override string Type => "path";

    /// <inheritdoc/>
    public override string Allowed => $"the path of {What}";

    /// <inheritdoc/>
    public override bool Accepts(string text) => !string.IsNullOrWhiteSpace(text) && !text.Contains('\0', StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string Shown(string text) => string.IsNullOrWhiteSpace(text) ? "empty" : base.Shown(text);

    /// <inheritdoc/>
    public override JsonObject Schema() => new() { ["type"] = "string", ["minLength"] = 1 };
}
